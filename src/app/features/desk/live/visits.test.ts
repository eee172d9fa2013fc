import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../../testing/runs.ts';
import { deskSentence, handedBy, middle } from './live-words.ts';
import { FOLLOWED, modeAfter, PLACES } from './mode.ts';
import { LINES, totalOf, visitOf, Visits, type View, type Visit } from './visits.ts';
import { Bounded, OUTCOMES, WINDOW_MS, Window, type Outcome } from './window.ts';

const ARN = 'arn:aws:iam::000000000000:';
let sequence = 0;
const visit = (change: Partial<Visit> = {}): Visit => ({
  sequence: sequence++,
  time: 0,
  principal: `${ARN}role/billing-api`,
  operation: 'Decrypt',
  key: 'k1',
  outcome: 'allowed',
  error: null,
  ...change,
});
const many = (count: number, change: Partial<Visit> = {}): Visit[] =>
  Array.from({ length: count }, () => visit(change));

const outcome = fc.constantFrom<Outcome>(...OUTCOMES);
const anyVisit = fc
  .record({
    principal: fc.integer({ min: 0, max: 200 }),
    operation: fc.constantFrom('Decrypt', 'Encrypt', 'ListKeys'),
    key: fc.option(fc.integer({ min: 0, max: 200 })),
    outcome,
  })
  .map(({ principal, operation, key, outcome: ends }) =>
    visit(
      ends === 'altered'
        ? { principal: '', operation: '', key: null, outcome: ends }
        : {
            principal: `${ARN}role/${principal}`,
            operation,
            key: key === null ? null : `k${key}`,
            outcome: ends,
          },
    ),
  );
/** Messages with the time that goes by before each, ms. */
const messages = fc.array(
  fc.record({
    wait: fc.oneof(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 12_000 })),
    visits: fc.array(anyVisit, { maxLength: 60 }),
    isFed: fc.boolean(),
  }),
  { maxLength: 40 },
);

/** Every count of the view that says the same in two ways says the same. */
function expectTrue(view: View, fed: readonly Visit[]): void {
  for (const each of OUTCOMES)
    expect(view.totals[each]).toBe(fed.filter(({ outcome: ends }) => ends === each).length);
  expect(view.visits).toBe(fed.length);
  expect(view.lines.map((line) => line.sequence)).toEqual(
    fed
      .map((each) => each.sequence)
      .slice(-LINES)
      .toReversed(),
  );
  expect(view.waiting.length).toBeLessThan(PLACES);
  if (view.mode === 'each') return;
  const shown = view.standing.reduce((sum, each) => sum + (each === null ? 0 : totalOf(each.counts)), 0);
  expect(view.others.visits).toBeGreaterThanOrEqual(0);
  expect(shown + view.others.visits + view.counts.altered).toBe(totalOf(view.counts));
}

describe('counts', () => {
  it('are those of the events, whatever comes and however long it takes', () => {
    fc.assert(
      fc.property(messages, fc.integer({ min: 1, max: PLACES }), (all, places) => {
        const desk = new Visits(places);
        const fed: Visit[] = [];
        /** With the time at which they came. */
        const came: { readonly at: number; readonly visit: Visit }[] = [];
        let now = 1_000_000;
        for (const { wait, visits, isFed } of all) {
          now += wait;
          if (isFed) {
            desk.feed(visits, now);
            fed.push(...visits);
            came.push(...visits.map((each) => ({ at: now, visit: each })));
          } else desk.pass(now);
          const view = desk.view();
          expectTrue(view, fed);
          // The window: nothing that is older, everything that is a bucket younger.
          const within = (ms: number): number => came.filter(({ at }) => at > now - ms).length;
          expect(totalOf(view.counts)).toBeLessThanOrEqual(within(WINDOW_MS));
          expect(totalOf(view.counts)).toBeGreaterThanOrEqual(within(WINDOW_MS - 250));
        }
      }),
      { numRuns: runs(100) },
    );
  });

  it('a rate counts the quiet seconds too, from the beginning on', () => {
    const desk = new Visits();
    desk.begin(0);
    desk.feed(many(2), 4_000);
    expect(desk.view().rate).toBe(0.5);
    desk.pass(4_000 + WINDOW_MS);
    expect(desk.view().rate).toBe(0);
    expect(desk.view().visits).toBe(2);
  });

  it('keeps no more than it can: names that came last, and their counts', () => {
    const bounded = new Bounded(64);
    for (let name = 0; name < 100_000; name++) {
      bounded.add(`p${name}`, 'allowed', 0);
      bounded.add('often', 'denied', 0);
    }
    expect(bounded.size).toBe(64);
    expect(bounded.live(0).find(({ id }) => id === 'often')?.counts.denied).toBe(100_000);
    expect(bounded.live(WINDOW_MS + 250)).toEqual([]);
    expect(bounded.size).toBe(0);
  });

  it('a clock that goes back changes nothing', () => {
    const window = new Window();
    window.pass(10_000);
    window.add('failed');
    window.pass(2_000);
    expect(window.counts().failed).toBe(1);
    expect(window.recent(250)).toBe(1);
  });
});

