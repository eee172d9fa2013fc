import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Pairs } from '../../domain/audit/event.ts';
import { boundedParameters, MOST_PARAMETER_BYTES } from './bounded-parameters.ts';

const bytes = (pairs: Pairs): number => Buffer.byteLength(JSON.stringify(pairs));
const many = (count: number, value: string): Pairs =>
  Array.from({ length: count }, (_, i) => [`Tag ${i}`, value] as const);

it('keeps what fits as it is', () => {
  const pairs = many(50, 'x'.repeat(256));
  expect(boundedParameters(pairs)).toBe(pairs);
});

it('keeps the first that fit and says how many more there were', () => {
  const pairs = many(4_000, 'x'.repeat(256));
  const kept = boundedParameters(pairs);
  expect(kept.slice(0, -1)).toEqual(pairs.slice(0, kept.length - 1));
  expect(kept.at(-1)).toEqual(['ParametersOmitted', String(4_000 - (kept.length - 1))]);
});

it('leaves out one that is too large by itself, and none of the others', () => {
  const large = ['Text', 'x'.repeat(1_000_000)] as const;
  expect(boundedParameters([['A', '1'], large, ['B', '2']])).toEqual([
    ['A', '1'],
    ['B', '2'],
    ['ParametersOmitted', '1'],
  ]);
});

it('never gives more than the bound and its own entry, whatever the characters', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '"', '\\', '\u001f', 'ש', '😀'), maxLength: 2_000 });
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { maxLength: 60 }), (pairs) => {
      expect(bytes(boundedParameters(pairs))).toBeLessThanOrEqual(MOST_PARAMETER_BYTES + 64);
    }),
    { seed: 20261129, numRuns: 200 },
  );
});
