import { allPages, AT_ONCE } from '../../query/all-pages.ts';
import type { Input, KeySummary } from '../../query/contract.ts';
import { csvText } from '../../query/csv.ts';
import { call } from '../../query/desk.ts';

/** All keys that a search finds. Rejects with an AbortError when `signal` is aborted. */
export async function allKeys(
  input: Input<'SearchKeys'>,
  signal: AbortSignal,
  onProgress: (progress: { readonly done: number; readonly total: number }) => void = () => {},
): Promise<readonly KeySummary[]> {
  let done = 0;
  const pages = await allPages(async (marker) => {
    const page = await call(
      'SearchKeys',
      { ...input, Limit: AT_ONCE, ...(marker === undefined ? {} : { Marker: marker }) },
      { signal },
    );
    done += page.Keys.length;
    onProgress({ done, total: page.Matching });
    return page;
  });
  return pages.flatMap(({ Keys }) => Keys);
}

const HEAD = [
  'Alias',
  'Other aliases',
  'Key id',
  'ARN',
  'Description',
  'State',
  'Deletion date',
  'Spec',
  'Usage',
  'Created',
  'Tags',
  'Version',
  'Rotated',
  'Rotation period (days)',
  'Next rotation',
  'Last used',
  'Last operation',
  'Services, 90 days',
  'Requests, 90 days',
  'Refused, 90 days',
] as const;

const time = (date: Date | undefined): string => date?.toISOString() ?? '';

/** A row a key; times are RFC 3339 in UTC. */
export const keysCsv = (keys: readonly KeySummary[]): string =>
  csvText(
    HEAD,
    keys.map((key) => [
      key.Aliases[0] ?? '',
      key.Aliases.slice(1).join(' '),
      key.KeyId,
      key.Arn,
      key.Description,
      key.KeyState,
      time(key.DeletionDate),
      key.KeySpec,
      key.KeyUsage,
      time(key.CreationDate),
      key.Tags.map(({ TagKey, TagValue }) => `${TagKey}=${TagValue}`).join('; '),
      key.CurrentVersion,
      time(key.RotationDate),
      key.RotationPeriodInDays ?? '',
      time(key.NextRotationDate),
      time(key.LastUsedDate),
      key.LastUsedOperation ?? '',
      key.Services90Days,
      key.Requests90Days,
      key.Refused90Days,
    ]),
  );

/** What was searched, when, and what was found. */
export const keysJson = (keys: readonly KeySummary[], search: Input<'SearchKeys'>, now: Date): string =>
  `${JSON.stringify({ ExportedAt: now, Search: search, Keys: keys }, null, 2)}\n`;
