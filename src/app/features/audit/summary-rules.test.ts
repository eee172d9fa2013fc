import { expect, test } from 'vitest';
import { bucketsOf, foundIn, type Summary } from './summary-rules.ts';

const MINUTE = 60_000;
const T = Date.parse('2026-11-30T11:15:00Z');
const none = { Allowed: 0, Denied: 0, Failed: 0 };
const bucket = (at: number) => ({ Time: new Date(T + at * MINUTE), ...none, Allowed: 1 });

test('a short log is drawn with the time before it, a range that begins somewhere is not', () => {
  const summary = { BucketSeconds: 60, Buckets: [bucket(0), bucket(1)] };
  const drawn = bucketsOf(summary, {});
  expect(drawn).toHaveLength(30);
  expect(drawn[0]).toEqual({ time: T - 28 * MINUTE, allowed: 0, denied: 0, failed: 0 });
  expect(drawn.map(({ time }) => time)).toEqual(
    Array.from({ length: 30 }, (_, at) => T + (at - 28) * MINUTE),
  );
  expect(drawn.at(-1)?.allowed).toBe(1);
  expect(bucketsOf(summary, { Since: new Date(T) })).toHaveLength(2);
  expect(bucketsOf({ BucketSeconds: 60, Buckets: [] }, {})).toEqual([]);
  const long = Array.from({ length: 40 }, (_, at) => bucket(at));
  expect(bucketsOf({ BucketSeconds: 60, Buckets: long }, {})).toHaveLength(40);
});

const summary = (more: Partial<Summary> = {}): Summary => ({
  BucketSeconds: 60,
  Buckets: [],
  Total: { Allowed: 4, Denied: 2, Failed: 1 },
  Operations: { Top: [], Others: { Names: 0, ...none } },
  Principals: {
    Top: [
      { Name: 'a', Allowed: 4, Denied: 0, Failed: 1 },
      { Name: 'b', Allowed: 0, Denied: 2, Failed: 0 },
      { Name: 'c', ...none },
    ],
    Others: { Names: 0, ...none },
  },
  SandboxLeftOut: 0,
  Source: 'rollup',
  Searched: { From: 0, To: 7, Events: 7, Log: 7, Complete: true },
  ...more,
});

test('what was found is said when search and summary counted the same', () => {
  expect(foundIn(summary(), {}, 7)).toEqual({ events: 7, refused: { events: 3, principals: ['a', 'b'] } });
  expect(foundIn(summary(), {}, 9)).toEqual({ events: 9, refused: null });
  expect(foundIn(null, {}, 9)).toEqual({ events: 9, refused: null });
});

test('without a count of the search the summary counts, if it counted all of it', () => {
  expect(foundIn(summary(), {}, null)?.events).toBe(7);
  expect(foundIn(summary(), { Since: new Date(T) }, null)?.events).toBe(7);
  expect(foundIn(summary(), { Since: new Date(T + 1) }, null)).toBeNull();
  expect(foundIn(summary(), { Until: new Date(T + 1) }, null)).toBeNull();
  const half = { From: 3, To: 7, Events: 4, Log: 7, Complete: false };
  expect(foundIn(summary({ Searched: half }), {}, null)).toBeNull();
  expect(foundIn(null, {}, null)).toBeNull();
});

test('who was refused is counted only when all of them are named', () => {
  const { Top } = summary().Principals;
  const more = { Top, Others: { Names: 2, Allowed: 0, Denied: 1, Failed: 0 } };
  expect(foundIn(summary({ Principals: more }), {}, 7)?.refused).toEqual({ events: 3, principals: null });
});
