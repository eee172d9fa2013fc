import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../../testing/runs.ts';
import type { AuditEntry } from '../../../query/contract.ts';
import { LiveStore, type Frames } from './live-store.ts';
import { livePath, parseLiveSearch } from './live-search.ts';
import { watchedOf } from './watched.ts';
import { ReplayPlayer } from './replay-player.ts';
import { firstRefusal, ReplaySource, type SearchLog } from './replay-source.ts';
import { paused, playFrom, spanText, speedText, SPEEDS, step, type Speed } from './replay.ts';
import { visitOf, type Visit } from './visits.ts';
import type { Outcome } from './window.ts';

const event = (sequence: number, time: number, outcome: Exclude<Outcome, 'altered'>): AuditEntry => ({
  Sequence: sequence,
  Time: new Date(time),
  Operation: 'Decrypt',
  Class: 'data',
  Via: 'sdk',
  Principal: 'arn:aws:iam::000000000000:role/billing-api',
  PrincipalId: 'AROA1',
  Source: '10.0.0.1',
  UserAgent: 'test',
  RequestId: `r${sequence}`,
  Outcome: outcome,
  DecidedBy: [],
  Duration: 1,
  Parameters: [],
  Extensions: [],
  Changes: [],
});

interface Asked {
  readonly span: number;
  readonly answered: number;
}

/** A log that answers as SearchAuditEvents does: newest first, by pages, a count that stops at 10,000. */
function logOf(entries: readonly AuditEntry[]): { readonly search: SearchLog; readonly asked: Asked[] } {
  const asked: Asked[] = [];
  const search: SearchLog = async ({ since, until, before = Infinity, limit, refused = false }) => {
    const matching = entries
      .filter((entry) => {
        if ('Altered' in entry) return !refused && entry.Sequence < before;
        const time = entry.Time.getTime();
        return (
          time >= since &&
          time < until &&
          entry.Sequence < before &&
          (!refused || entry.Outcome !== 'allowed')
        );
      })
      .toReversed();
    const Events = matching.slice(0, limit);
    asked.push({ span: until - since, answered: Events.length });
    const last = Events.at(-1);
    return {
      Events,
      ...(matching.length > 10_000 ? {} : { Matching: matching.length }),
      ...(matching.length > Events.length && last !== undefined ? { NextBefore: last.Sequence } : {}),
    };
  };
  return { search, asked };
}

const START = Date.parse('2026-11-21T00:00:00Z');

/** A log over a span of time: bursts, silences, several events in one millisecond. */
const times = fc
  .array(
    fc.record({
      gap: fc.oneof(
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 0, max: 60_000 }),
        fc.integer({ min: 0, max: 40_000_000 }),
      ),
      burst: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 700 })),
      outcome: fc.constantFrom('allowed', 'denied', 'failed'),
    }),
    { maxLength: 12 },
  )
  .map((parts) => {
    const entries: AuditEntry[] = [];
    let time = START;
    for (const { gap, burst, outcome } of parts) {
      time += gap;
      for (let each = 0; each < burst; each++) entries.push(event(entries.length, time, outcome));
    }
    return { entries, until: time + 1 };
  });

