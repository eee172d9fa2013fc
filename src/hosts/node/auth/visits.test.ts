import { expect, it } from 'vitest';
import { Visits } from './visits.ts';

const NOBODY = (): null => null;
const AT = ['192.0.2.1'];

function setUp() {
  const clock = { now: 0 };
  const visits = new Visits(() => clock.now);
  /** How many of so many are looked at. */
  const ask = (
    count: number,
    networks: readonly string[] = AT,
    known: () => string | null = NOBODY,
  ): number =>
    Array.from({ length: count }, () => visits.begin(networks, known)).filter((by) => typeof by !== 'number')
      .length;
  return { clock, visits, ask };
}

it('fifty browsers may load the console at once from one address, then three a second', () => {
  const { clock, visits, ask } = setUp();
  expect(ask(50 * 60)).toBe(3_000);
  expect(ask(10)).toBe(0);
  expect(visits.begin(AT, NOBODY)).toBe(1);
  expect(visits.limited).toBe(11);
  expect(ask(1, ['192.0.2.2'])).toBe(1);
  clock.now += 1_000;
  expect(ask(1_000)).toBe(200);
});

it('a /48 is no more than four addresses, however many networks it has', () => {
  const { ask } = setUp();
  let looked = 0;
  for (let i = 0; i < 20_000; i++) looked += ask(1, [`${i} /64`, `${i % 256} /56`, 'a /48']);
  expect([11_990 < looked, looked <= 12_000]).toEqual([true, true]);
});

it('who comes with a session or on a known device has their own while the network has none', () => {
  const { ask } = setUp();
  ask(3_000);
  expect(ask(20, AT, () => 'session a')).toBe(20);
  expect(ask(10_000, AT, () => 'session a')).toBe(3_000 - 20);
  expect(ask(1, AT, () => 'session b')).toBe(1);
});

it('what is large costs more', () => {
  const { clock, visits, ask } = setUp();
  const by = visits.begin(AT, NOBODY);
  if (typeof by === 'number') throw new Error('the first waits');
  visits.sent(by, 64 * 1024 * 100);
  expect(ask(10_000)).toBe(2_899);
  clock.now += 5;
  visits.sent(visits.begin(AT, NOBODY) as readonly string[], 64 * 1024 * 400);
  // It is owed: two seconds pass before the next.
  expect(visits.begin(AT, NOBODY)).toBe(3);
});
