import { keyPolicy } from '../examples.ts';
import { conditionsOf } from '../facts.ts';
import { quoted } from '../../problems.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { DEPRECATED_KEYS } from '../statement-meaning.ts';
import { rewritten } from '../statement-edits.ts';

export const deprecatedKey: Rule = {
  code: 'deprecated-key',
  group: 'semantics',
  severity: 'low',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const { statement, condition } of conditionsOf(subject)) {
      const { key, keyPlace } = condition;
      const usual = DEPRECATED_KEYS.get(key.toLowerCase());
      if (usual === undefined) continue;
      yield {
        ...keyPlace,
        statement: statement.index,
        message: `${quoted(key)} is the old name of ${usual}. It still works; readers and tools look for the new one. Write ${usual}.`,
        fixes: rewritten('A', keyPlace, usual),
      };
    }
  },
};

export const deprecatedKeyDoc = (): RuleDoc => ({
  title: 'A condition key by its old name',
  fixes: ['A'],
  why: 'kms:CustomerMasterKeySpec and kms:CustomerMasterKeyUsage are the old names of kms:KeySpec and kms:KeyUsage. They still work and have the same values, but new tools and readers look for the new names. Rename them.',
  example: {
    fires: keyPolicy({ Condition: { StringEquals: { 'kms:CustomerMasterKeySpec': 'SYMMETRIC_DEFAULT' } } }),
    silent: keyPolicy({ Condition: { StringEquals: { 'kms:KeySpec': 'SYMMETRIC_DEFAULT' } } }),
  },
});
