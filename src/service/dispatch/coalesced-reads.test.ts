import { expect, it } from 'vitest';
import type { EventFacts } from '../ledger/ledger.ts';
import { CoalescedReads } from './coalesced-reads.ts';

const read = (over: Partial<EventFacts> = {}): EventFacts => ({
  time: 0,
  salt: '0'.repeat(32),
  operation: 'SearchKeys',
  class: 'read',
  via: 'console',
  principal: 'arn:aws:iam::000000000000:user/a',
  principalId: 'AIDA',
  credential: 'session',
  source: '127.0.0.1',
  agent: '',
  request: 'r',
  key: null,
  keyVersion: null,
  context: null,
  outcome: 'allowed',
  error: null,
  decidedBy: [],
  reason: null,
  envelope: null,
  duration: 1,
  approval: null,
  parameters: [],
  extensions: [],
  ...over,
});

it('counts what repeats within a minute and closes it with the count', () => {
  const closed: [string, number][] = [];
  const reads = new CoalescedReads((facts, count) => closed.push([facts.operation, count]));
  expect(reads.counts(read(), '{}')).toBe(false);
  expect(reads.counts(read({ time: 30_000 }), '{}')).toBe(true);
  expect(reads.counts(read({ time: 59_999 }), '{}')).toBe(true);
  expect(closed).toEqual([]);
  expect(reads.counts(read({ time: 60_000 }), '{}')).toBe(false);
  expect(closed).toEqual([['SearchKeys', 2]]);
  reads.sweep(Infinity);
  expect(closed.length).toBe(1);
});

it('never counts what is not an identical, allowed read of the console', () => {
  const reads = new CoalescedReads(() => undefined);
  reads.counts(read(), '{}');
  for (const other of [
    read({ outcome: 'denied' }),
    read({ outcome: 'failed' }),
    read({ class: 'management' }),
    read({ class: 'data' }),
    read({ via: 'sdk' }),
    read({ credential: 'another session' }),
    read({ source: '10.0.0.1' }),
  ]) {
    expect(reads.counts(other, '{}')).toBe(false);
  }
  expect(reads.counts(read(), '{"Text":"x"}')).toBe(false);
});

it('closes at stop what is open', () => {
  const closed: number[] = [];
  const reads = new CoalescedReads((_, count) => closed.push(count));
  reads.counts(read(), '{}');
  reads.counts(read(), '{}');
  reads.sweep(59_999);
  expect(closed).toEqual([]);
  reads.sweep(Infinity);
  expect(closed).toEqual([1]);
});
