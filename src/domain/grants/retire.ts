import type { DecidedBy } from '../audit/event.ts';
import { decide, type AuthorisationRequest, type Decision, type PolicySource } from '../policy/evaluate.ts';

type Decide = (
  request: AuthorisationRequest,
  keyPolicy: PolicySource | null,
  identityPolicies: readonly PolicySource[],
) => Decision;

/**
 * Decides RetireGrant (kms-api.md §7). A Deny in any policy wins. `byGrant`: the grant itself lets the caller (`letsRetire`). Else the
 * account's own say: its root, and whom an identity policy allows it. What the key's policy allows means nothing here. `how`: `decide`, or
 * what stands for it before the request is made.
 */
export function decideRetire(
  request: AuthorisationRequest,
  keyPolicy: PolicySource | null,
  identityPolicies: readonly PolicySource[],
  byGrant: DecidedBy | null,
  how: Decide = decide,
): Decision {
  const asKey = how(request, keyPolicy, identityPolicies);
  if (asKey.decidedBy.some(({ effect }) => effect === 'Deny')) return asKey;
  if (byGrant !== null) return { allowed: true, decidedBy: [byGrant] };
  return how({ ...request, onKey: false }, null, identityPolicies);
}
