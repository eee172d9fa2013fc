import { foldedKey, isNegated, mayBeAbsent } from '../condition-facts.ts';
import { keyPolicy } from '../examples.ts';
import { nameOf, statementsOf } from '../facts.ts';
import { fix, withOperator } from '../narrow.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { at } from '../shared-words.ts';

export const ifExistsInAllow: Rule = {
  code: 'ifexists-in-allow',
  group: 'security',
  severity: 'high',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const statement of statementsOf(subject)) {
      if (statement.effect !== 'Allow') continue;
      for (const condition of statement.conditions) {
        // Behind a set operator the suffix changes nothing; a negated operator passes without it as well.
        if (!condition.ifExists || condition.qualifier !== null || isNegated(condition)) continue;
        const present = statement.conditions.some(
          (other) =>
            other.base === 'Null' &&
            foldedKey(other) === foldedKey(condition) &&
            other.values.every(({ text }) => text.toLowerCase() === 'false'),
        );
        if (!mayBeAbsent(foldedKey(condition)) || present) continue;
        yield {
          ...at(condition),
          statement: statement.index,
          message: `${nameOf(statement)} allows requests that have no ${condition.key} at all, because of ${condition.operator}. Use ${condition.operator.replace('IfExists', '')}.`,
          fixes: () =>
            fix(
              'N',
              `${condition.operator} becomes ${condition.operator.replace('IfExists', '')}`,
              withOperator(subject, statement, condition, condition.operator.replace('IfExists', '')),
            ),
        };
      }
    }
  },
};

export const ifExistsInAllowDoc = (): RuleDoc => ({
  title: 'An Allow that a request passes by leaving the value out',
  fixes: ['N'],
  why: 'With …IfExists a request that lacks the condition key passes. In an Allow that turns the test into an offer: whoever leaves out the encryption context, or comes by another network path, is allowed. Drop the suffix; if both are meant, write two statements.',
  example: {
    fires: keyPolicy({ Condition: { StringEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' } } }),
    silent: keyPolicy({ Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } }),
  },
});
