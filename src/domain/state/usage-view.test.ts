import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DAY_MS, UsageView } from './usage-view.ts';
import { PRACTICE_KEY, type UseFact } from './uses.ts';
import { runs } from '../../testing/runs.ts';

const fact = (over: Partial<UseFact> = {}): UseFact => ({
  sequence: 0,
  time: 10 * DAY_MS,
  key: 'k',
  keyVersion: 1,
  principal: 'arn:a',
  operation: 'Decrypt',
  outcome: 'allowed',
  parameters: [],
  ...over,
});

it('knows the last successful cryptographic use, not the last event', () => {
  const view = new UsageView();
  view.count(fact({ sequence: 1, operation: 'GenerateDataKey' }));
  view.count(fact({ sequence: 2, outcome: 'denied' }));
  view.count(fact({ sequence: 3, operation: 'DescribeKey' }));
  expect(view.lastUse('k')).toEqual({
    time: 10 * DAY_MS,
    operation: 'GenerateDataKey',
    principal: 'arn:a',
    sequence: 1,
  });
  expect(view.lastUse('other')).toBeNull();
  expect(view.lastSeen('arn:a')).toBe(10 * DAY_MS);
});

it('counts encryptions by version: what spends the nonce budget', () => {
  const view = new UsageView();
  for (const operation of [
    'Encrypt',
    'GenerateDataKey',
    'GenerateDataKeyWithoutPlaintext',
    'Decrypt',
    'DescribeKey',
  ])
    view.count(fact({ operation }));
  view.count(fact({ operation: 'Encrypt', keyVersion: 2 }));
  view.count(fact({ operation: 'Encrypt', outcome: 'failed' }));
  expect(view.encryptions('k', 1)).toBe(3);
  expect(view.encryptions('k', 2)).toBe(1);
});

it('counts a ReEncrypt for both keys: the one that opened, and the one whose budget it spends', () => {
  const view = new UsageView();
  const parameters = [
    ['DestinationKeyId', 'l'],
    ['DestinationKeyVersion', '3'],
  ] as const;
  view.count(fact({ operation: 'ReEncrypt', parameters }));
  view.count(fact({ operation: 'ReEncrypt', outcome: 'failed' }));
  expect([view.encryptions('k', 1), view.encryptions('l', 3)]).toEqual([0, 1]);
  expect([view.lastUse('k')?.operation, view.lastUse('l')?.operation]).toEqual([
    'ReEncryptFrom',
    'ReEncryptTo',
  ]);
  expect([view.summary('k', 0).requests, view.summary('l', 0).requests]).toEqual([2, 1]);
  expect([...view.used(1)]).toEqual(['l']);
});

it('counts a refused ReEncrypt out of practice for the key that it would have sealed under', () => {
  const view = new UsageView();
  const parameters = [
    [PRACTICE_KEY, 'practice'],
    ['DestinationKeyId', 'k'],
  ] as const;
  view.count(fact({ operation: 'ReEncrypt', outcome: 'denied', keyVersion: null, parameters }));
  expect([view.summary('k', 0).refused, view.revision('practice')]).toEqual([1, 0]);
  expect(view.takeDeltas().usage.map(({ operation }) => operation)).toEqual(['ReEncryptTo']);
});

it('sums by principal from a day on, refusals apart', () => {
  const view = new UsageView();
  view.count(fact({ time: 1 * DAY_MS }));
  view.count(fact({ time: 5 * DAY_MS, principal: 'arn:b' }));
  view.count(fact({ time: 6 * DAY_MS, principal: 'arn:b', outcome: 'denied' }));
  const summary = view.summary('k', 5);
  expect(summary).toMatchObject({ requests: 2, refused: 1, failed: 0 });
  expect([...summary.byPrincipal]).toEqual([
    ['arn:b', { allowed: 1, refused: 1, failed: 0, lastTime: 6 * DAY_MS }],
  ]);
  view.count(fact({ time: 6 * DAY_MS, outcome: 'failed' }));
  expect(view.summary('k', 5)).toMatchObject({ requests: 3, refused: 2, failed: 1 });
});

it('gives the days of a key in order, and who ever used it', () => {
  const view = new UsageView();
  view.count(fact({ time: 6 * DAY_MS, principal: 'arn:b', outcome: 'denied' }));
  view.count(fact({ time: 5 * DAY_MS }));
  view.count(fact({ time: 6 * DAY_MS, outcome: 'failed' }));
  view.count(fact({ time: 6 * DAY_MS + 1 }));
  view.count(fact({ time: 6 * DAY_MS, operation: 'DescribeKey', principal: 'arn:c' }));
  view.count(fact({ time: 4 * DAY_MS }));
  expect(view.daily('k', 5)).toEqual([
    { day: 5, allowed: 1, refused: 0 },
    { day: 6, allowed: 1, refused: 2 },
  ]);
  expect(view.daily('other', 0)).toEqual([]);
  expect([...view.usersOf('k')]).toEqual(['arn:a']);
  expect([...view.usersOf('other')]).toEqual([]);
});

