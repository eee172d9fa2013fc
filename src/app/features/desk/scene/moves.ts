/**
 * How one picture becomes the next: a pure plan of what moves when. One thing moves at a time, 200 to 600 ms each, at most 1.8 s in all.
 * Master keys are in no plan: they are no things of a table, and have no station.
 */
import type { Layout, Mover, PictureTable, Thing } from './picture.ts';
import { GRILLE, pointOf, STATIONS, TIED, transformTo, type Point, type Station } from './stations.ts';
import { placedIn, type Placed } from './table.ts';

/** Longest movement of a step, in milliseconds: with the rendering before and after it, a step stays within 1.8 s. */
export const LONGEST = 1700;

const FADE = 200;
/** Of a fade: what comes is there before what goes has gone, so that nobody turns to glass on the way. */
const TURN = 130;
const NEAR = 400;
const FAR = 600;
const FALL = 400;

/** One animation: of the elements that `target` names, from `start` on, in milliseconds. */
export interface Move {
  readonly target: Target;
  readonly kind: 'go' | 'appear' | 'vanish' | 'write' | 'fall';
  /** Of `go`: the transforms along the way, evenly spaced. */
  readonly along?: readonly string[];
  readonly start: number;
  readonly duration: number;
}

/** A thing; what stood there before and fades; its look before and after; or a part of the picture by its name. */
export type Target =
  | { readonly of: 'thing' | 'old' | 'old-look' | 'new-look'; readonly thing: Thing }
  | { readonly of: 'part'; readonly part: Part };

export type Part = 'line' | 'labels' | 'marks' | 'marks-behind' | 'halo' | 'fresh' | 'crumbs';

export interface Plan {
  /** What stood in the picture before and has another story now: it is drawn where it was, and fades. */
  readonly leaving: readonly Placed[];
  /** Looks that a thing has while it moves, and gives up. */
  readonly turning: Readonly<Partial<Record<Thing, string>>>;
  readonly moves: readonly Move[];
  /** Envelopes that are tied only once they have arrived. */
  readonly untied: readonly Thing[];
  /** In milliseconds. */
  readonly total: number;
}

const isTied = (station: Station): boolean => TIED.wide.includes(station);

const PEOPLE: readonly Thing[] = ['guest', 'clerk', 'thief'];

/** Whether a thing is the same one in both pictures, so that it goes from place to place. People turn by fading; an opened envelope does not close again. */
function goes(before: Placed, after: Placed, table: PictureTable): boolean {
  return (
    !PEOPLE.includes(after.thing) &&
    table.enters?.[after.thing] === undefined &&
    !(before.look === 'opened' && after.look === 'sealed')
  );
}

/** Points from one station to another: through the grille where one of them is in the vault, in a low arc where it is far. */
export function wayBetween(from: Station, to: Station, layout: Layout): readonly Point[] {
  const start = pointOf(from, layout);
  const end = pointOf(to, layout);
  const throughGrille = (STATIONS[from].room === 'vault') !== (STATIONS[to].room === 'vault');
  const far = Math.hypot(end.x - start.x, end.y - start.y) > 120;
  if (!throughGrille && !far) return [start, end];
  const middle = {
    x: (start.x + end.x) / 2,
    y: Math.min(start.y, end.y) + Math.abs(start.y - end.y) / 4 - 14,
  };
  const via = throughGrille ? GRILLE[layout] : middle;
  return Array.from({ length: 13 }, (_, at) => curve(start, via, end, at / 12));
}

/** A quadratic curve that passes `via` half-way. */
function curve(start: Point, via: Point, end: Point, t: number): Point {
  const control = { x: 2 * via.x - (start.x + end.x) / 2, y: 2 * via.y - (start.y + end.y) / 2 };
  const at = (a: number, b: number, c: number): number =>
    Math.round(((1 - t) * (1 - t) * a + 2 * (1 - t) * t * b + t * t * c) * 10) / 10;
  return { x: at(start.x, control.x, end.x), y: at(start.y, control.y, end.y) };
}

