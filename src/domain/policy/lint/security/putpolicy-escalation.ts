import { holdersOf, holdsEverything, heldOf } from '../holders.ts';
import { shownBy } from '../shown.ts';
import { isPublic } from '../strangers.ts';
import { CARE, USES } from '../action-kinds.ts';
import { keyPolicy } from '../examples.ts';
import { nameOf } from '../facts.ts';
import { namesAction } from '../grant-probe.ts';
import { fix, withoutAction } from '../narrow.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { byStatement, holderWords, placeOfAction, policyWords } from '../shared-words.ts';

const PUT = 'kms:PutKeyPolicy';
const PUT_ONLY: ReadonlySet<string> = new Set([PUT]);
/** Of CARE: with this many a principal looks after the key, and PutKeyPolicy is its business. */
export const ADMINISTRATOR_HOLDS = 3;

export const putPolicyEscalation: Rule = {
  code: 'putpolicy-escalation',
  group: 'security',
  severity: 'high',
  kinds: ['key', 'identity'],
  *check(subject) {
    const pairs = holdersOf(subject).flatMap((holder) => {
      if (holdsEverything(holder)) return [];
      const by = holder.may.get(PUT) ?? [];
      if (holder.kind !== 'own') return by.map((statement) => [statement, holder] as const);
      // A user of the key who can put the policy is both: admin-and-user says it.
      const hidden =
        by.every((statement) => !namesAction(statement, PUT)) && heldOf(holder, USES).length === 0;
      return hidden && heldOf(holder, CARE).length < ADMINISTRATOR_HOLDS
        ? by.map((statement) => [statement, holder] as const)
        : [];
    });
    for (const [statement, holders] of byStatement(pairs)) {
      if (isPublic(subject, statement) || statement.not.action) continue;
      const wide = holders.some(({ kind }) => kind !== 'own');
      yield {
        ...placeOfAction(statement, PUT_ONLY),
        statement: statement.index,
        ...shownBy(subject, holders, PUT),
        message: `${nameOf(statement)} lets ${holderWords(holders)} change ${policyWords(subject, statement)}${wide ? '' : ', though nothing else here makes an administrator of them'}. With that they can give themselves every action on ${subject.kind === 'key' ? 'the key' : 'it'}. ${wide ? 'Name the administrators' : 'Take kms:PutKeyPolicy out, or name it if it is meant'}.`,
        fixes: () => fix('N', 'Take kms:PutKeyPolicy out', withoutAction(subject, statement, PUT)),
      };
    }
  },
};

export const putPolicyEscalationDoc = (): RuleDoc => ({
  title: 'Somebody who is no administrator can change the policy',
  fixes: ['N'],
  why: 'Whoever can put the policy can give themselves everything, so PutKeyPolicy is worth all actions together. It belongs to a few named administrators of this account, by name: a pattern such as kms:Put* hides it, and a wide principal gives it to people nobody chose.',
  example: {
    fires: keyPolicy({ Action: ['kms:DescribeKey', 'kms:Put*'] }),
    silent: keyPolicy({ Action: ['kms:DescribeKey', 'kms:PutKeyPolicy'] }),
  },
});
