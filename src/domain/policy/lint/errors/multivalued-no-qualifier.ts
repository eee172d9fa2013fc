import { conditionKey } from '../../condition-keys.ts';
import { quoted } from '../../problems.ts';
import { keyPolicy } from '../examples.ts';
import { conditionsOf } from '../facts.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { candidate, withOperator } from '../statement-edits.ts';

export const multivaluedNoQualifier: Rule = {
  code: 'multivalued-no-qualifier',
  group: 'errors',
  severity: 'error',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const { statement, condition } of conditionsOf(subject)) {
      const { key, keyPlace, qualifier, base, operator } = condition;
      if (qualifier !== null || base === 'Null' || conditionKey(key)?.multi !== true) continue;
      yield {
        ...keyPlace,
        statement: statement.index,
        message: `${quoted(key)} has several values in one request, and ${operator} does not say whether one of them must match or all. Keydesk takes "at least one". Write ForAllValues:${operator} for "none but these", ForAnyValue:${operator} for "at least one of these".`,
        fixes: () =>
          (['ForAllValues', 'ForAnyValue'] as const).flatMap((word) =>
            candidate(
              'T',
              word === 'ForAllValues'
                ? 'Want all values to match (ForAllValues)'
                : 'Want one value to match (ForAnyValue)',
              withOperator(subject, statement, condition, `${word}:${operator}`),
            ),
          ),
      };
    }
  },
};

export const multivaluedNoQualifierDoc = (): RuleDoc => ({
  title: 'A key with several values, compared as if it had one',
  fixes: ['T'],
  why: 'kms:GrantOperations, kms:EncryptionContextKeys, aws:TagKeys and kms:ResourceAliases have several values in one request. Whether one of them must match or all of them is a question that only you can answer: ForAnyValue: means at least one, ForAllValues: means none but these (and holds when there is none). Without a word AWS does not say what it does; Keydesk takes "at least one".',
  example: {
    fires: keyPolicy({
      Action: 'kms:CreateGrant',
      Condition: { StringEquals: { 'kms:GrantOperations': 'Decrypt' } },
    }),
    silent: keyPolicy({
      Action: 'kms:CreateGrant',
      Condition: { 'ForAllValues:StringEquals': { 'kms:GrantOperations': 'Decrypt' } },
    }),
  },
});