/** The plan from one picture to the next. `fresh`: a version came to hang in the vault. */
export function planOf(before: PictureTable, after: PictureTable, layout: Layout, fresh: boolean): Plan {
  const was = new Map(placedIn(before).map((place) => [place.thing, place]));
  const now = new Map(placedIn(after).map((place) => [place.thing, place]));
  const leaving: Placed[] = [];
  const turning: Partial<Record<Thing, string>> = {};
  const moves: Move[] = [];
  const untied: Thing[] = [];
  let clock = 0;

  for (const place of was.values()) {
    const next = now.get(place.thing);
    const stays = next !== undefined && next.look === place.look && next.station === place.station;
    if (stays && after.enters?.[place.thing] === undefined) continue;
    if (next !== undefined && goes(place, next, after)) continue;
    leaving.push(place);
  }
  const gone = leaving.filter((old) => !now.has(old.thing));
  for (const { thing } of gone) {
    moves.push({ target: { of: 'old', thing }, kind: 'vanish', start: 0, duration: FADE });
  }
  if (after.halo.length > 0) moves.push(part('halo', 'appear', 0));
  if (fresh) moves.push(part('fresh', 'appear', 0));
  if (gone.length > 0 || after.halo.length > 0 || fresh) clock += FADE;

  /** One thing's movement from `start` on; how long it takes. */
  const move = (mover: Mover, start: number): number => {
    if (mover === 'line') {
      if (!after.line) return 0;
      moves.push(part('line', 'write', start));
      return FADE;
    }
    const next = now.get(mover);
    if (next === undefined) return 0;
    const last = was.get(mover);
    const entry = after.enters?.[mover];
    const born = last === undefined || leaving.includes(last);
    if (born) {
      if (last !== undefined && leaving.includes(last)) {
        moves.push({
          target: { of: 'old', thing: mover },
          kind: 'vanish',
          start: start + TURN,
          duration: FADE - TURN,
        });
      }
      moves.push({ target: { of: 'thing', thing: mover }, kind: 'appear', start, duration: TURN });
      return entry === undefined || entry === next.station ? FADE : go(mover, entry, next.station, start);
    }
    let taken = 0;
    if (last.station !== next.station && !isTied(last.station)) untied.push(mover);
    if (last.station !== next.station) taken += go(mover, last.station, next.station, start);
    if (last.look !== next.look) {
      turning[mover] = last.look;
      const turn = start + taken;
      moves.push({
        target: { of: 'old-look', thing: mover },
        kind: 'vanish',
        start: turn + TURN,
        duration: FADE - TURN,
      });
      moves.push({ target: { of: 'new-look', thing: mover }, kind: 'appear', start: turn, duration: TURN });
      taken += FADE;
      if (next.look === 'wiped') {
        moves.push({ target: { of: 'part', part: 'crumbs' }, kind: 'fall', start: turn, duration: FALL });
        taken += FALL - FADE;
      }
    }
    return taken;
  };

  const go = (thing: Thing, from: Station, to: Station, start: number): number => {
    const along = wayBetween(from, to, layout);
    const duration = along.length > 2 ? FAR : NEAR;
    moves.push({
      target: { of: 'thing', thing },
      kind: 'go',
      along: along.map(transformTo),
      start,
      duration,
    });
    return duration;
  };

  const order = after.order ?? [];
  const named = new Set(order.flat());
  // What the table does not name comes in first, all at once: it is the ground on which the step happens.
  clock += Math.max(
    0,
    ...[...now.keys()].filter((thing) => !named.has(thing)).map((thing) => move(thing, clock)),
  );
  for (const entry of order) {
    const together: readonly Mover[] = typeof entry === 'string' ? [entry] : entry;
    const start = clock;
    clock += Math.max(...together.map((mover) => move(mover, start)));
  }
  if (!named.has('line')) clock += move('line', clock);
  for (const name of ['labels', 'marks', 'marks-behind'] as const) moves.push(part(name, 'appear', clock));
  clock += FADE;

  const pace = Math.min(1, LONGEST / clock);
  return {
    leaving,
    turning,
    untied,
    moves: moves.map((m) => ({ ...m, start: m.start * pace, duration: m.duration * pace })),
    total: clock * pace,
  };
}

const part = (name: Part, kind: Move['kind'], start: number): Move => ({
  target: { of: 'part', part: name },
  kind,
  start,
  duration: FADE,
});
