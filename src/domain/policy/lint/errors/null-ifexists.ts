import { keyPolicy } from '../examples.ts';
import { refusalRule, repaired } from './refusal-rule.ts';
import type { RuleDoc } from '../rule.ts';

export const nullIfExists = refusalRule({
  code: 'null-ifexists',
  repair: (_, problem) => [repaired('Write "Null"', problem, '"Null"')],
});

export const nullIfExistsDoc = (): RuleDoc => ({
  title: 'Null with IfExists',
  fixes: ['R'],
  why: 'Null asks whether a condition key is there, IfExists says "only if it is there": together they have no meaning, and AWS refuses them. Write Null alone, "true" for "must be absent" and "false" for "must be there".',
  example: {
    fires: keyPolicy({ Condition: { NullIfExists: { 'kms:RequestAlias': 'false' } } }),
    silent: keyPolicy({ Condition: { Null: { 'kms:RequestAlias': 'false' } } }),
  },
});
