import type { PolicyStatement } from '../../document.ts';
import { keyPolicy, role } from '../examples.ts';
import { holdsEverything, ownHolders } from '../holders.ts';
import { isPublic } from '../strangers.ts';
import { fix, whileHolds } from '../narrow.ts';
import { boundedGrants, grantable, GRANT_OPERATIONS } from '../grant-probe.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { CREATE_GRANT_ONLY } from '../security/creategrant-unbounded.ts';
import { actionWords, byStatement, holderWords, nameIn, placeOfAction } from '../shared-words.ts';
import { USES } from '../action-kinds.ts';

export const grantorIsGrantee: Rule = {
  code: 'grantor-is-grantee',
  group: 'separation-of-duties',
  severity: 'medium',
  kinds: ['key'],
  *check(subject) {
    const lacking = new Map<PolicyStatement, Set<string>>();
    const pairs = ownHolders(subject).flatMap((holder) => {
      // Unbounded grants are worse, and said by their own rules.
      const bounded = holdsEverything(holder) ? [] : boundedGrants(subject, holder);
      if (bounded.length === 0) return [];
      return GRANT_OPERATIONS.filter(
        (name) => USES.includes(`kms:${name}`) && !holder.may.has(`kms:${name}`),
      ).flatMap((name) =>
        grantable(subject, holder, [name], holder.who.arn)
          .filter((statement) => bounded.includes(statement))
          .map((statement) => {
            lacking.set(statement, (lacking.get(statement) ?? new Set<string>()).add(`kms:${name}`));
            return [statement, holder] as const;
          }),
      );
    });
    for (const [statement, holders] of byStatement(pairs)) {
      if (isPublic(subject, statement) || statement.not.action) continue;
      const arns = holders.map(({ who }) => who.arn);
      yield {
        ...placeOfAction(statement, CREATE_GRANT_ONLY),
        statement: statement.index,
        message: `${holderWords(holders)} can grant themselves ${actionWords(lacking.get(statement) ?? [])}, which they lack, by ${nameIn(statement)}. Bound kms:GranteePrincipal to those for whom the grants are meant.`,
        fixes: () =>
          fix(
            'T',
            `Only grants to others than ${holderWords(holders)}`,
            whileHolds(subject, statement, CREATE_GRANT_ONLY, [
              ['StringNotEquals', 'kms:GranteePrincipal', arns.length === 1 ? arns[0]! : arns], // one: it is there
            ]),
          ),
      };
    }
  },
};

export const grantorIsGranteeDoc = (): RuleDoc => ({
  title: 'A grantor can grant to themselves',
  fixes: ['T'],
  why: 'A principal that makes grants for others, and lacks itself what it grants, can name itself as the grantee and has it. Bound kms:GranteePrincipal to those for whom grants are meant, without the grantor.',
  example: {
    fires: keyPolicy({
      Principal: { AWS: role('operations') },
      Action: 'kms:CreateGrant',
      Condition: { 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt'] } },
    }),
    silent: keyPolicy({
      Principal: { AWS: role('operations') },
      Action: 'kms:CreateGrant',
      Condition: {
        'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt'] },
        StringEquals: { 'kms:GranteePrincipal': role('billing') },
      },
    }),
  },
});