describe('one guest a visit', () => {
  it('walks one after the other: asks, is written, is answered, goes', () => {
    const desk = new Visits();
    const [first, second] = [visit(), visit({ outcome: 'denied', error: 'AccessDeniedException' })];
    desk.feed([first, second], 0);
    expect(desk.view()).toMatchObject({ mode: 'each', visitor: { visit: first, phase: 'asks' } });
    expect(desk.view().waiting).toEqual([second]);
    const seen: string[] = [];
    for (let now = 0; now <= 12_000; now += 20) {
      desk.pass(now);
      const { visitor } = desk.view();
      const look = visitor === null ? 'nobody' : `${visitor.visit === first ? 1 : 2} ${visitor.phase}`;
      if (seen.at(-1) !== look) seen.push(look);
    }
    expect(seen).toEqual([
      '1 asks',
      '1 written',
      '1 answered',
      '2 asks',
      '2 written',
      '2 answered',
      'nobody',
    ]);
  });

  it('keeps up with as many a second as an eye can follow', () => {
    const desk = new Visits();
    for (let at = 0; at < 60_000; at += 1_000 / FOLLOWED) {
      desk.feed([visit()], at);
      for (let now = at; now < at + 250; now += 16) desk.pass(now);
      expect(desk.view().mode).toBe('each');
    }
    expect(desk.view().visits).toBe(60 * FOLLOWED);
  });

  it('has nothing left to do when nobody is there, so that the page can rest', () => {
    const desk = new Visits();
    desk.feed([visit()], 0);
    expect(desk.pass(100)).toBe(true);
    desk.pass(10_000);
    expect(desk.pass(10_001)).toBe(false);
    expect(desk.view().visitor).toBeNull();
  });
});

