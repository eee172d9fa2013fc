import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { Input, Output } from '../../query/contract.ts';
import { allPages } from '../../query/all-pages.ts';
import { call } from '../../query/desk.ts';
import { accessOf, type Access } from './access-model.ts';
import type { AccessSearch } from './access-search.ts';

type Asked = Input<'ListEffectiveAccess'>;

/** What the desk is asked: all of it, or one side. Words, roles and order are cut here. */
export const accessInput = ({ key, who }: Pick<AccessSearch, 'key' | 'who'>): Asked => ({
  ...(key === null ? {} : { KeyId: key }),
  ...(who === null ? {} : { PrincipalArn: who }),
});

export interface Reading {
  readonly access: Access;
  /** Not all keys are here yet. */
  readonly reading: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
}

/** All pages, for a report: with what lets them of every role. */
export const wholeAccess = async (asked: Asked): Promise<Access> =>
  accessOf(
    await allPages((marker) =>
      call('ListEffectiveAccess', {
        ...asked,
        Deciders: true,
        ...(marker === undefined ? {} : { Marker: marker }),
      }),
    ),
  );

/** Page after page, as fast as the desk works them out: what is there is shown meanwhile. */
/** `may`: whether the caller may ask; what is asked in vain would leave a refusal in the log. */
export function useAccess(asked: Asked, may: boolean): Reading {
  const result = useInfiniteQuery<
    Output<'ListEffectiveAccess'>,
    Error,
    { readonly pages: readonly Output<'ListEffectiveAccess'>[] },
    readonly ['ListEffectiveAccess', Asked, 'pages'],
    string | undefined
  >({
    queryKey: ['ListEffectiveAccess', asked, 'pages'],
    queryFn: ({ pageParam, signal }) =>
      call(
        'ListEffectiveAccess',
        { ...asked, ...(pageParam === undefined ? {} : { Marker: pageParam }) },
        { signal },
      ),
    enabled: may,
    initialPageParam: undefined,
    getNextPageParam: ({ NextMarker }) => NextMarker,
  });
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = result;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);
  const pages = data?.pages;
  const access = useMemo(() => accessOf(pages ?? []), [pages]);
  return {
    access,
    reading: pages === undefined ? !isError : hasNextPage,
    error: result.error,
    retry: () => void (pages === undefined ? result.refetch() : fetchNextPage()),
  };
}
