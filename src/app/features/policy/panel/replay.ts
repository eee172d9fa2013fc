import type { Output } from '../../../query/contract.ts';
import { shortArn } from '../../../ui/shorten.ts';

type Page = Output<'ReplayKeyPolicy'>;
export type ReplayExample = Page['WouldBeRefused']['Examples'][number];

interface Side {
  readonly count: number;
  /** Of these, how many would be so under the policy in force, too. */
  readonly savedToo: number;
  /** Of those that are so by the edit, how many by whom (ARN). */
  readonly by: ReadonlyMap<string, number>;
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

function added(
  before: ReadonlyMap<string, number> | undefined,
  page: Page['WouldBeRefused']['Principals'],
): ReadonlyMap<string, number> {
  const by = new Map(before);
  for (const { Principal, Count } of page) by.set(Principal, (by.get(Principal) ?? 0) + Count);
  return by;
}

const side = (before: Side | undefined, page: Page['WouldBeRefused']): Side => ({
  count: (before?.count ?? 0) + page.Count,
  savedToo: (before?.savedToo ?? 0) + page.SavedToo,
  by: added(before?.by, page.Principals),
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

/** `99.5 %`. Of a part neither nothing nor all is said. */
export function shareWords(count: number, of: number): string {
  const share = (100 * count) / of;
  if (share > 0 && share < 0.1) return 'less than 0.1 %';
  return `${count < of ? Math.min(Number(share.toFixed(1)), 99.9) : 100} %`;
}

/** Principals that a line names one by one. */
const MOST_NAMED = 3;

/** `role/api 40,173, user/anna 3, and 2 more`: whose requests the edit turns, most first. */
export function whoseWords({ by }: Side): string {
  const all = [...by].sort(([, a], [, b]) => b - a);
  const [only] = all;
  if (only !== undefined && all.length === 1) return `By ${shortArn(only[0])}`;
  const named = all.slice(0, MOST_NAMED).map(([arn, count]) => `${shortArn(arn)} (${number.format(count)})`);
  const more = all.length - named.length;
  return `By ${[...named, ...(more === 0 ? [] : [`and ${more} more`])].join(', ')}`;
}

/** From here on refusing is not a probe or a straggler any more but traffic: it is typed, as everything that stops a service is. */
const TRAFFIC_COUNT = 100;
const TRAFFIC_SHARE = 0.01;

/**
 * Whether the edit would have stopped so much that a press is not enough to mean it: a hundred requests in 90 days is more than one a day
 * and a hundredth of all is more than a key with little use can lose unnoticed. One refused request is asked about, too, but not typed.
 */
export function stopsTraffic({ refused, looked }: ReplaySum): boolean {
  const count = byEdit(refused);
  return count >= TRAFFIC_COUNT || (count > 0 && count >= looked * TRAFFIC_SHARE);
}

/** `3 of 48,211 requests of the last 90 days would have been refused.` */
export function refusedWords({ refused, looked }: ReplaySum): string {
  const count = byEdit(refused);
  if (looked === 0) return 'No request of the last 90 days to try it on.';
  const share = count === 0 ? '' : ` (${shareWords(count, looked)})`;
  return `${number.format(count)} of ${requests(looked)} of the last 90 days${share} would have been refused.`;
}

export function allowedWords({ allowed }: ReplaySum): string | null {
  const count = byEdit(allowed);
  if (count === 0) return null;
  return count === 1
    ? '1 that was refused would be allowed.'
    : `${number.format(count)} that were refused would be allowed.`;
}

/** `12,000 of 40,377 requests were tried so far.` */
export const triedWords = ({ looked, total }: ReplaySum): string =>
  `${number.format(looked)} of ${requests(Math.max(total, looked))} were tried so far.`;
