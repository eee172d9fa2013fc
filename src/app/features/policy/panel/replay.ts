import type { Output } from '../../../query/contract.ts';

type Page = Output<'ReplayKeyPolicy'>;
export type ReplayExample = Page['WouldBeRefused']['Examples'][number];

interface Side {
  readonly count: number;
  /** Of these, how many would be so under the policy in force, too. */
  readonly savedToo: number;
  /** The newest of those that are so by the edit. */
  readonly examples: readonly ReplayExample[];
}

/** Pages of a replay, added up. */
export interface ReplaySum {
  readonly looked: number;
  readonly total: number;
  readonly refused: Side;
  readonly allowed: Side;
  readonly cannotTell: number;
  readonly altered: number;
  readonly since: Date;
  /** Nothing is left to look at. */
  readonly done: boolean;
}

/** Examples that are shown of a side. */
const MOST_EXAMPLES = 20;

const side = (before: Side | undefined, page: Page['WouldBeRefused']): Side => ({
  count: (before?.count ?? 0) + page.Count,
  savedToo: (before?.savedToo ?? 0) + page.SavedToo,
  examples: [...(before?.examples ?? []), ...page.Examples.filter(({ SavedToo }) => !SavedToo)].slice(
    0,
    MOST_EXAMPLES,
  ),
});

export const addPage = (before: ReplaySum | null, page: Page): ReplaySum => ({
  looked: (before?.looked ?? 0) + page.Looked,
  total: page.Total,
  refused: side(before?.refused, page.WouldBeRefused),
  allowed: side(before?.allowed, page.WouldBeAllowed),
  cannotTell: (before?.cannotTell ?? 0) + page.CannotTell,
  altered: (before?.altered ?? 0) + page.Altered,
  since: page.Since,
  done: page.NextMarker === undefined,
});

const number = new Intl.NumberFormat('en');
const requests = (count: number): string => `${number.format(count)} ${count === 1 ? 'request' : 'requests'}`;

/** What the edit itself does: what would be so under the policy in force, too, is no effect of it. */
export const byEdit = ({ count, savedToo }: Side): number => count - savedToo;

/** `3 of 48,211 requests of the last 90 days would have been refused.` */
export function refusedWords({ refused, looked }: ReplaySum): string {
  const count = byEdit(refused);
  if (looked === 0) return 'No request of the last 90 days to try it on.';
  return `${number.format(count)} of ${requests(looked)} of the last 90 days would have been refused.`;
}

export function allowedWords({ allowed }: ReplaySum): string | null {
  const count = byEdit(allowed);
  if (count === 0) return null;
  return count === 1
    ? '1 that was refused would be allowed.'
    : `${number.format(count)} that were refused would be allowed.`;
}
