import type { PolicyStatement } from '../../document.ts';
import { compiledOf, extentOf, isDenied, type Probe } from '../extent.ts';
import { holdersOf, holdsEverything, type Holder } from '../holders.ts';
import { shownBy } from '../shown.ts';
import { isPublic } from '../strangers.ts';
import { keyPolicy } from '../examples.ts';
import { nameOf } from '../facts.ts';
import type { Fix } from '../finding.ts';
import { fix, freshSid, whileHolds, withStatement, type More } from '../narrow.ts';
import { otherWay } from '../other-way.ts';
import type { LintSubject, Rule, RuleDoc } from '../rule.ts';
import { byStatement, holderWords, placeOfAction } from '../shared-words.ts';
import { isNew } from '../use.ts';
import { DELETE, DELETE_ONLY } from './deletion-broad.ts';

/** The hastiest request: the shortest window, on a key in daily use. */
const HASTY: Probe = new Map([
  ['kms:schedulekeydeletionpendingwindowindays', '7'],
  ['kms:trailingdayswithoutkeyusage', '0'],
]);

const byAccount = (subject: LintSubject, holder: Holder): string | null =>
  otherWay(subject, holder, DELETE, HASTY);

const WINDOW = 'kms:ScheduleKeyDeletionPendingWindowInDays';
const IDLE_DAYS = 'kms:TrailingDaysWithoutKeyUsage';

/** For one statement; or, where there is another way besides, for everybody. */
function guards(subject: LintSubject, statement: PolicyStatement, ways: boolean): readonly Fix[] {
  const guard = (title: string, [operator, key, value]: More, unless: string): readonly Fix[] =>
    ways
      ? fix(
          'N',
          `${title}, for everybody: deny it otherwise`,
          withStatement(subject, {
            Sid: freshSid(subject, 'No deletion in haste'),
            Effect: 'Deny',
            Principal: '*',
            Action: DELETE,
            Resource: '*',
            Condition: { [unless]: { [key]: value } },
          }),
        )
      : fix('T', title, whileHolds(subject, statement, DELETE_ONLY, [[operator, key, value]]));
  return [
    ...guard(
      'Only with a waiting period of 30 days',
      ['NumericGreaterThanEquals', WINDOW, '30'],
      'NumericLessThan',
    ),
    ...guard(
      'Only after 90 days without use',
      ['NumericGreaterThanEquals', IDLE_DAYS, '90'],
      'NumericLessThan',
    ),
  ];
}

export const deletionUnguarded: Rule = {
  code: 'deletion-unguarded',
  group: 'security',
  severity: 'medium',
  kinds: ['key'],
  *check(subject) {
    const holders = holdersOf(subject).filter(
      (holder) => !holdsEverything(holder) && !isDenied(subject, holder.who, DELETE, HASTY),
    );
    const lets = (holder: Holder, statement: PolicyStatement): boolean => {
      const compiled = compiledOf(subject, statement);
      return compiled !== null && extentOf(compiled, holder.who, subject.world, HASTY) !== 'never';
    };
    const by = (wanted: (holder: Holder, statement: PolicyStatement) => boolean) =>
      byStatement(
        holders.flatMap((holder) =>
          (holder.may.get(DELETE) ?? [])
            .filter((statement) => !isPublic(subject, statement) && !statement.not.action)
            .filter((statement) => wanted(holder, statement))
            .map((statement) => [statement, holder] as const),
        ),
      );
    const severity = isNew(subject) ? 'low' : 'medium';
    for (const [statement, who] of by(lets)) {
      const ways = who.some((holder) => byAccount(subject, holder) !== null);
      yield {
        ...placeOfAction(statement, DELETE_ONLY),
        statement: statement.index,
        severity,
        ...shownBy(subject, who, DELETE),
        message: `${nameOf(statement)} lets ${holderWords(who)} schedule deletion with the shortest waiting period, 7 days, even while the key is in use. Ask for a longer period, or for days without use.`,
        fixes: () => guards(subject, statement, ways),
      };
    }
    // Bound here, and free to do it by another way.
    const bound = by(
      (holder, statement) =>
        !lets(holder, statement) &&
        !holder.may.get(DELETE)?.some((other) => lets(holder, other)) &&
        byAccount(subject, holder) !== null,
    );
    for (const [statement, who] of bound) {
      const how = who.flatMap((holder) => byAccount(subject, holder) ?? [])[0] ?? '';
      yield {
        ...placeOfAction(statement, DELETE_ONLY),
        statement: statement.index,
        severity,
        message: `${nameOf(statement)} bounds how ${holderWords(who)} may schedule deletion, and by ${how} the same is allowed with 7 days, even while the key is in use. Only a Deny holds for every way.`,
        fixes: () => guards(subject, statement, true),
      };
    }
  },
};

export const deletionUnguardedDoc = (): RuleDoc => ({
  title: 'A key in daily use can be deleted within a week',
  fixes: ['T', 'N'],
  why: 'Without a condition the waiting period may be as short as 7 days, also for a key that was used today, and a week is short for noticing that a yearly job needs it. Ask for 30 days with kms:ScheduleKeyDeletionPendingWindowInDays, or for idle days with kms:TrailingDaysWithoutKeyUsage. Where somebody can do the same through the account and an identity policy, a condition in one statement changes nothing for them: a Deny does. While the key is new it is a note.',
  example: {
    fires: keyPolicy({ Action: 'kms:ScheduleKeyDeletion' }),
    silent: keyPolicy({
      Action: 'kms:ScheduleKeyDeletion',
      Condition: { NumericGreaterThanEquals: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '30' } },
    }),
  },
});
