/** The desk's own policies, for whoever may list them: offered beside the built-in ones. */
import { useQuery } from '@tanstack/react-query';
import { useMayRead, mayRead } from '../../query/can.ts';
import { prefetch, query } from '../../query/query.ts';
import type { PolicySummary } from './policies/policy-words.ts';

const LIST = 'keydesk:ListIdentityPolicies';

/** For a loader. */
export const prefetchOwnPolicies = (): Promise<unknown> =>
  mayRead(LIST).then((may) => (may ? prefetch('ListIdentityPolicies', {}) : null));

const NONE: readonly PolicySummary[] = [];

/** None for a person who may not list them. */
export function useOwnPolicies(): readonly PolicySummary[] {
  const may = useMayRead(LIST);
  const { data } = useQuery({ ...query('ListIdentityPolicies', {}), enabled: may === true });
  return data?.Policies.filter(({ BuiltIn }) => !BuiltIn) ?? NONE;
}
