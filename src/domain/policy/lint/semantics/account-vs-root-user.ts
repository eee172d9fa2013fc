import type { PolicyStatement } from '../../document.ts';
import { quoted } from '../../problems.ts';
import { keyPolicy, ROOT } from '../examples.ts';
import { statementsOf } from '../facts.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { candidate, withCondition } from '../statement-edits.ts';

export const accountVsRootUser: Rule = {
  code: 'account-vs-root-user',
  group: 'semantics',
  severity: 'medium',
  kinds: ['key'],
  *check(subject) {
    for (const statement of statementsOf(subject)) {
      const { sid, principals, index } = statement;
      if (sid === null || !isMeant(statement)) continue;
      const account = principals?.find((principal) => principal.type === 'account');
      if (account === undefined) continue;
      yield {
        from: account.from,
        to: account.to,
        statement: index,
        message: `The Sid says ${quoted(sid)}, and the principal is the whole account: identity policies of anybody in it decide. Add a condition on aws:PrincipalArn if only the root user is meant, or call the statement by what it does.`,
        fixes: () =>
          candidate(
            'T',
            'Mean only the root user',
            withCondition(
              subject,
              statement,
              'ArnEquals',
              'aws:PrincipalArn',
              `arn:aws:iam::${account.account}:root`,
            ),
          ),
      };
    }
  },
};

export const accountVsRootUserDoc = (): RuleDoc => ({
  title: 'The account, where the root user was meant',
  fixes: ['T'],
  why: 'The ARN that ends in :root stands for the whole account, not for its root user: an Allow with it leaves the decision to the identity policies of everybody in the account. Whoever calls such a statement "root only" gives more than they think. To mean the root user alone, add a condition on aws:PrincipalArn.',
  example: {
    fires: keyPolicy({ Sid: 'RootOnly', Principal: { AWS: ROOT }, Action: 'kms:*' }),
    silent: keyPolicy({ Sid: 'Control by the account', Principal: { AWS: ROOT }, Action: 'kms:*' }),
  },
});

/** "Root user" or "root" in the name, without "account". */
function isMeant({ sid, effect, principals, conditions, not }: PolicyStatement): boolean {
  if (effect !== 'Allow' || not.principal || principals?.length !== 1) return false;
  if (conditions.some(({ key }) => key.toLowerCase() === 'aws:principalarn')) return false;
  const words = (sid ?? '').replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return /\broot\b/.test(words) && !/\b(?:accounts?|iam|delegat\w*)\b/.test(words);
}
