import { expect, test } from 'vitest';
import type { AuditEntry } from '../../query/contract.ts';
import { gapOf, NOTHING, withMessage, type Live } from './live-events.ts';

const at = (sequence: number): AuditEntry =>
  ({ Sequence: sequence, Time: new Date(sequence * 1000) }) as AuditEntry; // nothing else is looked at
const range = (from: number, to: number): AuditEntry[] =>
  Array.from({ length: to - from }, (_, n) => at(from + n));
const after = (...messages: readonly AuditEntry[][]): Live => {
  let live = NOTHING;
  for (const Events of messages) live = withMessage(live, { Events, Position: Events.at(-1)?.Sequence ?? 0 });
  return live;
};

test('what comes in stands on top, newest first', () => {
  const live = after(range(10, 12), range(12, 13));
  expect(live.events.map(({ Sequence }) => Sequence)).toEqual([12, 11, 10]);
  expect(live).toMatchObject({ total: 3, position: 12 });
  expect(gapOf(live, [at(9)])).toBeNull();
});

test('what is beyond the most is counted, and its range leads to all of it', () => {
  const live = after(range(10, 1_510), range(1_510, 2_510));
  expect(live.events).toHaveLength(2_000);
  expect(live.total).toBe(2_500);
  const gap = gapOf(live, [at(9)]);
  expect(gap).toEqual({ count: 500, below: 510, since: new Date(9_000), until: new Date(510_001) });
});

test('a gap above an empty search begins with the log', () => {
  expect(gapOf(after(range(0, 2_001)), [])).toMatchObject({ count: 1, since: null });
});
