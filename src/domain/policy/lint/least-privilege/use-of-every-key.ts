import { REVEALS } from '../action-kinds.ts';
import { identityPolicy } from '../examples.ts';
import { nameOf } from '../facts.ts';
import { heldOf, holdsEverything, ownHolders, statementsFor } from '../holders.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { actionWords, isOfEveryKey, keyWords, placeOfAction } from '../shared-words.ts';

/** What opens data, on all keys, and nothing asked. */
export const useOfEveryKey: Rule = {
  code: 'use-of-every-key',
  group: 'least-privilege',
  severity: 'low',
  kinds: ['identity'],
  *check(subject) {
    for (const holder of ownHolders(subject)) {
      if (holdsEverything(holder)) continue; // full-access-principal says it
      const opens = heldOf(holder, REVEALS);
      for (const statement of statementsFor(holder, opens)) {
        if (!isOfEveryKey(statement) || statement.not.action || statement.conditions.length > 0) continue;
        const here = opens.filter((action) => holder.may.get(action)?.includes(statement));
        yield {
          ...placeOfAction(statement, new Set(here)),
          statement: statement.index,
          message: `${nameOf(statement)} gives ${actionWords(here)} with ${keyWords(subject, statement)}, also with those to come. Name the keys in Resource, or ask for a tag of theirs with aws:ResourceTag.`,
        };
      }
    }
  },
};

export const useOfEveryKeyDoc = (): RuleDoc => ({
  title: 'A policy opens data with every key',
  fixes: [],
  why: 'Keys are kept apart so that one stolen credential opens one thing. Whoever has this policy decrypts, signs or makes MACs with every key that leaves control to the account, and with those that are made tomorrow. Name the keys in Resource, or ask for a tag that they bear. It is a note: the policy of each key can still leave it out.',
  example: {
    kind: 'identity',
    fires: identityPolicy({ Action: ['kms:Decrypt', 'kms:DescribeKey'] }),
    silent: identityPolicy({
      Action: ['kms:Decrypt', 'kms:DescribeKey'],
      Condition: { StringEquals: { 'aws:ResourceTag/team': 'payments' } },
    }),
  },
});