describe('the clock', () => {
  it('runs at the speed, stops when paused, and never goes back', () => {
    const clock = playFrom(START, 60, 1_000);
    const open = { next: START + 100_000, horizon: START + 1e6, until: START + 1e6 };
    expect(step(clock, 1_100, open).clock.position).toBe(START + 6_000);
    expect(step(paused(clock), 9_000, open).clock).toEqual(paused(clock));
    expect(step(clock, 900, open).clock.position).toBe(START);
  });

  it('a page that slept goes on where it was', () => {
    const open = { next: START + 4_000, horizon: START + 1e6, until: START + 1e6 };
    expect(step(playFrom(START, 1, 0), 3_600_000, open).clock.position).toBe(START + 250);
  });

  it('waits where nothing is loaded, ends where the window does', () => {
    const at = { next: null, horizon: START + 100, until: START + 1_000 };
    expect(step(playFrom(START, 60, 0), 50, at)).toMatchObject({ isWaiting: true, isAtEnd: false });
    expect(step(playFrom(START, 60, 0), 50, { ...at, horizon: START + 1_000 })).toMatchObject({
      isWaiting: false,
      isAtEnd: true,
    });
  });

  it('skips silence, says how much, and leaves a moment before what comes', () => {
    const hours = 3 * 3_600_000;
    const { clock, skipped } = step(playFrom(START, 1, 0), 16, {
      next: START + hours,
      horizon: START + 2 * hours,
      until: START + 2 * hours,
    });
    expect(clock.position).toBe(START + hours - 400);
    expect(skipped).toBe(hours - 400 - 16);
    expect(spanText(skipped)).toBe('3 h');
  });

  it('between two events that are near each other it takes exactly their time, scaled', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Speed>(1, 10, 60, 600, 3_600),
        fc.integer({ min: 1, max: 4_000 }),
        fc.integer({ min: 4, max: 40 }),
        (speed, real, frame) => {
          const next = START + real * speed;
          let clock = playFrom(START, speed, 0);
          let now = 0;
          while (clock.position <= next) {
            now += frame;
            const result = step(clock, now, {
              next: clock.position < next ? next : null,
              horizon: START + 1e9,
              until: START + 1e9,
            });
            if (clock.position < next) expect(result.skipped).toBe(0);
            clock = result.clock;
          }
          expect(now).toBeGreaterThan(real);
          expect(now).toBeLessThanOrEqual(real + 2 * frame);
        },
      ),
      { numRuns: runs(100) },
    );
  });

  it('words', () => {
    expect([61_000, 90_061_000, 400, 7_200_000, 3_720_000, 86_400_000].map(spanText)).toEqual([
      '1 min 1 s',
      '1 day 1 h',
      'less than 1 s',
      '2 h',
      '1 h 2 min',
      '1 day',
    ]);
    expect(SPEEDS.map(speedText)).toEqual(['1×', '10×', '60×', '600×', '3,600×', 'As fast as it can']);
  });
});

describe('the source', () => {
  it('gives every event of the window once, by time, and holds few', async () => {
    await fc.assert(
      fc.asyncProperty(times, async ({ entries, until }) => {
        const { search, asked } = logOf(entries);
        const source = new ReplaySource(search, { since: START, until });
        const taken: Visit[] = [];
        while (source.horizon < until) {
          // oxlint-disable-next-line no-await-in-loop -- as it is played
          await source.load();
          expect(source.ready).toBeLessThanOrEqual(9_000);
          taken.push(...source.take(source.horizon));
          expect(source.ready).toBe(0);
        }
        expect(taken.map(({ sequence }) => sequence)).toEqual(entries.map(({ Sequence }) => Sequence));
        expect(asked.every(({ answered }) => answered <= 500)).toBe(true);
      }),
      { numRuns: runs(40) },
    );
  });

  it('a million events are asked for in slices, whatever their number', async () => {
    const entries = Array.from({ length: 60_000 }, (_, at) =>
      event(at, START + Math.floor(at / 5), 'allowed'),
    );
    const { search } = logOf(entries);
    const source = new ReplaySource(search, { since: START, until: START + 3_600_000 });
    let most = 0;
    let count = 0;
    while (source.horizon < START + 12_000) {
      // oxlint-disable-next-line no-await-in-loop -- as it is played
      await source.load();
      most = Math.max(most, source.ready);
      count += source.take(source.horizon).length;
    }
    expect(count).toBe(60_000);
    expect(most).toBeLessThanOrEqual(1_500);
  });

  it('an altered event stands behind the one before it', async () => {
    const entries: AuditEntry[] = [event(0, START + 5, 'allowed'), { Sequence: 1, Altered: true }];
    const { search } = logOf(entries);
    const source = new ReplaySource(search, { since: START, until: START + 1_000 });
    await source.load();
    expect(source.take(START + 6).map(({ outcome }) => outcome)).toEqual(['allowed', 'altered']);
  });

  it('a search that fails changes nothing: it is asked again', async () => {
    const { search } = logOf([event(0, START + 5, 'allowed')]);
    let fails = true;
    const source = new ReplaySource(
      async (asked) => {
        if (fails) throw new Error('not now');
        return search(asked);
      },
      { since: START, until: START + 10 },
    );
    await expect(source.load()).rejects.toThrow('not now');
    expect(source.horizon).toBe(START);
    fails = false;
    await source.load();
    expect(source.take(START + 10)).toHaveLength(1);
  });
});

