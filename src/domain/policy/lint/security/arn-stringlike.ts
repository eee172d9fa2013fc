import { conditionKey } from '../../condition-keys.ts';
import { hasWildcard } from '../../wildcard.ts';
import { keyPolicy } from '../examples.ts';
import { statementsOf } from '../facts.ts';
import { fix, withOperator } from '../narrow.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { at, nameIn } from '../shared-words.ts';

/** The sixth part of an ARN is the rest of it, so there `*` means the same under both operators. */
const crosses = (pattern: string): boolean => {
  const parts = pattern.split(':');
  return parts.slice(0, 5).some(hasWildcard) && pattern !== '*';
};

export const arnStringLike: Rule = {
  code: 'arn-stringlike',
  group: 'security',
  severity: 'medium',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const statement of statementsOf(subject)) {
      for (const condition of statement.conditions) {
        // What lets in too much: the pattern of an Allow, and the exception of a Deny.
        if (condition.base !== (statement.effect === 'Allow' ? 'StringLike' : 'StringNotLike')) continue;
        if (conditionKey(condition.key)?.type !== 'ARN') continue;
        const value = condition.values.find(({ text }) => crosses(text));
        if (value === undefined) continue;
        const name = condition.operator.replace('String', 'Arn');
        const whole = condition.values.every(({ text }) => text.split(':').length >= 6);
        yield {
          ...at(value),
          statement: statement.index,
          message: `In ${nameIn(statement)} the wildcard in ${value.text} may match several parts of an ARN under ${condition.operator}. Use ${name}${whole ? '' : ', with all six parts of the ARN'}.`,
          fixes: () =>
            whole
              ? fix(
                  'N',
                  `${condition.operator} becomes ${name}`,
                  withOperator(subject, statement, condition, name),
                )
              : [],
        };
      }
    }
  },
};

export const arnStringLikeDoc = (): RuleDoc => ({
  title: 'StringLike on an ARN lets a wildcard cross its parts',
  fixes: ['N'],
  why: 'Under StringLike * matches colons, so arn:*:role/x also matches ARNs of other accounts, other services, and users whose path ends that way. ArnLike compares part by part. Use it for every key whose value is an ARN.',
  example: {
    fires: keyPolicy({
      Principal: '*',
      Condition: {
        StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/app' },
        StringEquals: { 'kms:CallerAccount': '111122223333' },
      },
    }),
    silent: keyPolicy({
      Principal: '*',
      Condition: {
        StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/app-*' },
        StringEquals: { 'kms:CallerAccount': '111122223333' },
      },
    }),
  },
});
