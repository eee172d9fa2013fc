import { keyPolicy, user } from '../examples.ts';
import type { PolicyStatement } from '../../document.ts';
import { nameOf } from '../facts.ts';
import type { Fix } from '../finding.ts';
import { compiledOf, extentOf, isDenied, type Probe } from '../extent.ts';
import { holdsEverything, ownHolders, type Holder } from '../holders.ts';
import { shownBy } from '../shown.ts';
import { isPublic } from '../strangers.ts';
import { fix, freshSid, whileHolds, withStatement } from '../narrow.ts';
import { otherWay } from '../other-way.ts';
import type { LintSubject, Rule, RuleDoc } from '../rule.ts';
import { byStatement, holderWords, isPerson, placeOfAction } from '../shared-words.ts';
import { DAY, isNew } from '../use.ts';
import { administers } from './duties.ts';

const DECRYPT = 'kms:Decrypt';
const DECRYPT_ONLY: ReadonlySet<string> = new Set([DECRYPT]);
/** Signed in without a second factor, long after everything that ends has ended. */
const ANY_TIME: Probe = new Map([
  ['aws:multifactorauthpresent', undefined],
  ['aws:multifactorauthage', undefined],
  ['aws:currenttime', '2999-01-01T00:00:00Z'],
  ['aws:epochtime', '32472144000'],
]);

export const humanDecrypts: Rule = {
  code: 'human-decrypts',
  group: 'separation-of-duties',
  severity: 'medium',
  kinds: ['key'],
  *check(subject) {
    const { world } = subject;
    const people = ownHolders(subject).filter(
      (holder) =>
        isPerson(subject, holder.who.arn) &&
        !holdsEverything(holder) &&
        !administers(holder) && // admin-and-user says it
        !isDenied(subject, holder.who, DECRYPT, ANY_TIME),
    );
    const lets = (holder: Holder, statement: PolicyStatement): boolean => {
      const compiled = compiledOf(subject, statement);
      return compiled !== null && extentOf(compiled, holder.who, world, ANY_TIME) !== 'never';
    };
    const way = (holder: Holder): string | null => otherWay(subject, holder, DECRYPT, ANY_TIME);
    const by = (wanted: (holder: Holder, statement: PolicyStatement) => boolean) =>
      byStatement(
        people.flatMap((holder) =>
          (holder.may.get(DECRYPT) ?? [])
            .filter((statement) => !isPublic(subject, statement) && !statement.not.action)
            .filter((statement) => wanted(holder, statement))
            .map((statement) => [statement, holder] as const),
        ),
      );
    const severity = isNew(subject) ? 'low' : 'medium';
    for (const [statement, holders] of by(lets)) {
      yield {
        ...placeOfAction(statement, DECRYPT_ONLY),
        statement: statement.index,
        severity,
        ...shownBy(subject, holders, DECRYPT),
        message: `${nameOf(statement)} lets ${holderWords(holders)} decrypt by hand, at any time and without a second factor. Bound it in time or by a second factor, or leave it to a service.`,
        fixes: () =>
          holders.some((holder) => way(holder) !== null)
            ? denyWithoutMfa(subject, holders)
            : bounds(subject, statement),
      };
    }
    const bound = by(
      (holder, statement) =>
        !lets(holder, statement) &&
        !holder.may.get(DECRYPT)?.some((other) => lets(holder, other)) &&
        way(holder) !== null,
    );
    for (const [statement, holders] of bound) {
      const how = holders.flatMap((holder) => way(holder) ?? [])[0] ?? '';
      yield {
        ...placeOfAction(statement, DECRYPT_ONLY),
        statement: statement.index,
        severity,
        message: `${nameOf(statement)} bounds when ${holderWords(holders)} may decrypt, and by ${how} the same is allowed at any time and without a second factor. Only a Deny holds for every way.`,
        fixes: () => denyWithoutMfa(subject, holders),
      };
    }
  },
};

function bounds(subject: LintSubject, statement: PolicyStatement): readonly Fix[] {
  const until = new Date(subject.world.now + 7 * DAY).toISOString().replace(/\.\d+Z$/, 'Z');
  return [
    ...fix(
      'T',
      'Only with a second factor',
      whileHolds(subject, statement, DECRYPT_ONLY, [['Bool', 'aws:MultiFactorAuthPresent', 'true']]),
    ),
    ...fix(
      'T',
      `Only until ${until.slice(0, 10)}`,
      whileHolds(subject, statement, DECRYPT_ONLY, [['DateLessThan', 'aws:CurrentTime', until]]),
    ),
  ];
}

/** Where there is another way besides the statement. */
function denyWithoutMfa(subject: LintSubject, holders: readonly Holder[]): readonly Fix[] {
  const arns = holders.filter(({ who }) => who.known === 'named').map(({ who }) => who.arn);
  const [one] = arns;
  return one === undefined
    ? []
    : fix(
        'N',
        'Only with a second factor, by every way: deny it otherwise',
        withStatement(subject, {
          Sid: freshSid(subject, 'No decryption without a second factor'),
          Effect: 'Deny',
          Principal: { AWS: arns.length === 1 ? one : arns },
          Action: DECRYPT,
          Resource: '*',
          Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
        }),
      );
}

export const humanDecryptsDoc = (): RuleDoc => ({
  title: 'A person can decrypt at any time',
  fixes: ['T', 'N'],
  why: 'People rarely need to decrypt by hand: services do. A standing permission is there when the password is stolen at night, too. Let people decrypt through a service that logs why, or bound it: with a second factor, or for a few days.',
  example: {
    fires: keyPolicy({ Principal: { AWS: user('carol') }, Action: DECRYPT }),
    silent: keyPolicy({
      Principal: { AWS: user('carol') },
      Action: DECRYPT,
      Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
    }),
  },
});
