import { holdersOf, holdsEverything } from '../holders.ts';
import { isPublic } from '../strangers.ts';
import { keyPolicy } from '../examples.ts';
import { nameOf } from '../facts.ts';
import { fix, whileHolds } from '../narrow.ts';
import { boundedGrants, grantable, GRANT_OPERATIONS, STRANGE_GRANTEE } from '../grant-probe.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { byStatement, holderWords, placeOfAction } from '../shared-words.ts';
import { CREATE_GRANT_ONLY } from './creategrant-unbounded.ts';

export const grantToOtherDomain: Rule = {
  code: 'grant-to-other-domain',
  group: 'security',
  severity: 'medium',
  kinds: ['key'],
  *check(subject) {
    const { accountId } = subject.world;
    const pairs = holdersOf(subject).flatMap((holder) => {
      const bounded = holdsEverything(holder) ? [] : boundedGrants(subject, holder);
      if (bounded.length === 0) return [];
      return GRANT_OPERATIONS.flatMap((name) => grantable(subject, holder, [name], STRANGE_GRANTEE))
        .filter((statement) => bounded.includes(statement))
        .map((statement) => [statement, holder] as const);
    });
    for (const [statement, holders] of byStatement(pairs)) {
      if (isPublic(subject, statement) || statement.not.action) continue;
      yield {
        ...placeOfAction(statement, CREATE_GRANT_ONLY),
        statement: statement.index,
        message: `${nameOf(statement)} lets ${holderWords(holders)} choose any grantee, in AWS of any account. Add a condition on kms:GranteePrincipal.`,
        fixes: () =>
          accountId === ''
            ? []
            : fix(
                'T',
                `Only grantees of account ${accountId}`,
                whileHolds(subject, statement, CREATE_GRANT_ONLY, [
                  ['StringLike', 'kms:GranteePrincipal', `arn:aws:iam::${accountId}:*`],
                ]),
              ),
      };
    }
  },
};

export const grantToOtherDomainDoc = (): RuleDoc => ({
  title: 'Grants may be made to other accounts',
  fixes: ['T'],
  why: 'The operations of a grant are bounded here, and who gets it is not. In AWS the grantee may be of any account, so data leaves the account without a change of the policy. On this desk a grantee is always a principal of the desk, whichever one. Bound kms:GranteePrincipal.',
  example: {
    fires: keyPolicy({
      Action: 'kms:CreateGrant',
      Condition: { 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt'] } },
    }),
    silent: keyPolicy({
      Action: 'kms:CreateGrant',
      Condition: {
        'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt'] },
        StringLike: { 'kms:GranteePrincipal': 'arn:aws:iam::111122223333:role/*' },
      },
    }),
  },
});
