import { expect, test } from 'vitest';
import { classesOf, hidesReads, kindOptions } from './event-kinds.ts';

test('reads are left out of a list that asks for nothing more exact', () => {
  expect(classesOf({ kind: null })).toEqual(['management', 'data']);
  expect(classesOf({ kind: null, outcome: 'allowed' })).toEqual(['management', 'data']);
  expect(classesOf({ kind: 'all' })).toBeUndefined();
  expect(classesOf({ kind: 'read' })).toEqual(['read']);
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
