import { keyPolicy, user } from '../examples.ts';
import { nameOf } from '../facts.ts';
import {
  compiledOf,
  extentOf,
  holdsEverything,
  isDenied,
  isPublic,
  ownHolders,
  type Probe,
  shownBy,
} from '../holders.ts';
import { fix, whileHolds } from '../narrow.ts';
import type { Rule, RuleDoc } from '../rule.ts';
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
    const pairs = ownHolders(subject)
      .filter(
        (holder) =>
          isPerson(subject, holder.who.arn) &&
          !holdsEverything(holder) &&
          !administers(holder) && // admin-and-user says it
          !isDenied(subject, holder.who, DECRYPT, ANY_TIME),
      )
      .flatMap((holder) =>
        (holder.may.get(DECRYPT) ?? [])
          .filter((statement) => {
            const compiled = compiledOf(subject, statement);
            return compiled !== null && extentOf(compiled, holder.who, world, ANY_TIME) !== 'never';
          })
          .map((statement) => [statement, holder] as const),
      );
    const until = new Date(world.now + 7 * DAY).toISOString().replace(/\.\d+Z$/, 'Z');
    for (const [statement, holders] of byStatement(pairs)) {
      if (isPublic(subject, statement) || statement.not.action) continue;
      yield {
        ...placeOfAction(statement, DECRYPT_ONLY),
        statement: statement.index,
        severity: isNew(subject) ? 'low' : 'medium',
        ...shownBy(subject, holders, DECRYPT),
        message: `${nameOf(statement)} lets ${holderWords(holders)} decrypt by hand, at any time and without a second factor. Bound it in time or by a second factor, or leave it to a service.`,
        fixes: () => [
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
        ],
      };
    }
  },
};

export const humanDecryptsDoc = (): RuleDoc => ({
  title: 'A person can decrypt at any time',
  fixes: ['T'],
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
