/** The part of the store suite that counts: from the leaves and from the sums by minutes, compared with naive counting. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketsOf, type Buckets } from '../audit/buckets.ts';
import type { EventClass } from '../audit/event.ts';
import { matches, type EventQuery } from '../audit/event-query.ts';
import { rollsUp, Summing, type Summary } from '../audit/summary.ts';
import { MINUTE_MS } from '../state/usage-view.ts';
import { facts, few, leavesOf, type Fact } from './events.fixture.ts';
import { aBatch, aLeaf } from './store-samples.ts';
import type { StoreUnderTest } from './store.suite.ts';
import type { LeafRecord, MinuteDelta } from './store.ts';

/** Class goes with the operation here, as it does on a desk. */
const CLASSES: Readonly<Record<string, EventClass>> = { Encrypt: 'data', Decrypt: 'read', '': 'management' };
/** Some minutes apart, where the samples have milliseconds. */
const spread = (made: readonly Fact[]): LeafRecord[] =>
  leavesOf(
    made.map((fact) => ({ ...fact, step: fact.step * 9_000, class: CLASSES[fact.operation] ?? 'data' })),
  );

/** The sums that come with these leaves. */
const minutesOf = (leaves: readonly LeafRecord[]): MinuteDelta[] =>
  leaves.map(({ time, outcome, operation, principal }) => ({
    minute: Math.floor(time / MINUTE_MS),
    outcome,
    operation,
    principal,
    count: 1,
  }));

const naive = (leaves: readonly LeafRecord[], query: EventQuery, buckets: Buckets): Summary => {
  const summing = new Summing(buckets);
  for (const leaf of leaves) if (matches(query, leaf)) summing.add(leaf.time, leaf);
  return summing.sums();
};

const minuteTimes = fc.integer({ min: -2, max: 90 }).map((minute) => minute * MINUTE_MS);
const asked = fc.record({
  query: few,
  since: fc.option(minuteTimes, { nil: undefined }),
  until: fc.option(minuteTimes, { nil: undefined }),
  most: fc.integer({ min: 2, max: 40 }),
  slice: fc.integer({ min: 1, max: 30 }),
});

/** Registers the cases, as `searchCases` does. */
export function summaryCases(open: () => Promise<StoreUnderTest>, make: () => Promise<StoreUnderTest>): void {
  describe('counting', () => {
    it('counts what a naive filter finds, in slices and by the sums', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(facts, { maxLength: 60 }),
          fc.array(asked, { minLength: 25, maxLength: 25 }),
          fc.nat(60),
          async (made, questions, cut) => {
            const under = await make();
            try {
              const leaves = spread(made);
              const parts = [leaves.slice(0, cut), leaves.slice(cut)];
              const seen: LeafRecord[] = [];
              for (const part of parts) {
                await under.store.commit(aBatch({ leaves: part, minutes: minutesOf(part) }));
                seen.push(...part);
                for (const { query: base, since, until, most, slice } of questions) {
                  const query: EventQuery = {
                    ...base,
                    ...(since === undefined ? { since: -MINUTE_MS } : { since }),
                    ...(until === undefined ? { until: 99 * MINUTE_MS } : { until }),
                  };
                  const buckets = bucketsOf(
                    query.since ?? 0,
                    Math.max(query.until ?? 0, (query.since ?? 0) + 1),
                    most,
                  );
                  const expected = naive(seen, query, buckets);
                  const summing = new Summing(buckets);
                  for (let before: number | undefined; ;) {
                    const at = before === undefined ? {} : { before };
                    const page = await under.store.summarise({ query, buckets, most: slice, ...at });
                    summing.merge(page.summary);
                    before = page.from;
                    if (page.complete) break;
                  }
                  expect(summing.sums()).toEqual(expected);
                  const rolledUp = await under.store.rollup({ query, buckets, classes: CLASSES });
                  expect(rolledUp).toEqual(rollsUp(query) ? expected : null);
                }
              }
            } finally {
              await under.dispose();
            }
          },
        ),
        { seed: 20261124, numRuns: 8 },
      );
    });

    it('finds sums in minutes that lie before those it knew, when the clock was set back', async () => {
      const { store } = await open();
      const buckets = bucketsOf(0, 100 * MINUTE_MS, 100);
      const counted = async (): Promise<number[]> => {
        const summary = await store.rollup({ query: {}, buckets, classes: {} });
        return summary?.buckets.flatMap(({ allowed }, i) => (allowed > 0 ? [i] : [])) ?? [];
      };
      for (const [i, minute] of [50, 60, 55, 70, 20, 71, 21].entries()) {
        const leaves = [aLeaf(i, { time: minute * MINUTE_MS })];
        await store.commit(aBatch({ leaves, minutes: minutesOf(leaves) }));
        expect(await counted()).toEqual(
          [50, 60, 55, 70, 20, 71, 21].slice(0, i + 1).toSorted((a, b) => a - b),
        );
      }
      expect(await store.span()).toEqual({ since: 20 * MINUTE_MS, until: 72 * MINUTE_MS });
    });

    it('cannot tell a class from the sums when an operation’s class is not known', async () => {
      const { store } = await open();
      const leaves = [aLeaf(0, { operation: 'FromAnOlderDesk' })];
      await store.commit(aBatch({ leaves, minutes: minutesOf(leaves) }));
      const buckets = bucketsOf(0, MINUTE_MS, 2);
      expect(await store.rollup({ query: { classes: ['data'] }, buckets, classes: CLASSES })).toBeNull();
      expect(await store.rollup({ query: { exceptReadsOf: 'p' }, buckets, classes: CLASSES })).toBeNull();
      expect(await store.rollup({ query: {}, buckets, classes: CLASSES })).not.toBeNull();
    });
  });
}
