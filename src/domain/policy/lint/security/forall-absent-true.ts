import { asksPresence, foldedKey, mayBeAbsent } from '../condition-facts.ts';
import { keyPolicy } from '../examples.ts';
import { nameOf, statementsOf } from '../facts.ts';
import { fix, withCondition } from '../narrow.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { at } from '../shared-words.ts';

export const forAllAbsentTrue: Rule = {
  code: 'forall-absent-true',
  group: 'security',
  severity: 'high',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const statement of statementsOf(subject)) {
      if (statement.effect !== 'Allow') continue;
      for (const condition of statement.conditions) {
        const folded = foldedKey(condition);
        // A key that its requests always have (kms:GrantOperations) cannot be left out.
        if (condition.qualifier !== 'ForAllValues' || condition.base === 'Null' || !mayBeAbsent(folded))
          continue;
        const asksOne = statement.conditions.some(
          (other) =>
            (other.qualifier === 'ForAnyValue' && foldedKey(other) === folded) ||
            (folded === 'kms:encryptioncontextkeys' &&
              foldedKey(other).startsWith('kms:encryptioncontext:') &&
              !other.ifExists &&
              other.qualifier === null &&
              !/Not|Null/.test(other.base)),
        );
        if (asksOne || asksPresence(statement.conditions, folded)) continue;
        yield {
          ...at(condition),
          statement: statement.index,
          message: `${nameOf(statement)} also allows requests without any ${condition.key}: ${condition.operator} holds for none. Add Null "false" on ${condition.key}.`,
          fixes: () =>
            fix(
              'N',
              `Ask that ${condition.key} is there`,
              withCondition(subject, statement, 'Null', condition.key, 'false'),
            ),
        };
      }
    }
  },
};

export const forAllAbsentTrueDoc = (): RuleDoc => ({
  title: 'ForAllValues lets in requests without any value',
  fixes: ['N'],
  why: 'ForAllValues holds when there is no value at all, as every statement about an empty set does. In an Allow a caller passes by sending none. Add a test that the key is there: Null "false".',
  example: {
    fires: keyPolicy({
      Condition: { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['tenant'] } },
    }),
    silent: keyPolicy({
      Condition: {
        'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['tenant'] },
        Null: { 'kms:EncryptionContextKeys': 'false' },
      },
    }),
  },
});
