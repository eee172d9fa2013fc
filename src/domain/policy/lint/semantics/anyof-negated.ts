import { keyPolicy } from '../examples.ts';
import { conditionsOf } from '../facts.ts';
import { quoted } from '../../problems.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { candidate, withOperator } from '../statement-edits.ts';

export const anyOfNegated: Rule = {
  code: 'anyof-negated',
  group: 'semantics',
  severity: 'medium',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const { statement, condition } of conditionsOf(subject)) {
      const { qualifier, base, operator, key, keyPlace, values } = condition;
      if (qualifier !== 'ForAnyValue' || !base.includes('Not')) continue;
      const meant = operator.replace('ForAnyValue', 'ForAllValues');
      const listed = values.length === 1 ? quoted(values[0]?.text ?? '') : 'in the list';
      yield {
        ...keyPlace,
        statement: statement.index,
        message: `${operator} holds as soon as one value of ${quoted(key)} is not ${listed}, whatever the others are. For "none of them is", write ${meant}.`,
        fixes: () => candidate('T', `Write ${meant}`, withOperator(subject, statement, condition, meant)),
      };
    }
  },
};

export const anyOfNegatedDoc = (): RuleDoc => ({
  title: 'One value is not in the list, where none was meant',
  fixes: ['T'],
  why: 'ForAnyValue with a negated operator holds as soon as one value of the request is not in the list. A grant of Decrypt and CreateGrant has one that is not CreateGrant, so the condition that should keep CreateGrant out lets it in. "None of them is in the list" is ForAllValues with the negated operator.',
  example: {
    fires: keyPolicy({
      Action: 'kms:CreateGrant',
      Condition: { 'ForAnyValue:StringNotEquals': { 'kms:GrantOperations': 'CreateGrant' } },
    }),
    silent: keyPolicy({
      Action: 'kms:CreateGrant',
      Condition: { 'ForAllValues:StringNotEquals': { 'kms:GrantOperations': 'CreateGrant' } },
    }),
  },
});
