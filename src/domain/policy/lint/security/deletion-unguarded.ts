import {
  compiledOf,
  extentOf,
  holdersOf,
  holdsEverything,
  isDenied,
  isPublic,
  type Probe,
  shownBy,
} from '../holders.ts';
import { keyPolicy } from '../examples.ts';
import { nameOf } from '../facts.ts';
import { fix, whileHolds } from '../narrow.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { byStatement, holderWords, placeOfAction } from '../shared-words.ts';
import { DELETE, DELETE_ONLY } from './deletion-broad.ts';

/** The hastiest request: the shortest window, on a key in daily use. */
const HASTY: Probe = new Map([
  ['kms:schedulekeydeletionpendingwindowindays', '7'],
  ['kms:trailingdayswithoutkeyusage', '0'],
]);

export const deletionUnguarded: Rule = {
  code: 'deletion-unguarded',
  group: 'security',
  severity: 'medium',
  kinds: ['key'],
  *check(subject) {
    const pairs = holdersOf(subject)
      .filter((holder) => !holdsEverything(holder) && !isDenied(subject, holder.who, DELETE, HASTY))
      .flatMap((holder) =>
        (holder.may.get(DELETE) ?? [])
          .filter((statement) => {
            const compiled = compiledOf(subject, statement);
            return compiled !== null && extentOf(compiled, holder.who, subject.world, HASTY) !== 'never';
          })
          .map((statement) => [statement, holder] as const),
      );
    for (const [statement, holders] of byStatement(pairs)) {
      if (isPublic(subject, statement) || statement.not.action) continue;
      yield {
        ...placeOfAction(statement, DELETE_ONLY),
        statement: statement.index,
        ...shownBy(subject, holders, DELETE),
        message: `${nameOf(statement)} lets ${holderWords(holders)} schedule deletion with the shortest waiting period, 7 days, even while the key is in use. Ask for a longer period, or for days without use.`,
        fixes: () => [
          ...fix(
            'T',
            'Only with a waiting period of 30 days',
            whileHolds(subject, statement, DELETE_ONLY, [
              ['NumericGreaterThanEquals', 'kms:ScheduleKeyDeletionPendingWindowInDays', '30'],
            ]),
          ),
          ...fix(
            'T',
            'Only after 90 days without use',
            whileHolds(subject, statement, DELETE_ONLY, [
              ['NumericGreaterThanEquals', 'kms:TrailingDaysWithoutKeyUsage', '90'],
            ]),
          ),
        ],
      };
    }
  },
};

export const deletionUnguardedDoc = (): RuleDoc => ({
  title: 'A key in daily use can be deleted within a week',
  fixes: ['T'],
  why: 'Without a condition the waiting period may be as short as 7 days, also for a key that was used today, and a week is short for noticing that a yearly job needs it. Ask for 30 days with kms:ScheduleKeyDeletionPendingWindowInDays, or for idle days with kms:TrailingDaysWithoutKeyUsage.',
  example: {
    fires: keyPolicy({ Action: 'kms:ScheduleKeyDeletion' }),
    silent: keyPolicy({
      Action: 'kms:ScheduleKeyDeletion',
      Condition: { NumericGreaterThanEquals: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '30' } },
    }),
  },
});
