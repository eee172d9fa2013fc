import { isPublic, shownByStranger, strangersIn } from '../strangers.ts';
import { keyPolicy, ROOT } from '../examples.ts';
import { nameOf, statementsOf } from '../facts.ts';
import { fix, withCondition } from '../narrow.ts';
import { withElement } from '../statement-edits.ts';
import type { Fix } from '../finding.ts';
import type { PolicyStatement } from '../../document.ts';
import type { LintSubject, Rule, RuleDoc } from '../rule.ts';
import { actionWords, at } from '../shared-words.ts';

/** Bind it to the account; or to those whom the account's identity policies choose. */
export function bindToAccount(subject: LintSubject, statement: PolicyStatement): readonly Fix[] {
  const { accountId } = subject.world;
  if (accountId === '') return [];
  return [
    ...leaveToAccount(subject, statement),
    ...fix(
      'T',
      `Leave out other accounts, and let in everyone of ${accountId}: add kms:CallerAccount`,
      withCondition(subject, statement, 'StringEquals', 'kms:CallerAccount', accountId),
    ),
  ];
}

/** Nobody is let in any more without an identity policy that says so. */
export function leaveToAccount(subject: LintSubject, statement: PolicyStatement): readonly Fix[] {
  const { accountId } = subject.world;
  return accountId === '' || statement.not.principal
    ? []
    : fix(
        'T',
        'Leave it to identity policies: name the account instead of everyone',
        withElement(subject, statement, 'Principal', { AWS: `arn:aws:iam::${accountId}:root` }),
      );
}

export const publicRule: Rule = {
  code: 'public',
  group: 'security',
  severity: 'high',
  kinds: ['key'],
  *check(subject) {
    for (const statement of statementsOf(subject)) {
      if (!isPublic(subject, statement) || statement.not.principal || statement.conditions.length > 0)
        continue;
      const stranger = strangersIn(subject).get(statement.index)!; // isPublic says that it is there
      yield {
        ...at(statement.principals?.[0] ?? statement),
        statement: statement.index,
        message: `${nameOf(statement)} allows ${actionWords(stranger.actions)} to everyone, of this account and of any other. Name the principals, or add a condition that says who they are.`,
        fixes: bindToAccount(subject, statement),
        ...shownByStranger(subject, stranger),
      };
    }
  },
};

export const publicRuleDoc = (): RuleDoc => ({
  title: 'Everyone is allowed',
  fixes: ['T'],
  why: 'The principal "*" without a condition is every person and service of this desk, those to come, and in AWS every caller of every account. A key that all may use protects nothing. Name the principals, or bind the statement to an account with kms:CallerAccount.',
  example: {
    fires: keyPolicy({ Principal: '*' }),
    silent: keyPolicy({ Principal: { AWS: ROOT } }),
  },
});
