import { useCan } from '../../query/can.ts';

/**
 * Why the person may not do what makes them act as somebody (an access key, a link for a new password); null when they may. For somebody
 * who has policies that takes what attaching policies takes.
 */
export function useCanActAs(
  action: 'keydesk:CreateAccessKey' | 'keydesk:ResetUser',
  { Policies }: { readonly Policies: readonly string[] },
): string | null {
  const may = useCan(action);
  const mayGive = useCan('keydesk:UpdatePrincipalPolicies');
  return may.reason ?? (Policies.length === 0 ? null : mayGive.reason);
}
