import { administratorsOf } from '../errors/lockout-facts.ts';
import { keyPolicy, role, user } from '../examples.ts';
import { shortArn } from '../facts.ts';
import { holdersOf, ownHolders } from '../holders.ts';
import { strangersIn } from '../strangers.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { placeOfHolder } from '../shared-words.ts';
import { administers, delegate, isDelegated } from './duties.ts';

export const soleAdmin: Rule = {
  code: 'sole-admin',
  group: 'separation-of-duties',
  severity: 'medium',
  kinds: ['key'],
  *check(subject) {
    // One principal in all is worse: lockout-fragile says it.
    const able = administratorsOf(subject) ?? [];
    const people = able.filter(({ kind }) => kind === 'user');
    const [only] = people;
    if (
      able.length < 2 ||
      only === undefined ||
      people.length > 1 ||
      isDelegated(subject, 'kms:PutKeyPolicy')
    )
      return;
    // Whoever is let in without being named is not in the directory, and can all the same.
    const open =
      [...strangersIn(subject).values()].some(({ actions }) => actions.includes('kms:PutKeyPolicy')) ||
      holdersOf(subject).some((each) => each.kind === 'everyone' && administers(each));
    if (open) return;
    const holder = ownHolders(subject).find((each) => administers(each) && each.who.arn === only.arn);
    const [statement] = holder?.may.get('kms:PutKeyPolicy') ?? [];
    if (holder === undefined || statement === undefined) return;
    yield {
      ...placeOfHolder(statement, holder, statement),
      statement: statement.index,
      message: `Of all people only ${shortArn(subject.world, only.arn)} can change this policy. Name a second administrator, or leave kms:PutKeyPolicy to the account’s identity policies.`,
      fixes: () =>
        delegate(
          subject,
          ['kms:PutKeyPolicy', 'kms:GetKeyPolicy'],
          'administrators of the account change the policy',
        ),
    };
  },
};

export const soleAdminDoc = (): RuleDoc => ({
  title: 'Only one person can change the policy',
  fixes: ['T'],
  why: 'Services can change the policy, and of people only one. While that person is ill or gone nobody can answer for the key, and whoever takes over a service meets nobody who could object. Name a second administrator, or let the account’s identity policies decide about kms:PutKeyPolicy.',
  example: {
    fires: keyPolicy({ Principal: { AWS: [user('carol'), role('operations')] }, Action: 'kms:PutKeyPolicy' }),
    silent: keyPolicy({ Principal: { AWS: [user('carol'), user('bob')] }, Action: 'kms:PutKeyPolicy' }),
  },
});
