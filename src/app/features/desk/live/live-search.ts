import { paths, type DeskLiveQuery } from '../../../paths.ts';
import { SPEEDS, type Speed } from './replay.ts';

/** What the address of the page asks for. */
export interface LiveSearch {
  /** A window of the log, half-open, ms; null: live. */
  readonly window: { readonly since: number; readonly until: number } | null;
  readonly speed: Speed;
  /** Where the replay stands, ms; null: at the beginning. */
  readonly at: number | null;
  readonly key: string | null;
  /** ARN. */
  readonly principal: string | null;
  /** Visits with practice keys too. */
  readonly practice: boolean;
}

const DEFAULT_SPEED: Speed = 60;

function moment(text: string | null): number | null {
  if (text === null || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z$/.test(text)) return null;
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : time;
}

const short = (text: string | null, most: number): string | null =>
  text === null || text === '' || text.length > most ? null : text;

/** What means nothing is left out: the page shows what it does instead. */
export function parseLiveSearch(search: URLSearchParams): LiveSearch {
  const [since, until] = [moment(search.get('since')), moment(search.get('until'))];
  const window = since === null || until === null || since >= until ? null : { since, until };
  const at = moment(search.get('at'));
  const speed = search.get('speed');
  return {
    window,
    speed: SPEEDS.find((each) => (each === Infinity ? 'max' : String(each)) === speed) ?? DEFAULT_SPEED,
    at: window === null || at === null || at < window.since || at > window.until ? null : at,
    key: short(search.get('key'), 2048),
    principal: short(search.get('principal'), 256),
    practice: search.get('practice') === '1',
  };
}

const iso = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z');

export const liveQuery = ({ window, speed, at, key, principal, practice }: LiveSearch): DeskLiveQuery => ({
  since: window === null ? undefined : iso(window.since),
  until: window === null ? undefined : iso(window.until),
  speed: window === null || speed === DEFAULT_SPEED ? undefined : speed === Infinity ? 'max' : String(speed),
  at: window === null || at === null || at === window.since ? undefined : iso(at),
  key: key ?? undefined,
  principal: principal ?? undefined,
  practice: practice ? '1' : undefined,
});

export const livePath = (search: LiveSearch): string => paths.deskLive(liveQuery(search));
