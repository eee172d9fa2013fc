import { expect, it } from 'vitest';
import type { SeenCheckpoint } from './check-log.ts';
import { keepSeen, readSeen, replaceSeen } from './seen-checkpoint.ts';

const storage = () => {
  const kept = new Map<string, string>();
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  };
};
const seen = (size: number, over: Partial<SeenCheckpoint> = {}): SeenCheckpoint => ({
  verifierKey: 'a+b+c',
  size,
  root: 'r',
  note: 'n',
  time: 1,
  ...over,
});

it('keeps the larger of two tabs, and another log only when told to', () => {
  const here = storage();
  expect(readSeen(here)).toBeNull();
  keepSeen(here, seen(10));
  keepSeen(here, seen(9));
  expect(readSeen(here)).toEqual(seen(10));
  keepSeen(here, seen(12));
  expect(readSeen(here)?.size).toBe(12);
  replaceSeen(here, seen(3, { verifierKey: 'other' }));
  expect(readSeen(here)).toEqual(seen(3, { verifierKey: 'other' }));
});

it('takes nothing that is not one, and stands a browser that stores nothing', () => {
  for (const text of [
    '',
    '{',
    '[]',
    'null',
    '{"size":"1"}',
    JSON.stringify({ ...seen(1), size: 1.5 }),
    'x'.repeat(5000),
  ])
    expect(readSeen({ getItem: () => text })).toBeNull();
  const refusing = () => {
    throw new Error('refused');
  };
  expect(readSeen({ getItem: refusing })).toBeNull();
  expect(() => keepSeen({ getItem: refusing, setItem: refusing }, seen(1))).not.toThrow();
});
