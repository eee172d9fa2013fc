import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MINUTES_KEPT, ProbeHistory, SECONDS_KEPT } from './probe-history.ts';

fc.configureGlobal({ seed: 1 });
const T = 1_700_000_040_000;

it('sums what was found in a second, and in its minute', () => {
  const history = new ProbeHistory();
  history.note(T, 2);
  history.note(T + 400, 4);
  history.note(T + 900, null);
  history.note(T + 1_000, null);
  expect(history.seconds(T + 1_500)).toEqual([
    { start: T, probes: 3, failures: 1, slowestMs: 4, meanMs: 3 },
    { start: T + 1_000, probes: 1, failures: 1, slowestMs: null, meanMs: null },
  ]);
  expect(history.minutes(T + 1_500)).toEqual([
    { start: T - (T % 60_000), probes: 4, failures: 2, slowestMs: 4, meanMs: 3 },
  ]);
});

it('forgets what is older than two minutes, and an hour', () => {
  const history = new ProbeHistory();
  history.note(T, 1);
  const later = T + SECONDS_KEPT * 1_000;
  expect(history.seconds(later - 1)).toHaveLength(1);
  expect(history.seconds(later)).toEqual([]);
  expect(history.minutes(later)).toHaveLength(1);
  expect(history.minutes(T + MINUTES_KEPT * 60_000)).toEqual([]);
});

it('shows nothing of a future that a clock set back has left behind', () => {
  const history = new ProbeHistory();
  history.note(T + 90_000, 9);
  expect(history.seconds(T)).toEqual([]);
  history.note(T, 1);
  expect(history.seconds(T + 100_000).map(({ slowestMs }) => slowestMs)).toEqual([1]);
});

it('stays bounded and in order whatever the times are, and however often it is asked', () => {
  const offsets = fc.array(fc.integer({ min: -10_000_000, max: 10_000_000 }), { maxLength: 400 });
  fc.assert(
    fc.property(offsets, (steps) => {
      const history = new ProbeHistory();
      for (const step of steps) history.note(T + step, 1);
      const starts = history.seconds(T + 10_000_001).map(({ start }) => start);
      expect(starts.length).toBeLessThanOrEqual(SECONDS_KEPT);
      expect(starts).toEqual([...starts].sort((a, b) => a - b));
    }),
  );
});
