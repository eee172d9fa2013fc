import { heldOf, holdersOf, holdsEverything } from '../holders.ts';
import { shownBy } from '../shown.ts';
import { isPublic } from '../strangers.ts';
import { USES } from '../action-kinds.ts';
import { keyPolicy } from '../examples.ts';
import { nameOf } from '../facts.ts';
import { fix, withoutAction } from '../narrow.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { byStatement, holderWords, keyWords, listed, placeOfAction } from '../shared-words.ts';

export const DELETE = 'kms:ScheduleKeyDeletion';
export const DELETE_ONLY: ReadonlySet<string> = new Set([DELETE]);

export const deletionBroad: Rule = {
  code: 'deletion-broad',
  group: 'security',
  severity: 'high',
  kinds: ['key', 'identity'],
  *check(subject) {
    const holders = holdersOf(subject).filter((holder) => holder.may.has(DELETE) && !holdsEverything(holder));
    const own = holders.filter(({ kind }) => kind === 'own');
    // Who can put the policy and use the key is both: admin-and-user says it.
    const wrong = holders.filter(
      (holder) =>
        holder.kind !== 'own' || (!holder.may.has('kms:PutKeyPolicy') && heldOf(holder, USES).length > 0),
    );
    const by = (of: typeof holders) =>
      byStatement(
        of.flatMap((holder) => holder.may.get(DELETE)!.map((statement) => [statement, holder] as const)),
      ); // filtered by it
    for (const [statement, who] of by(wrong)) {
      if (isPublic(subject, statement) || statement.not.action) continue;
      const wide = who.some(({ kind }) => kind !== 'own');
      yield {
        ...placeOfAction(statement, DELETE_ONLY),
        statement: statement.index,
        ...shownBy(subject, who, DELETE),
        message: `${nameOf(statement)} lets ${holderWords(who)} schedule the deletion of ${keyWords(subject, statement)}${wide ? '' : ', which they use'}. ${subject.kind === 'key' ? 'All data under it would be lost' : 'All data under a deleted key is lost'}. Leave kms:ScheduleKeyDeletion to ${wide ? 'named administrators of this account' : 'administrators'}.`,
        fixes: () => fix('N', 'Take kms:ScheduleKeyDeletion out', withoutAction(subject, statement, DELETE)),
      };
    }
    const most = subject.settings.mostDeleters;
    const [first] = by(own);
    if (own.length > most && first !== undefined) {
      yield {
        ...placeOfAction(first[0], DELETE_ONLY),
        statement: null,
        severity: 'medium',
        message: `${own.length} principals can schedule the deletion of this key (${listed(own.map(({ words }) => words))}); ${most} is the most this desk wants. Take kms:ScheduleKeyDeletion from those who do not need it.`,
      };
    }
  },
};

export const deletionBroadDoc = (): RuleDoc => ({
  title: 'The deletion of the key is not left to a few administrators',
  fixes: ['N'],
  why: 'When a key is deleted, everything that was encrypted under it is lost for good, backups included. Its deletion belongs to very few administrators of this account: not to those who use it, not to whole accounts, and not through a pattern such as kms:S*.',
  example: {
    fires: keyPolicy({ Action: ['kms:Verify', 'kms:S*'] }),
    silent: keyPolicy({ Action: ['kms:Verify', 'kms:Sign'] }),
  },
});
