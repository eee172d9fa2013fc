import type { KeySummary } from '../../query/contract.ts';
import type { NamedPolicy } from '../../query/decided-by.ts';
import { shortAlias, shortId } from '../../ui/shorten.ts';

/** "policy team-reads", "key policy of billing-prod". */
export function policyLabel({ source, policy }: NamedPolicy, keys: readonly KeySummary[]): string {
  if (source === 'IDENTITY_POLICY') return `policy ${policy}`;
  const alias = keys.find(({ KeyId }) => KeyId === policy)?.Aliases[0];
  return `key policy of ${alias === undefined ? shortId(policy) : shortAlias(alias)}`;
}
