import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeDeletion, LEAST_RUNNING_MS, RunningTime } from './deletion-guard.ts';
import { runs } from '../../testing/runs.ts';

fc.configureGlobal({ seed: 1 });
const HOUR = 3_600_000;

describe('judgeDeletion', () => {
  const deletion = { date: 1_000_000, scheduledAt: 0, ranAt: 500 };
  it.each([
    [999_999, 500 + LEAST_RUNNING_MS, 'waiting'],
    [1_000_000, 500 + LEAST_RUNNING_MS - 1, 'held'],
    [1_000_000, 500 + LEAST_RUNNING_MS, 'due'],
    [9e15, 500, 'held'],
  ] as const)('at %i after %i ms of running: %s', (now, ran, verdict) => {
    expect(judgeDeletion(deletion, now, ran)).toBe(verdict);
  });
});

it('after the clock was doubted waits for a day of running from there', () => {
  const deletion = { date: 10, scheduledAt: 0, ranAt: 0 };
  const doubtedAt = 5 * LEAST_RUNNING_MS;
  expect(judgeDeletion(deletion, 11, doubtedAt + LEAST_RUNNING_MS - 1, doubtedAt)).toBe('held');
  expect(judgeDeletion(deletion, 11, doubtedAt + LEAST_RUNNING_MS, doubtedAt)).toBe('due');
  expect(judgeDeletion(deletion, 9, doubtedAt + LEAST_RUNNING_MS, doubtedAt)).toBe('waiting');
});

describe('RunningTime', () => {
  it.each([
    [24 * HOUR + 1, true],
    [-24 * HOUR - 1, true],
    [23 * HOUR, false],
    [-23 * HOUR, false],
  ])('doubts a clock that moved by %i ms: %s', (moved, doubts) => {
    const running = new RunningTime(7, { now: 0, elapsed: 0 });
    running.look({ now: HOUR, elapsed: HOUR });
    expect(running.doubtedAt).toBe(-Infinity);
    running.look({ now: HOUR + moved, elapsed: HOUR });
    expect(running.doubtedAt).toBe(doubts ? 7 + HOUR : -Infinity);
  });

  it('counts what both clocks say', () => {
    const running = new RunningTime(7, { now: 0, elapsed: 0 });
    expect(running.look({ now: HOUR, elapsed: HOUR + 20 })).toBe(true);
    expect(running.ran).toBe(7 + HOUR);
  });

  it.each([
    ['the clock was set forward', { now: 30 * 24 * HOUR, elapsed: HOUR }],
    ['the clock was set back', { now: -HOUR, elapsed: HOUR }],
    ['the machine slept, or was restored', { now: 2 * HOUR, elapsed: 5 }],
    ['time of the process went back', { now: 10, elapsed: -10 }],
  ])('counts nothing when %s, and goes on from there', (_, look) => {
    const running = new RunningTime(0, { now: 0, elapsed: 0 });
    expect(running.look(look)).toBe(false);
    expect(running.ran).toBe(0);
    expect(running.look({ now: look.now + HOUR, elapsed: look.elapsed + HOUR })).toBe(true);
    expect(running.ran).toBe(HOUR);
  });

  it('never counts more than either clock moved', () => {
    const steps = fc.array(
      fc.record({ byClock: fc.integer({ min: -9e7, max: 9e7 }), elapsed: fc.integer({ min: 0, max: 9e7 }) }),
    );
    fc.assert(
      fc.property(steps, (list) => {
        const running = new RunningTime(0, { now: 0, elapsed: 0 });
        let now = 0;
        let elapsed = 0;
        for (const step of list) {
          const before = running.ran;
          running.look({ now: (now += step.byClock), elapsed: (elapsed += step.elapsed) });
          const counted = running.ran - before;
          expect(counted).toBeGreaterThanOrEqual(0);
          expect(counted).toBeLessThanOrEqual(step.elapsed);
          expect(counted).toBeLessThanOrEqual(Math.max(0, step.byClock));
        }
      }),
      { numRuns: runs(100) },
    );
  });
});