describe('the next refusal', () => {
  it('is the first of the range, wherever it is and however many there are', async () => {
    await fc.assert(
      fc.asyncProperty(
        times,
        fc.double({ min: 0, max: 1, noNaN: true }),
        async ({ entries, until }, part) => {
          const since = START + Math.floor((until - START) * part);
          const { search, asked } = logOf(entries);
          const expected = entries.find(
            (entry) => !('Altered' in entry) && entry.Outcome !== 'allowed' && entry.Time.getTime() >= since,
          );
          const time = expected === undefined || 'Altered' in expected ? null : expected.Time.getTime();
          expect(await firstRefusal(search, { since, until })).toBe(time);
          expect(asked.length).toBeLessThan(45);
        },
      ),
      { numRuns: runs(100) },
    );
  });
});

/** Frames by hand: 60 a second. */
class HandFrames implements Frames {
  #now = 1_000_000;
  #next = 1;
  readonly #waiting = new Map<number, () => void>();
  readonly now = (): number => this.#now;
  readonly request = (frame: () => void): number => {
    this.#waiting.set(this.#next, frame);
    return this.#next++;
  };
  readonly cancel = (id: number): void => void this.#waiting.delete(id);
  get isIdle(): boolean {
    return this.#waiting.size === 0;
  }
  sleep(ms: number): void {
    this.#now += ms;
  }
  /** One frame, with time for what was asked for. */
  async frame(): Promise<void> {
    this.#now += 1_000 / 60;
    const due = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const each of due) each();
    await new Promise((done) => setTimeout(done, 0));
  }
}

function playerOf(entries: readonly AuditEntry[], until: number, speed: Speed) {
  const frames = new HandFrames();
  const store = new LiveStore(8, frames);
  const { search } = logOf(entries);
  const player = new ReplayPlayer(
    store,
    search,
    { window: { since: START, until }, at: START, speed },
    frames,
  );
  let renders = 0;
  store.subscribe(() => renders++);
  player.subscribe(() => {});
  return { frames, store, player, rendered: () => renders };
}

describe('the store', () => {
  it('changes at most once a frame, however often it is fed', async () => {
    const frames = new HandFrames();
    const store = new LiveStore(8, frames);
    let renders = 0;
    store.subscribe(() => renders++);
    for (let n = 0; n < 1_000; n++) store.feed([visitOf(event(n, START, 'allowed'))]);
    expect(renders).toBe(0);
    await frames.frame();
    expect(renders).toBe(1);
    expect(store.shown().view.visits).toBe(1_000);
  });

  it('held, it counts what comes; let go, it shows it', async () => {
    const frames = new HandFrames();
    const store = new LiveStore(8, frames);
    store.subscribe(() => {});
    store.feed([visitOf(event(0, START, 'allowed'))]);
    await frames.frame();
    store.hold(true);
    frames.sleep(1_000);
    store.feed([visitOf(event(1, START, 'denied')), visitOf(event(2, START, 'allowed'))]);
    await frames.frame();
    expect(store.shown()).toMatchObject({ isHeld: true, waiting: 2, view: { visits: 1 } });
    store.hold(false);
    expect(store.shown()).toMatchObject({ isHeld: false, waiting: 0, view: { visits: 3 } });
  });
});

