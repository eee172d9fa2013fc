import { keyPolicy } from '../examples.ts';
import { conditionsOf } from '../facts.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { candidate, withOperator } from '../statement-edits.ts';

export const ifExistsNoop: Rule = {
  code: 'ifexists-noop',
  group: 'semantics',
  severity: 'low',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const { statement, condition } of conditionsOf(subject)) {
      const { qualifier, ifExists, operator, keyPlace } = condition;
      if (qualifier === null || !ifExists) continue;
      const plain = operator.replace(/IfExists$/, '');
      yield {
        ...keyPlace,
        statement: statement.index,
        message: `IfExists does nothing after ${qualifier}: a request without the key ${qualifier === 'ForAllValues' ? 'always passes' : 'never passes'}. Write ${plain}, and Null if absence should count otherwise.`,
        fixes: () => candidate('A', `Write ${plain}`, withOperator(subject, statement, condition, plain)),
      };
    }
  },
};

export const ifExistsNoopDoc = (): RuleDoc => ({
  title: 'IfExists where it does nothing',
  fixes: ['A'],
  why: 'ForAllValues and ForAnyValue settle by themselves what an absent key means: the one holds, the other does not. IfExists after them changes nothing, and whoever reads it believes that requests without the key pass, or that they do not. Drop it, and say with Null what absence should mean.',
  example: {
    fires: keyPolicy({
      Action: 'kms:CreateGrant',
      Condition: { 'ForAnyValue:StringEqualsIfExists': { 'kms:GrantOperations': 'Decrypt' } },
    }),
    silent: keyPolicy({
      Action: 'kms:CreateGrant',
      Condition: { 'ForAnyValue:StringEquals': { 'kms:GrantOperations': 'Decrypt' } },
    }),
  },
});
