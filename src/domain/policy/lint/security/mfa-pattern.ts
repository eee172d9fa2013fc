import type { PolicyCondition } from '../../document.ts';
import { foldedKey } from '../condition-facts.ts';
import { keyPolicy } from '../examples.ts';
import { statementsOf } from '../facts.ts';
import { fix, withOperator } from '../narrow.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { at, nameIn } from '../shared-words.ts';

const MFA = 'aws:multifactorauthpresent';

const has = ({ values }: PolicyCondition, wanted: string): boolean =>
  values.some(({ text }) => text.toLowerCase() === wanted);

/** What is wrong with it; `to`: the operator that is meant. */
function fault(
  condition: PolicyCondition,
  effect: 'Allow' | 'Deny',
  all: readonly PolicyCondition[],
): { readonly words: string; readonly to: string | null } | null {
  const { base, ifExists } = condition;
  if (effect === 'Deny')
    return base === 'Bool' && has(condition, 'false') && !ifExists && !has(condition, 'true')
      ? {
          words:
            'does not stop requests that have no such value, which access keys make: BoolIfExists "false" stops them too',
          to: 'BoolIfExists',
        }
      : null;
  if (base === 'Bool' && has(condition, 'false'))
    return { words: 'lets in those who signed in without a second factor; "true" is meant', to: null };
  if (base === 'Bool' && ifExists)
    return {
      words: 'is also met by requests that have no such value, which access keys make: Bool "true" is meant',
      to: 'Bool',
    };
  const isChecked = all.some((other) => other.base === 'Bool' && !other.ifExists && foldedKey(other) === MFA);
  if (base === 'Null' && !isChecked && has(condition, 'false'))
    return {
      words: 'only asks whether the value is there, and it may be "false": Bool "true" is meant',
      to: null,
    };
  return null;
}

export const mfaPattern: Rule = {
  code: 'mfa-pattern',
  group: 'security',
  severity: 'medium',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const statement of statementsOf(subject)) {
      for (const condition of statement.conditions) {
        if (foldedKey(condition) !== MFA) continue;
        const found = fault(condition, statement.effect, statement.conditions);
        if (found === null) continue;
        const { words, to } = found;
        yield {
          ...at(condition),
          statement: statement.index,
          message: `${condition.operator} in ${nameIn(statement)} ${words}.`,
          fixes: () =>
            to === null
              ? []
              : fix(
                  'N',
                  `${condition.operator} becomes ${to}`,
                  withOperator(subject, statement, condition, to),
                ),
        };
      }
    }
  },
};

export const mfaPatternDoc = (): RuleDoc => ({
  title: 'A test for a second factor that does not ask for one',
  fixes: ['N'],
  why: 'aws:MultiFactorAuthPresent is absent in requests signed with an access key, and "false" in sessions without a second factor. Only Bool "true" in an Allow asks for one, and only BoolIfExists "false" in a Deny stops whoever has none.',
  example: {
    fires: keyPolicy({ Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } } }),
    silent: keyPolicy({ Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
  },
});