describe('the player', () => {
  it('plays a window to its end: every event is counted once, at any speed', async () => {
    await fc.assert(
      fc.asyncProperty(times, fc.constantFrom(...SPEEDS), async ({ entries, until }, speed) => {
        const { frames, store, player } = playerOf(entries, until, speed);
        player.play();
        // oxlint-disable-next-line no-await-in-loop -- frame by frame
        for (let n = 0; n < 8_000 && !player.playing().isAtEnd; n++) await frames.frame();
        expect(player.playing()).toMatchObject({ isAtEnd: true, isPlaying: false, position: until });
        // oxlint-disable-next-line no-await-in-loop -- the picture follows by a quarter of a second
        for (let n = 0; n < 20; n++) await frames.frame();
        expect(store.shown().view.visits).toBe(entries.length);
      }),
      { numRuns: runs(6) },
    );
  });

  it('5,000 events a second cost no more than four renders a second', async () => {
    const entries = Array.from({ length: 20_000 }, (_, at) =>
      event(at, START + Math.floor(at / 5), 'allowed'),
    );
    const { frames, store, player, rendered } = playerOf(entries, START + 4_000, 1);
    player.play();
    // oxlint-disable-next-line no-await-in-loop -- frame by frame
    for (let n = 0; n < 240; n++) await frames.frame();
    expect(store.shown().view.mode).toBe('many');
    expect(store.shown().view.visits).toBeGreaterThan(18_000);
    expect(rendered()).toBeLessThan(30);
  });

  it('paused, the picture stands, and the page rests', async () => {
    const { frames, store, player } = playerOf([event(0, START, 'denied')], START + 60_000, 1);
    player.play();
    // oxlint-disable-next-line no-await-in-loop -- frame by frame
    for (let n = 0; n < 60; n++) await frames.frame();
    player.pause();
    const before = store.shown().view;
    expect(before.visitor?.visit.sequence).toBe(0);
    // oxlint-disable-next-line no-await-in-loop -- frame by frame
    for (let n = 0; n < 420; n++) await frames.frame();
    expect(store.shown().view).toBe(before);
    expect(frames.isIdle).toBe(true);
  });

  it('stops by itself when nobody has done anything for half an hour', async () => {
    const entries = Array.from({ length: 2_400 }, (_, at) => event(at, START + at * 1_000, 'allowed'));
    const { frames, player } = playerOf(entries, START + 2_400_000, 1);
    player.play();
    await frames.frame();
    frames.sleep(29 * 60_000);
    await frames.frame();
    expect(player.playing().isPlaying).toBe(true);
    frames.sleep(2 * 60_000);
    await frames.frame();
    expect(player.playing()).toMatchObject({ isPlaying: false, isLeft: true });
    player.play();
    await frames.frame();
    expect(player.playing()).toMatchObject({ isPlaying: true, isLeft: false });
  });

  it('jumps to the next refusal or failure, stops there, and says when there is none', async () => {
    const entries = [
      event(0, START + 1_000, 'allowed'),
      event(1, START + 7_200_000, 'denied'),
      // Before a second has passed at this speed, there is something else in view.
      event(2, START + 7_205_000, 'allowed'),
      event(3, START + 7_210_000, 'failed'),
      event(4, START + 7_215_000, 'allowed'),
    ];
    const { frames, store, player } = playerOf(entries, START + 9_000_000, 60);
    const stopsAt = async (outcome: 'denied' | 'failed', sequence: number): Promise<void> => {
      await player.toRefusal();
      expect(player.playing()).toMatchObject({ isPlaying: true, stopped: null });
      // oxlint-disable-next-line no-await-in-loop -- frame by frame
      for (let n = 0; n < 1_200 && !frames.isIdle; n++) await frames.frame();
      expect(player.playing()).toMatchObject({ isPlaying: false, stopped: outcome, isAtEnd: false });
      expect(store.shown()).toMatchObject({ isHeld: true, view: { visitor: { phase: 'answered' } } });
      expect(store.shown().view.visitor?.visit.sequence).toBe(sequence);
      expect(frames.isIdle).toBe(true);
    };
    await stopsAt('denied', 1);
    await stopsAt('failed', 3);
    await player.toRefusal();
    expect(player.playing().hasNoRefusal).toBe(true);
    // It goes on from there to the end.
    player.play();
    // oxlint-disable-next-line no-await-in-loop -- frame by frame
    for (let n = 0; n < 1_200 && !player.playing().isAtEnd; n++) await frames.frame();
    expect(player.playing()).toMatchObject({ isAtEnd: true, stopped: null });
  });

  it('stops at the refusal of a crowd, and at any speed', async () => {
    const refused = 3_000;
    const entries = Array.from({ length: 4_000 }, (_, at) =>
      event(at, START + at * 10, at === refused ? 'denied' : 'allowed'),
    );
    for (const speed of SPEEDS) {
      /* oxlint-disable no-await-in-loop -- frame by frame */
      const { frames, store, player } = playerOf(entries, START + 60_000, speed);
      await player.toRefusal();
      for (let n = 0; n < 1_200 && player.playing().stopped === null; n++) await frames.frame();
      expect(player.playing(), String(speed)).toMatchObject({
        isPlaying: false,
        stopped: 'denied',
        position: START + refused * 10 + 1,
      });
      expect(store.shown().view.totals.denied).toBe(1);
      expect(store.shown().view.lines[0]?.sequence).toBe(refused);
      /* oxlint-enable no-await-in-loop */
    }
  });

  it('what the old place was still loading comes to nothing after a leap', async () => {
    const entries = [event(0, START + 10, 'allowed'), event(1, START + 5_000_000, 'allowed')];
    const { frames, store, player } = playerOf(entries, START + 9_000_000, Infinity);
    player.play();
    player.seek(START + 4_000_000);
    // oxlint-disable-next-line no-await-in-loop -- frame by frame
    for (let n = 0; n < 60; n++) await frames.frame();
    expect(store.shown().view.lines.map(({ sequence }) => sequence)).toEqual([1]);
  });
});

