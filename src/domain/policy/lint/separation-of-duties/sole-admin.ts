import { keyPolicy, role } from '../examples.ts';
import { actionsOf, nameOf, principalOf, statementsOf } from '../facts.ts';
import { ownHolders } from '../holders.ts';
import type { Fix } from '../finding.ts';
import { fix, freshSid, withStatement } from '../narrow.ts';
import type { LintSubject, Rule } from '../rule.ts';
import { placeOfHolder } from '../shared-words.ts';
import { administers } from './duties.ts';

/** Is the action handed to the identity policies of the own account, so that people can be given it there? */
export const isDelegated = (subject: LintSubject, action: string): boolean =>
  statementsOf(subject).some(
    (statement) =>
      statement.effect === 'Allow' &&
      !statement.not.principal &&
      actionsOf(statement).has(action) &&
      statement.principals?.some(
        (principal) =>
          principal.type === 'account' &&
          (subject.world.accountId === '' || principal.account === subject.world.accountId),
      ),
  );

export const soleAdmin: Rule = {
  code: 'sole-admin',
  group: 'separation-of-duties',
  severity: 'medium',
  kinds: ['key'],
  title: 'Only one principal can change the policy',
  why: 'When the only administrator is ill, gone or deleted, the key can be used as it is and never changed again, whatever happens. Name a second administrator, or let the account’s identity policies decide about kms:PutKeyPolicy.',
  fixes: ['T'],
  example: {
    fires: keyPolicy({ Principal: { AWS: role('operations') }, Action: 'kms:PutKeyPolicy' }),
    silent: keyPolicy({
      Principal: { AWS: [role('operations'), role('billing')] },
      Action: 'kms:PutKeyPolicy',
    }),
  },
  *check(subject) {
    if (isDelegated(subject, 'kms:PutKeyPolicy')) return;
    const all = ownHolders(subject).filter(administers);
    // Who cannot act now is no second administrator.
    const able = all.filter(({ who }) => principalOf(subject.world, who.arn)?.active !== false);
    const [only] = able;
    if (only === undefined || able.length > 1) return;
    const statement = only.may.get('kms:PutKeyPolicy')![0]!; // administers asks for it
    const { accountId } = subject.world;
    yield {
      ...placeOfHolder(statement, only, statement),
      statement: statement.index,
      message: `Only ${only.words} can change this policy, by ${nameOf(statement).replace('Statement', 'statement')}. Name a second administrator, or leave kms:PutKeyPolicy to the account’s identity policies.`,
      fixes: () =>
        accountId === ''
          ? []
          : delegate(
              subject,
              ['kms:PutKeyPolicy', 'kms:GetKeyPolicy'],
              'administrators of the account change the policy',
            ),
    };
  },
};

/** The account's identity policies may decide about these, too. */
export function delegate(subject: LintSubject, actions: readonly string[], what: string): readonly Fix[] {
  return fix(
    'T',
    `Let ${what}, by identity policies`,
    withStatement(subject, {
      Sid: freshSid(subject, 'Control by the account'),
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${subject.world.accountId}:root` },
      Action: actions.length === 1 ? actions[0]! : actions, // one: it is there
      Resource: '*',
    }),
  );
}
