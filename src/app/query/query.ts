import { QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useRevalidator } from 'react-router';
import type { Input, OperationName, Output } from './contract.ts';
import { KeydeskError } from '../../client/client.ts';
import { call } from './desk.ts';
import { isCode } from './explain.ts';

type Key<N extends OperationName> = readonly [N, Input<N>];

/** The query of an operation with an input: its key is the operation's name and the input. */
export const query = <N extends OperationName>(name: N, input: Input<N>) =>
  queryOptions<Output<N>, Error, Output<N>, Key<N>>({
    queryKey: [name, input],
    queryFn: ({ signal }) => call(name, input, { signal }),
  });

/** A refusal stays a refusal: only an unanswered or failed call is tried again, once. */
const worthRetry = (failures: number, error: Error): boolean =>
  failures < 1 && error instanceof KeydeskError && (error.status === 0 || error.status >= 500);

export const queryClient = new QueryClient({
  // Offline or not, the desk is asked: it may be on this machine, or in this page.
  defaultOptions: {
    mutations: { networkMode: 'always' },
    queries: {
      networkMode: 'always',
      staleTime: 5_000,
      gcTime: 5 * 60_000,
      retry: worthRetry,
      retryDelay: 400,
    },
  },
});

// Who is signed in does not change under a page, and the shell looks after the desk by itself: no page that reads them too asks again.
for (const name of ['GetSession', 'DescribeDesk'] satisfies OperationName[])
  queryClient.setQueryDefaults([name], { staleTime: Infinity });

/** What a loader awaits: answers from the cache when it is fresh. */
export const prefetch = <N extends OperationName>(name: N, input: Input<N>): Promise<Output<N>> =>
  queryClient.fetchQuery(query(name, input));

/**
 * Reads what the route's loader has awaited: there is no page without data. Throws when no loader did, which is a programming error.
 * A failed refetch keeps the old data. One that was refused has the loaders asked again, so that the page says so: what one may no more
 * read is not shown as what is.
 */
export function usePrefetched<N extends OperationName>(name: N, input: Input<N>): Output<N> {
  const result = useQuery(query(name, input));
  const { revalidate } = useRevalidator();
  const isRefused = isCode(result.error, 'AccessDeniedException');
  useEffect(() => {
    if (isRefused) void revalidate();
  }, [isRefused, revalidate]);
  if (result.data === undefined) throw result.error ?? new Error(`${name} was not loaded before its page`);
  return result.data;
}
