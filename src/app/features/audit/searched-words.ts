import type { Output } from '../../query/contract.ts';
import { absoluteTime, type Zone } from '../../ui/time-format.ts';
import type { Live } from './live-events.ts';

type Page = Pick<Output<'SearchAuditEvents'>, 'Matching' | 'Searched' | 'NextBefore'> & {
  readonly Events: readonly unknown[];
};

/** What the live view adds, as it is shown. */
export interface Watched extends Pick<Live, 'total' | 'position'> {
  readonly events: readonly unknown[];
  /** The sequence after which it began. */
  readonly after: number;
  readonly paused: boolean;
}

const number = new Intl.NumberFormat('en');
const matches = (count: number): string => `${number.format(count)} ${count === 1 ? 'matches' : 'match'}`;

/**
 * How far the search went, in words: no count without it. What came in live was looked at too, and is counted. `counted`: what the
 * summary counted, where the search itself stops counting; null: it counted something else, or not all of it.
 */
export function searchedWords(
  pages: readonly Page[],
  watched: Watched | null,
  zone: Zone,
  counted: number | null,
): string {
  const [first] = pages;
  const last = pages.at(-1);
  if (first === undefined || last === undefined) return '';
  const { Searched, Matching } = first;
  const looked = watched?.position == null ? 0 : Math.max(0, watched.position - watched.after);
  const live = watched?.total ?? 0;
  const log = number.format(Searched.Log + looked);
  const until = watched?.paused === true ? ' when it was paused' : '';
  const left = watched === null ? 0 : watched.total - watched.events.length;
  const end = `${left === 0 ? '' : `, ${number.format(left)} of them left out below`}. Newest first.`;
  const shown = live + pages.reduce((sum, page) => sum + page.Events.length, 0);
  if (Matching !== undefined && Searched.Complete)
    return `Searched all ${log} events of the log${until}; ${matches(Matching + live)}${end}`;
  if (Matching === undefined && counted !== null && watched === null)
    return `${matches(counted)} of the ${log} events of the log${end}`;
  if (Matching === undefined) return `More than 10,000 of the ${log} events of the log${until} match${end}`;
  if (last.Searched.Complete && last.NextBefore === undefined)
    return `Searched all ${log} events of the log${until}; ${matches(shown)}${end}`;
  const back = last.Searched.Since;
  return `Searched ${number.format(Searched.To - last.Searched.From + looked)} of ${log} events so far${back === undefined ? '' : `, back to ${absoluteTime(back, zone).slice(0, 16)}`}; ${matches(shown)}${end}`;
}