it('is the same counted live and restored from the deltas that it gave to the store', () => {
  const facts = fc.array(
    fc.record({
      key: fc.constantFrom('k', 'l', null),
      keyVersion: fc.constantFrom(1, 2, null),
      principal: fc.constantFrom('arn:a', 'arn:b'),
      operation: fc.constantFrom('Encrypt', 'Decrypt', 'GenerateDataKey', 'DescribeKey'),
      outcome: fc.constantFrom('allowed' as const, 'denied' as const, 'failed' as const),
      time: fc.integer({ min: 0, max: 5 * DAY_MS }),
    }),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(facts, fc.nat(5), (list, batchSize) => {
      const live = new UsageView();
      const stored = new Map<string, ReturnType<UsageView['takeDeltas']>['usage'][number]>();
      const flush = (): void => {
        for (const row of live.takeDeltas().usage) {
          const id = JSON.stringify([
            row.key,
            row.version,
            row.principal,
            row.operation,
            row.outcome,
            row.day,
          ]);
          const before = stored.get(id);
          stored.set(id, { ...row, count: row.count + (before?.count ?? 0) });
        }
      };
      list.forEach((each, sequence) => {
        live.count({ ...each, sequence, parameters: [] });
        if (sequence % (batchSize + 1) === 0) flush();
      });
      flush();
      const restored = new UsageView();
      for (const row of stored.values()) restored.restore(row);
      for (const key of ['k', 'l']) {
        expect(restored.lastUse(key)).toEqual(live.lastUse(key));
        const flat = (view: UsageView): unknown => {
          const { requests, refused, byPrincipal } = view.summary(key, 0);
          return {
            requests,
            refused,
            by: [...byPrincipal]
              .map(([who, row]) => [who, row.allowed, row.refused])
              .sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)),
          };
        };
        expect(flat(restored)).toEqual(flat(live));
        for (const version of [0, 1, 2])
          expect(restored.encryptions(key, version)).toBe(live.encryptions(key, version));
      }
    }),
    { seed: 20261124, numRuns: runs(200) },
  );
});

it('tells which part of a day’s refusals was asked of some keys, counted live or restored', () => {
  const view = new UsageView();
  for (const [key, principal, outcome, day] of [
    ['practice', 'arn:a', 'denied', 10],
    ['practice', 'arn:a', 'denied', 10],
    ['practice', 'arn:b', 'denied', 11],
    ['practice', 'arn:a', 'failed', 10],
    ['practice', 'arn:a', 'allowed', 10],
    ['real', 'arn:a', 'denied', 10],
    [null, 'arn:a', 'denied', 10],
  ] as const)
    view.count(fact({ key, principal, outcome, time: day * DAY_MS }));
  const expected = new Map([
    [10, new Map([['arn:a', 2]])],
    [11, new Map([['arn:b', 1]])],
  ]);
  expect(view.deniedOn(10)).toEqual(new Map([['arn:a', 4]]));
  expect(view.deniedOf(['practice', 'never'])).toEqual(expected);
  const restored = new UsageView();
  for (const row of view.takeDeltas().usage) restored.restore(row);
  expect(restored.deniedOf(['practice'])).toEqual(expected);
});

it('sums every kind of request of a range, looking too, over days and versions', () => {
  const view = new UsageView();
  view.count(fact({ time: 8 * DAY_MS }));
  view.count(fact({ time: 9 * DAY_MS, keyVersion: 2 }));
  view.count(fact({ time: 10 * DAY_MS }));
  view.count(fact({ time: 10 * DAY_MS, outcome: 'denied', principal: 'arn:b' }));
  view.count(fact({ time: 10 * DAY_MS, operation: 'DescribeKey' }));
  expect(view.requestsOf('k', 9)).toEqual([
    { principal: 'arn:a', operation: 'Decrypt', outcome: 'allowed', count: 2, lastTime: 10 * DAY_MS },
    { principal: 'arn:b', operation: 'Decrypt', outcome: 'denied', count: 1, lastTime: 10 * DAY_MS },
    { principal: 'arn:a', operation: 'DescribeKey', outcome: 'allowed', count: 1, lastTime: 10 * DAY_MS },
  ]);
  expect(view.requestsOf('other', 0)).toEqual([]);
});
