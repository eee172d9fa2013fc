/** What else it takes to make somebody who has policies, or to act as somebody: attaching policies is `keydesk:UpdatePrincipalPolicies`, by whatever way. */
import type { Context, Permission } from '../../operation.ts';

const GIVE: readonly Permission[] = [{ action: 'keydesk:UpdatePrincipalPolicies', key: null, resource: '*' }];

/** For somebody new with these policies. */
export const toGive = (policies: readonly string[] | undefined): readonly Permission[] =>
  policies === undefined || policies.length === 0 ? [] : GIVE;

/**
 * For an access key or a link with which one acts as `principalId`: as good as taking all that they have, by their policies, by a key's
 * policy that names them or fits them, and by grants. That the caller has policies of the same names does not help, since a policy may
 * ask for tags and names. Oneself one is already.
 */
export const toActAs = ({ call }: Context<unknown>, principalId: string): readonly Permission[] =>
  principalId === call.principal.id ? [] : GIVE;
