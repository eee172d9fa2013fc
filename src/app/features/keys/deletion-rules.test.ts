import { expect, test } from 'vitest';
import type { AuditEntry, AuditEvent } from '../../query/contract.ts';
import { callersOf, closedSince, countdown, waitProblem } from './deletion-rules.ts';

const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 24, 13, minute));
const event = (Operation: string, minute: number, Principal = 'role/a'): AuditEvent => ({
  Sequence: minute,
  Time: at(minute),
  Operation,
  Class: 'management',
  Via: 'sdk',
  Principal,
  PrincipalId: 'p',
  Source: '',
  UserAgent: '',
  RequestId: 'r',
  Outcome: 'allowed',
  DecidedBy: [],
  Duration: 1,
  Parameters: [],
  Extensions: [],
  Changes: [],
});
const ALTERED: AuditEntry = { Sequence: 9, Altered: true };

test('a deletion waits 7 to 30 whole days', () => {
  for (const days of ['7', '30', ' 14 ']) expect(waitProblem(days), days).toBeNull();
  for (const days of ['', '6', '31', '7.5', '1e1', '-7']) expect(waitProblem(days), days).toMatch(/7 to 30/);
});

test('closed since the first act that closed it after it was last open', () => {
  const events = [
    event('CancelKeyDeletion', 40),
    event('TagResource', 35),
    event('ScheduleKeyDeletion', 30),
    event('DisableKey', 20),
    event('EnableKey', 10),
    event('DisableKey', 5),
  ];
  expect(closedSince(events)).toEqual(at(20));
  expect(closedSince([event('ScheduleKeyDeletion', 30), ALTERED, event('CreateKey', 1)])).toEqual(at(30));
});

test('closed before all that is known: since the oldest event', () => {
  expect(closedSince([event('TagResource', 35), event('UntagResource', 32), ALTERED])).toEqual(at(32));
  expect(closedSince([])).toBeNull();
  expect(closedSince([ALTERED])).toBeNull();
});

test('callers are counted, with their newest request; what was altered says nothing', () => {
  expect(
    callersOf([
      event('Decrypt', 9, 'role/b'),
      ALTERED,
      event('Encrypt', 8, 'role/a'),
      event('GenerateDataKey', 7, 'role/b'),
    ]),
  ).toEqual([
    { principal: 'role/b', refused: 2, last: at(9), operation: 'Decrypt' },
    { principal: 'role/a', refused: 1, last: at(8), operation: 'Encrypt' },
  ]);
});

test('a countdown in its largest two units', () => {
  const now = Date.UTC(2026, 10, 24);
  const text = (ms: number): string | null => countdown(new Date(now + ms), now);
  expect(text(7 * 86_400_000 - 1)).toBe('6 days 23 h');
  expect(text(86_400_000 + 1)).toBe('1 day');
  expect(text(3_600_000 * 5 + 60_000 * 7)).toBe('5 h 7 min');
  expect(text(60_000)).toBe('1 min');
  expect(text(59_999)).toBe('less than a minute');
  expect(text(0)).toBeNull();
});
