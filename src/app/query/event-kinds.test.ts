import { expect, test } from 'vitest';
import { classesOf, hidesReads, kindChip, kindOptions } from './event-kinds.ts';

test('reads are left out of a list that asks for nothing more exact', () => {
  expect(classesOf({ kind: null })).toEqual(['management', 'data']);
  expect(classesOf({ kind: null, outcome: 'allowed' })).toEqual(['management', 'data']);
  expect(classesOf({ kind: 'all' })).toBeUndefined();
  expect(classesOf({ kind: 'read' })).toEqual(['read']);
});

test('reads stay hidden from refusals too where somebody says so', () => {
  expect(classesOf({ kind: 'done', outcome: 'refused' })).toEqual(['management', 'data']);
  expect(kindChip('done')).toEqual({ field: 'reads', value: 'hidden' });
  const values = (asked: Parameters<typeof kindOptions>[0]) => kindOptions(asked).map(({ value }) => value);
  expect(values({ kind: null })).not.toContain('done');
  expect(values({ kind: 'done' })).toContain('done');
  expect(values({ kind: null, outcome: 'denied' })).toContain('done');
});

test('what is asked for by name is never hidden, and neither is a refusal', () => {
  for (const asked of [
    { operation: 'GetKeyPolicy' },
    { request: 'r-1' },
    { outcome: 'denied' },
    { outcome: 'failed' },
  ] as const) {
    expect(hidesReads({ kind: null, ...asked })).toBe(false);
    expect(classesOf({ kind: null, ...asked })).toBeUndefined();
    expect(classesOf({ kind: 'data', ...asked })).toEqual(['data']);
    expect(kindOptions({ kind: 'data', ...asked })[0]?.label).toBe('Any kind');
  }
  expect(kindOptions({ kind: 'all' })[0]?.label).toBe('Without reads');
});
