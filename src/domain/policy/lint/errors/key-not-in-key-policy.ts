import { keyPolicy } from '../examples.ts';
import { statementsOf } from '../facts.ts';
import { candidate, withoutCondition } from '../statement-edits.ts';
import { refusalRule } from './refusal-rule.ts';
import type { RuleDoc } from '../rule.ts';

export const keyNotInKeyPolicy = refusalRule({
  code: 'key-not-in-key-policy',
  kinds: ['key'],
  repair: (subject, { from }) =>
    statementsOf(subject).flatMap((statement) =>
      statement.conditions
        .filter(({ keyPlace }) => keyPlace.from === from)
        .flatMap((condition) =>
          candidate(
            'T',
            'Take the condition out (the statement then reaches further)',
            withoutCondition(subject, statement, condition),
          ),
        ),
    ),
});

export const keyNotInKeyPolicyDoc = (): RuleDoc => ({
  title: 'A condition key that a key policy cannot use',
  fixes: ['T'],
  why: 'aws:ResourceTag and kms:ResourceAliases say which keys a statement is about, and are for identity policies, which speak of many keys. A key policy stands on one key and is not evaluated with them; AWS KMS refuses them there. Write the condition into an identity policy, or take it out and look at what the statement then gives.',
  example: {
    fires: keyPolicy({ Condition: { StringEquals: { 'aws:ResourceTag/team': 'payroll' } } }),
    silent: keyPolicy({ Condition: { StringEquals: { 'aws:PrincipalTag/team': 'payroll' } } }),
  },
});