describe('one guest for many', () => {
  it('begins above what an eye can follow, and ends well below it', () => {
    const load = { recent: 0, rate: 0, waiting: 0, held: 60_000 };
    expect(modeAfter('each', { ...load, recent: FOLLOWED, rate: FOLLOWED })).toBe('each');
    expect(modeAfter('each', { ...load, recent: FOLLOWED + 0.5 })).toBe('many');
    expect(modeAfter('each', { ...load, waiting: PLACES })).toBe('many');
    expect(modeAfter('many', { ...load, recent: FOLLOWED, rate: FOLLOWED })).toBe('many');
    expect(modeAfter('many', { ...load, recent: 2, rate: 2 })).toBe('each');
    expect(modeAfter('many', { ...load, recent: 2, rate: 2, held: 500 })).toBe('many');
  });

  it('does not flicker: what comes about as fast as an eye can follow changes the picture at most once in three seconds', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 100, maxLength: 200 }), (ticks) => {
        const desk = new Visits();
        let mode: string = 'each';
        let changed = -Infinity;
        for (const [at, count] of ticks.entries()) {
          desk.feed(many(count), at * 400);
          const next = desk.view().mode;
          if (next === 'each' && mode === 'many') expect(at * 400 - changed).toBeGreaterThanOrEqual(3_000);
          if (next !== mode) changed = at * 400;
          mode = next;
        }
      }),
      { numRuns: runs(50) },
    );
  });

  it('a thousand in one message are aggregated before the first is drawn', () => {
    const desk = new Visits();
    desk.feed(many(1_000), 0);
    expect(desk.view()).toMatchObject({ mode: 'many', visitor: null, waiting: [], visits: 1_000 });
  });

  it('guests keep their place while they stand', () => {
    const desk = new Visits(4);
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const feed = (now: number): void =>
      desk.feed(
        names.flatMap((name, at) => many(20 - at, { principal: `${ARN}role/${name}` })),
        now,
      );
    feed(0);
    const before = desk.view().standing.map((each) => each?.principal);
    for (let now = 100; now < 4_000; now += 100) feed(now);
    expect(desk.view().standing.map((each) => each?.principal)).toEqual(before);
    expect(new Set(before).size).toBe(4);
  });

  it('one refusal among a thousand answers stands in the hall', () => {
    const desk = new Visits(4);
    const busy = Array.from({ length: 12 }, (_, at) => many(100, { principal: `${ARN}role/busy-${at}` }));
    desk.feed([...busy.flat(), visit({ principal: `${ARN}role/thief`, outcome: 'denied' })], 0);
    const standing = desk.view().standing.map((each) => each?.principal);
    expect(standing).toContain(`${ARN}role/thief`);
    expect(standing).toHaveLength(4);
  });

  it('says so, in numbers', () => {
    const desk = new Visits();
    for (let now = 0; now < 10_000; now += 100)
      desk.feed([...many(120), ...many(4, { outcome: 'denied', principal: `${ARN}role/night-export` })], now);
    expect(deskSentence(desk.view(), new Map())).toMatch(
      /^1,2\d\d visits a second: shown as 2 guests, each standing for many\. 40 a second are turned away\.$/,
    );
  });

  it('says what is turned away and what failed apart, as the counters do', () => {
    const desk = new Visits();
    for (let now = 0; now < 10_000; now += 100)
      desk.feed(
        [
          ...many(12),
          ...many(now % 5_000 === 0 ? 1 : 0, { outcome: 'denied' }),
          ...many(2, { outcome: 'failed' }),
        ],
        now,
      );
    expect(deskSentence(desk.view(), new Map())).toMatch(/ Some are turned away, 20 a second fail\.$/);
    expect(deskSentence(desk.view(), new Map(), 'field')).toMatch(
      /^14\d requests a second: shown as 1 caller, standing for many\. Some are denied, 20 a second fail\.$/,
    );
  });

  it('says whose visits have no room', () => {
    const desk = new Visits(2);
    for (let now = 0; now < 6_000; now += 100)
      desk.feed(
        ['a', 'b', 'c'].flatMap((name) => many(10, { principal: `${ARN}role/${name}` })),
        now,
      );
    const view = desk.view();
    expect(view.others.guests).toBe(1);
    expect(deskSentence(view, new Map())).toContain('are of others, who have no room here.');
  });
});

describe('words', () => {
  it('one visit, one sentence', () => {
    const desk = new Visits();
    desk.feed([visit()], 0);
    expect(deskSentence(desk.view(), new Map([['k1', 'billing-prod']]))).toBe(
      'role/billing-api asks for Decrypt with billing-prod and gets back what was sealed.',
    );
    const away = new Visits();
    away.feed([visit({ outcome: 'denied', error: 'AccessDeniedException', key: null })], 0);
    expect(deskSentence(away.view(), new Map())).toBe(
      'role/billing-api asks for Decrypt and is turned away (AccessDeniedException).',
    );
    expect(deskSentence(away.view(), new Map(), 'field')).toBe(
      'role/billing-api asks for Decrypt and is denied (AccessDeniedException).',
    );
    expect(deskSentence(new Visits().view(), new Map())).toBeNull();
  });

  it('brass only for key material', () => {
    expect(handedBy('GenerateDataKey')).toBe('both');
    expect(handedBy('DescribeKey')).toBe('paper');
    expect(handedBy('Sign')).toBe('paper');
  });

  it('a name keeps both ends', () => {
    expect(middle('night-export', 24)).toBe('night-export');
    expect(middle('a-very-long-service-name-eu', 12)).toBe('a-very…me-eu');
    expect(middle('a-very-long-service-name-eu', 12)).toHaveLength(12);
  });

  it('an altered event is no guest', () => {
    const altered = visitOf({ Sequence: 7, Altered: true }, 5);
    expect(altered).toMatchObject({ sequence: 7, time: 5, outcome: 'altered', principal: '' });
    const desk = new Visits();
    desk.feed([altered], 0);
    expect(desk.view()).toMatchObject({ visitor: null, visits: 1, totals: { altered: 1 } });
  });
});
