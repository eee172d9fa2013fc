import { infiniteQueryOptions } from '@tanstack/react-query';
import type { Input } from './contract.ts';
import { call } from './desk.ts';

export type EventFilter = Omit<Input<'SearchAuditEvents'>, 'Before' | 'Limit'>;

const PAGE = 200;

/** Events that match, newest first, page by page. The cursor is a sequence, so that what is appended meanwhile moves nothing. */
export const eventPages = (filter: EventFilter) =>
  infiniteQueryOptions({
    queryKey: ['SearchAuditEvents', 'pages', filter],
    queryFn: ({ pageParam, signal }: { pageParam: number | null; signal: AbortSignal }) =>
      call(
        'SearchAuditEvents',
        { ...filter, Limit: PAGE, ...(pageParam === null ? {} : { Before: pageParam }) },
        { signal },
      ),
    initialPageParam: null as number | null, // the first page has no cursor
    getNextPageParam: (page) => page.NextBefore ?? null,
  });
