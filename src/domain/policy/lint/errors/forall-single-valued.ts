import { conditionKey } from '../../condition-keys.ts';
import { quoted } from '../../problems.ts';
import { keyPolicy } from '../examples.ts';
import { conditionsOf } from '../facts.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { candidate, withOperator } from '../statement-edits.ts';

export const forAllSingleValued: Rule = {
  code: 'forall-single-valued',
  group: 'errors',
  severity: 'error',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const { statement, condition } of conditionsOf(subject)) {
      const { key, keyPlace, qualifier, operator } = condition;
      const row = conditionKey(key);
      if (qualifier !== 'ForAllValues' || row === undefined || row.multi) continue;
      const plain = operator.slice('ForAllValues:'.length);
      const allow = statement.effect === 'Allow';
      yield {
        ...keyPlace,
        statement: statement.index,
        severity: allow ? 'error' : 'medium',
        message: `${quoted(key)} has one value, and ForAllValues holds when it has none: a request without it is ${allow ? 'allowed' : 'denied, too'}. Write ${plain}${allow ? '' : ', unless that is meant'}.`,
        fixes: () =>
          candidate(
            allow ? 'N' : 'T',
            allow
              ? `Write ${plain}: the value must then be there`
              : `Write ${plain}: a request without the value is then not denied`,
            withOperator(subject, statement, condition, plain),
          ),
      };
    }
  },
};

export const forAllSingleValuedDoc = (): RuleDoc => ({
  title: 'ForAllValues on a key that has one value',
  fixes: ['N', 'T'],
  why: 'ForAllValues means "every value of the request is among these", and that is also true when the request has no value at all. On a key with a single value it therefore adds only one thing: whoever leaves the value out gets through. In an Allow that is a hole (AWS KMS may refuse it as overly permissive). Drop the prefix.',
  example: {
    fires: keyPolicy({
      Condition: { 'ForAllValues:StringEquals': { 'kms:EncryptionContext:app': 'orders' } },
    }),
    silent: keyPolicy({
      Action: 'kms:CreateGrant',
      Condition: { 'ForAllValues:StringEquals': { 'kms:GrantOperations': 'Decrypt' } },
    }),
  },
});
