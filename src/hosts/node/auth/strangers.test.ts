import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { runs } from '../../../testing/runs.ts';
import { networksOf } from './addresses.ts';
import { Strangers } from './strangers.ts';
import { TokenBuckets } from '../../../service/token-buckets.ts';

let now = 0;
const clock = (): number => now;
beforeEach(() => {
  now = 1_000_000;
});

describe('token buckets', () => {
  it('give what they hold at once, then as it comes back', () => {
    const buckets = new TokenBuckets({ most: 3, perSecond: 0.5 }, { now: clock });
    expect([1, 2, 3, 4].map(() => buckets.spend('a'))).toEqual([true, true, true, false]);
    expect([buckets.wait('a'), buckets.wait('b')]).toEqual([2, 0]);
    now += 1_999;
    expect(buckets.spend('a')).toBe(false);
    now += 1;
    expect([buckets.wait('a'), buckets.spend('a'), buckets.spend('a')]).toEqual([0, true, false]);
    now += 3_600_000;
    expect([1, 2, 3, 4].map(() => buckets.spend('a'))).toEqual([true, true, true, false]);
  });

  it('never give more than they hold and what came back, and stay bounded', () => {
    const step = fc.record({
      key: fc.integer({ min: 0, max: 9 }),
      after: fc.integer({ min: 0, max: 5_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const began = now;
        const buckets = new TokenBuckets({ most: 4, perSecond: 2 }, { now: clock, capacity: 10 });
        const given = new Map<number, number>();
        for (const { key, after } of steps) {
          now += after;
          const wait = buckets.wait(String(key));
          const had = buckets.spend(String(key));
          expect(had).toBe(wait === 0);
          if (had) given.set(key, (given.get(key) ?? 0) + 1);
          expect(given.get(key) ?? 0).toBeLessThanOrEqual(4 + ((now - began) / 1000) * 2 + 1e-6);
        }
        for (let i = 0; i < 100; i++) buckets.spend(`other ${i}`);
        expect(buckets.size).toBeLessThanOrEqual(10);
      }),
      { numRuns: runs(100) },
    );
  });
});

describe('strangers', () => {
  const HERE = ['192.0.2.1'];
  const make = (): Strangers =>
    new Strangers({ now: clock, isActive: (id) => id === 'HONEST' || id === 'OTHER' });
  const exhaust = (strangers: Strangers): void => {
    while (strangers.refused(HERE, () => null) === 0);
  };

  it('are told what is wrong some two hundred times, then to wait; their neighbours are not', () => {
    const strangers = make();
    let told = 0;
    while (strangers.refused(HERE, () => 'NO SUCH KEY') === 0) told++;
    expect(told).toBe(200);
    expect(strangers.limited).toBe(1);
    expect(strangers.wait(HERE, () => 'NO SUCH KEY')).toBe(1);
    expect(strangers.wait(HERE, () => null)).toBe(1);
    expect(strangers.wait(['192.0.2.2'], () => null)).toBe(0);
    now += 1_000;
    expect(strangers.wait(HERE, () => null)).toBe(0);
  });

  it('are not without end because they have a /48: four times as many as an address', () => {
    const strangers = make();
    let told = 0;
    for (let i = 0; i < 1_000; i++)
      if (
        strangers.refused(
          networksOf(`2001:db8:0:${(i % 256).toString(16)}${(i >> 8).toString(16)}0::1`),
          () => null,
        ) === 0
      )
        told++;
    expect([790 < told, told <= 800]).toEqual([true, true]);
    expect(strangers.wait(networksOf('2001:db8:0:ffff::1'), () => null)).toBe(1);
    expect(strangers.wait(networksOf('2001:db8:1::1'), () => null)).toBe(0);
  });

  it('do not shut out an access key that verifies from the same address, whoever names it', () => {
    const strangers = make();
    strangers.verified(HERE, 'HONEST');
    exhaust(strangers);
    for (let i = 0; i < 1_000; i++) strangers.refused(HERE, () => 'HONEST');
    expect(strangers.wait(HERE, () => 'HONEST')).toBe(0);
    // Another one of theirs gets some tries, and no more than that.
    for (let i = 0; i < 20; i++) {
      expect(strangers.wait(HERE, () => 'OTHER')).toBe(0);
      strangers.refused(HERE, () => 'OTHER');
    }
    expect(strangers.wait(HERE, () => 'OTHER')).toBe(1);
    // From elsewhere it was never verified.
    expect(strangers.wait(HERE, () => 'UNKNOWN')).toBe(1);
  });

  it('may not rely on a key that was used here long ago', () => {
    const strangers = make();
    strangers.verified(HERE, 'HONEST');
    now += 59 * 60_000;
    strangers.verified(HERE, 'HONEST');
    now += 59 * 60_000;
    exhaust(strangers);
    for (let i = 0; i < 50; i++) strangers.refused(HERE, () => 'HONEST');
    expect(strangers.wait(HERE, () => 'HONEST')).toBe(0);
    now += 2 * 60_000;
    exhaust(strangers);
    for (let i = 0; i < 50; i++) strangers.refused(HERE, () => 'HONEST');
    expect(strangers.wait(HERE, () => 'HONEST')).toBe(1);
  });

  it('leave nothing behind of access keys that there are not', () => {
    const strangers = make();
    exhaust(strangers);
    for (let i = 0; i < 30_000; i++) strangers.refused(HERE, () => `KEY${i}`);
    expect(strangers.wait(HERE, () => 'HONEST')).toBe(0);
  });
});
