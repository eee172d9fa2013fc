import { useInfiniteQuery } from '@tanstack/react-query';
import type { VersionsRead } from '../ui/policy-versions/policy-versions.tsx';
import type { Output } from './contract.ts';
import { call } from './desk.ts';
import { explain } from './explain.ts';

/** Of one page. */
const PAGE = 50;

type Page = Output<'ListKeyPolicyVersions'>;
/** The operation, and whose versions they are. */
type Whose =
  | { readonly operation: 'ListKeyPolicyVersions'; readonly input: { readonly KeyId: string } }
  | { readonly operation: 'ListIdentityPolicyVersions'; readonly input: { readonly Name: string } };

const page = (whose: Whose, Marker: string, signal: AbortSignal): Promise<Page> => {
  const more = { Limit: PAGE, ...(Marker === '' ? {} : { Marker }) };
  return whose.operation === 'ListKeyPolicyVersions'
    ? call(whose.operation, { ...whose.input, ...more }, { signal })
    : call(whose.operation, { ...whose.input, ...more }, { signal });
};

/** The versions of a policy, page by page. `current`: the one in force; they are read anew when it changes. */
export function usePolicyVersions(whose: Whose, current: number): VersionsRead {
  const read = useInfiniteQuery({
    queryKey: [whose.operation, whose.input, current],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => page(whose, pageParam, signal),
    getNextPageParam: (last) => last.NextMarker,
  });
  return {
    versions: read.data?.pages.flatMap(({ Versions }) => Versions) ?? null,
    problem: read.isError ? explain('The versions were not read', read.error) : null,
    retry: () => void read.refetch(),
    more: read.hasNextPage
      ? { pending: read.isFetchingNextPage, read: () => void read.fetchNextPage() }
      : null,
  };
}
