import { keyPolicy, role } from '../examples.ts';
import { ownHolders } from '../holders.ts';
import { isPublic } from '../strangers.ts';
import { namesAction } from '../grant-probe.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import {
  CREATE_GRANT,
  CREATE_GRANT_ONLY,
  grantBounds,
  unboundedBy,
} from '../security/creategrant-unbounded.ts';
import { byStatement, holderWords, nameIn, placeOfAction } from '../shared-words.ts';
import { administersOnly, usesByAccount } from './duties.ts';

export const adminSelfGrant: Rule = {
  code: 'admin-self-grant',
  group: 'separation-of-duties',
  severity: 'high',
  kinds: ['key', 'identity'],
  *check(subject) {
    const found = unboundedBy(
      subject,
      (holder, statement) => administersOnly(holder) && namesAction(statement, CREATE_GRANT),
    );
    for (const [statement, holders] of found) {
      yield {
        ...placeOfAction(statement, CREATE_GRANT_ONLY),
        statement: statement.index,
        message: holders.some((holder) => usesByAccount(subject, holder))
          ? `${holderWords(holders)} ${holders.length === 1 ? 'is' : 'are'} not named to use the key, and by kms:CreateGrant in ${nameIn(statement)} can grant that to anybody, themselves included. Bound the grants, or take kms:CreateGrant out.`
          : `${holderWords(holders)} cannot use the key, and by kms:CreateGrant in ${nameIn(statement)} can grant themselves that. Bound the grants, or take kms:CreateGrant out.`,
        fixes: () => grantBounds(subject, statement),
      };
    }
    const pairs = ownHolders(subject)
      .filter((holder) => administersOnly(holder) && !usesByAccount(subject, holder)) // who uses it already: root-delegation
      .map((holder) => [holder.may.get('kms:PutKeyPolicy')![0]!, holder] as const); // administersOnly asks for it
    for (const [statement, holders] of byStatement(pairs)) {
      if (isPublic(subject, statement) || statement.not.action) continue;
      yield {
        ...placeOfAction(statement, new Set(['kms:PutKeyPolicy'])),
        statement: statement.index,
        severity: 'info',
        message: `${holderWords(holders)} cannot use ${subject.kind === 'key' ? 'the key' : 'keys'}, and can give themselves that by a new policy${subject.kind === 'key' ? '' : ' of the key'}. No statement can prevent it; the versions of the policy and the audit log show it. Let somebody else watch them.`,
      };
    }
  },
};

export const adminSelfGrantDoc = (): RuleDoc => ({
  title: 'An administrator can give themselves use of the key',
  fixes: ['T'],
  why: 'An administrator without Decrypt is one step away from it with CreateGrant: a grant to oneself changes no policy and is easily overlooked. Bound CreateGrant by conditions. By PutKeyPolicy every administrator can do the same; that cannot be taken from them, but it is a visible change of the policy, which the audit log and the versions of the policy show.',
  example: {
    fires: keyPolicy({
      Principal: { AWS: role('operations') },
      Action: ['kms:PutKeyPolicy', 'kms:EnableKey', 'kms:CreateGrant'],
    }),
    silent: keyPolicy({
      Principal: { AWS: role('operations') },
      Action: ['kms:EnableKey', 'kms:CreateAlias'],
    }),
  },
});