describe('the address', () => {
  it('holds window, speed and place', () => {
    const search = {
      window: { since: START, until: START + 86_400_000 },
      speed: Infinity,
      at: START + 1_500,
      key: '1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab',
      principal: 'arn:aws:iam::000000000000:role/billing-api',
      practice: true,
    } as const;
    const path = livePath(search);
    expect(path).toContain('since=2026-11-21T00%3A00%3A00Z');
    expect(path).toContain('practice=1');
    expect(parseLiveSearch(new URL(path, 'http://x').searchParams)).toEqual(search);
  });

  it('practice keys are left out unless it says that they are not', () => {
    const watched = (query: string) => {
      const search = parseLiveSearch(new URLSearchParams(query));
      return watchedOf(search.key, search);
    };
    expect(watched('')).toEqual({});
    expect(watched('practice=yes')).toEqual({});
    expect(watched('practice=1&principal=anna')).toEqual({ Principal: 'anna', Sandbox: true });
    expect(livePath(parseLiveSearch(new URLSearchParams('practice=0')))).toBe('/desk/live');
  });

  it('what is no window is none, and a place outside it neither', () => {
    const parse = (query: string) => parseLiveSearch(new URLSearchParams(query));
    expect(parse('since=2026-11-22T00:00:00Z&until=2026-11-21T00:00:00Z').window).toBeNull();
    expect(parse('since=yesterday').window).toBeNull();
    expect(parse('since=2026-13-40T00:00:00Z&until=2026-14-21T00:00:00Z').window).toBeNull();
    expect(
      parse('since=2026-11-21T00:00:00Z&until=2026-11-22T00:00:00Z&at=2026-12-22T00:00:00Z&speed=7'),
    ).toMatchObject({ at: null, speed: 60 });
  });
});
