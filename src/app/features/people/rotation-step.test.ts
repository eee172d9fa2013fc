import { expect, test } from 'vitest';
import { QUIET_MS, readiness, rotationOf, type AccessKey } from './rotation-step.ts';

const key = (AccessKeyId: string, created: number, over: Partial<AccessKey> = {}): AccessKey => ({
  AccessKeyId,
  Status: 'Active',
  CreationDate: new Date(created),
  ...over,
});

test('where a rotation stands is read off the access keys', () => {
  const [old, next] = [key('A', 1), key('B', 2)];
  expect(rotationOf([])).toEqual({ step: 'make', old: null });
  expect(rotationOf([old])).toEqual({ step: 'make', old });
  expect(rotationOf([old, next])).toEqual({ step: 'switch', old, next });
  const off = { ...old, Status: 'Inactive' as const };
  expect(rotationOf([off, next])).toEqual({ step: 'delete', old: off, next });
});

test('the old one may go when only the new one signs', () => {
  const next = key('B', 100);
  const used = key('B', 100, { LastUsedDate: new Date(150) });
  const soon = 200;
  expect(readiness(key('A', 1), next, soon)).toBe('unused');
  expect(readiness(key('A', 1), key('B', 100, { Status: 'Inactive' }), soon)).toBe('inactive');
  expect(readiness(key('A', 1, { LastUsedDate: new Date(99) }), used, soon)).toBe('ready');
  const overlapping = key('A', 1, { LastUsedDate: new Date(120) });
  expect(readiness(overlapping, used, soon)).toBe('still-used');
  expect(readiness(overlapping, used, 120 + QUIET_MS)).toBe('ready');
  expect(readiness(key('A', 1), used, soon)).toBe('ready');
});
