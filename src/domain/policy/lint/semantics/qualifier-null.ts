import { keyPolicy } from '../examples.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { refusalRule, repaired } from '../errors/refusal-rule.ts';

export const qualifierNull: Rule = {
  ...refusalRule({
    code: 'qualifier-null',
    repair: (_, problem) => [repaired('Write "Null"', problem, '"Null"')],
  }),
  group: 'semantics',
};

export const qualifierNullDoc = (): RuleDoc => ({
  title: 'Null with ForAllValues or ForAnyValue',
  fixes: ['R'],
  why: 'Null asks whether a condition key is there, and ForAllValues and ForAnyValue speak of its values: together the answer is always the same, whatever the request. Such a condition checks nothing, or lets nobody through, so it is refused. Write Null alone.',
  example: {
    fires: keyPolicy({ Condition: { 'ForAllValues:Null': { 'kms:EncryptionContextKeys': 'false' } } }),
    silent: keyPolicy({ Condition: { Null: { 'kms:EncryptionContextKeys': 'false' } } }),
  },
});
