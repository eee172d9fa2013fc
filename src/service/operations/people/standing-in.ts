/** What else it takes to make somebody who has policies, or to act as them: attaching policies is `keydesk:UpdatePrincipalPolicies`, by whatever way. */
import type { Context, Permission } from '../../operation.ts';

const GIVE: readonly Permission[] = [{ action: 'keydesk:UpdatePrincipalPolicies', key: null, resource: '*' }];

/** For somebody new with these policies. */
export const toGive = (policies: readonly string[] | undefined): readonly Permission[] =>
  policies === undefined || policies.length === 0 ? [] : GIVE;

/**
 * For an access key or a link with which one acts as `principalId`: as good as taking their policies. That the caller has policies of the
 * same names does not help, since a policy may ask for tags and names. Oneself one is already.
 */
export const toActAs = ({ state, call }: Context<unknown>, principalId: string): readonly Permission[] =>
  principalId === call.principal.id ? [] : toGive(state.principal(principalId)?.policies);
