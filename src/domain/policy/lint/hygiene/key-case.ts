import { CONDITION_KEY_FAMILIES, conditionKey } from '../../condition-keys.ts';
import { keyPolicy } from '../examples.ts';
import { conditionsOf } from '../facts.ts';
import { quoted } from '../../problems.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { rewritten } from '../statement-edits.ts';

export const keyCase: Rule = {
  code: 'key-case',
  group: 'hygiene',
  severity: 'info',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const { statement, condition } of conditionsOf(subject)) {
      const { key, keyPlace } = condition;
      const usual = usualCase(key);
      if (usual === null || usual === key) continue;
      yield {
        ...keyPlace,
        statement: statement.index,
        message: `${quoted(key)} works, as case does not matter in names of condition keys; other tools may not know it. Write ${usual}.`,
        fixes: rewritten('A', keyPlace, usual),
      };
    }
  },
};

export const keyCaseDoc = (): RuleDoc => ({
  title: 'A condition key in unusual capitals',
  fixes: ['A'],
  why: 'Names of condition keys are compared without regard to case, so "kms:callerAccount" works. Scanners are known that look for the usual spelling and then report the statement as open to everyone. Write the name as the documentation does.',
  example: {
    fires: keyPolicy({ Condition: { StringEquals: { 'kms:callerAccount': '111122223333' } } }),
    silent: keyPolicy({ Condition: { StringEquals: { 'kms:CallerAccount': '111122223333' } } }),
  },
});

function usualCase(key: string): string | null {
  const row = conditionKey(key);
  if (row === undefined) return null;
  return CONDITION_KEY_FAMILIES.some((family) => family === row)
    ? row.name + key.slice(row.name.length)
    : row.name;
}
