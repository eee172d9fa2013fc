import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { compare, median, MOST_DIRECT_BYTES, type Measured } from './direct.ts';

const measured: Measured = { encryptMs: 4, dataKeyMs: 4, localBytesPerMs: 1_000_000, calls: 15 };

it('one call up to 4,096 bytes, and one for each begun 4,096 after that', () => {
  expect(compare(measured, 1, 1).direct.calls).toBe(1);
  expect(compare(measured, MOST_DIRECT_BYTES, 1).direct.calls).toBe(1);
  expect(compare(measured, MOST_DIRECT_BYTES + 1, 1).direct.calls).toBe(2);
  expect(compare(measured, 1024 ** 3, 1).direct.calls).toBe(262_144);
});

it('an envelope is one call a record, whatever its size', () => {
  const size = fc.integer({ min: 1, max: 2 ** 40 });
  fc.assert(
    fc.property(size, fc.integer({ min: 1, max: 1e6 }), (bytes, count) => {
      const { direct, envelope } = compare(measured, bytes, count);
      expect(envelope.calls).toBe(count);
      expect(direct.calls).toBeGreaterThanOrEqual(envelope.calls);
      expect(direct.dollars / direct.calls).toBeCloseTo(envelope.dollars / envelope.calls);
    }),
  );
});

it('takes the middle of what was measured', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([])).toBeNaN();
});
