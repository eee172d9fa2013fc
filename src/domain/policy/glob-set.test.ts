import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../testing/runs.ts';
import { finder } from './find-piece.ts';
import { GlobSet } from './glob-set.ts';
import { equalsAny, globAny } from './matchers.ts';
import { compileTest, type ConditionLookup } from './operators.ts';
import { anyGlob, glob, isMany, type GlobPart } from './wildcard.ts';

const text = (alphabet: string, maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...alphabet.split('')), { maxLength }).map((parts) => parts.join(''));
const part: fc.Arbitrary<GlobPart> = fc.oneof(
  text('ab*?\u4e00', 6),
  text('ab*', 40),
  text('ab*?', 3).map((literal) => ({ literal })),
);
const pattern = fc.array(part, { maxLength: 4 });

/** How many units of strings are read meanwhile. */
function readsOf(what: () => void): number {
  let reads = 0;
  // oxlint-disable-next-line typescript/unbound-method -- called with the string below
  const own = String.prototype.charCodeAt;
  const put = (value: typeof own): void => {
    // oxlint-disable-next-line no-extend-native -- put back below
    Object.defineProperty(String.prototype, 'charCodeAt', { value, configurable: true, writable: true });
  };
  put(function (this: string, at: number): number {
    reads++;
    return own.call(this, at);
  });
  try {
    what();
  } finally {
    put(own);
  }
  return reads;
}

describe('a set of patterns', () => {
  test('says of each what the pattern says by itself', () => {
    let matched = 0;
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 12 }), text('ab\u4e00*', 40), (patterns, given) => {
        const set = new GlobSet(patterns);
        const wanted = patterns.map((parts) => (glob(parts)(given) ? 1 : 0));
        matched += wanted.filter((each) => each === 1).length;
        expect([...set.all(given)]).toEqual(wanted);
        expect(set.any(given)).toBe(wanted.includes(1));
      }),
      { seed: 20261130, numRuns: runs(3000) },
    );
    expect(matched).toBeGreaterThan(500);
  });

  test('of a long text, any of them is any of them', () => {
    const patterns = Array.from({ length: 300 }, (_, i) => [`*?${'a'.repeat(i % 70)}${i}*`]);
    const matches = anyGlob(patterns);
    const long = 'a'.repeat(8192);
    expect(isMany(patterns.length, long)).toBe(true);
    for (const given of [long, `${long}299`, `${long}299`, `299${long}`, `x299${long}`, long])
      expect(matches(given), given.slice(0, 5)).toBe(patterns.some((parts) => glob(parts)(given)));
  });

  const UNITS = 32 * 1024;
  const CONTEXT = 8192;
  test.each<readonly [string, (i: number) => string]>([
    ['one of a hole and 61 units', (i) => `*?${'a'.repeat(61)}${String.fromCharCode(0xa1 + (i % 90))}*`],
    ['one of two units', (i) => `*?${String.fromCharCode(0xa1 + (i % 90))}*`],
    ['one of many stars', (i) => `${'*?a'.repeat(80)}${String.fromCharCode(0xa1 + (i % 90))}*`],
    ['one of 2,000 units', (i) => `*${'a?'.repeat(1000)}${String.fromCharCode(0xa1 + (i % 90))}*`],
  ])(
    '32 KiB of patterns on 8 KiB of text take a sixteenth of a step for each unit and unit: %s',
    (_name, make) => {
      const patterns: string[] = [];
      for (let i = 0, units = 0; units < UNITS; i++)
        units += patterns[patterns.push(make(i)) - 1]?.length ?? 0;
      const set = new GlobSet(patterns.map((each) => [each]));
      expect(set.any('a'.repeat(CONTEXT))).toBe(false);
      expect(set.steps).toBeGreaterThan(0);
      expect(set.steps).toBeLessThanOrEqual((UNITS * CONTEXT) / 16);
    },
  );

  test('a text that was asked last is not read again', () => {
    const matches = globAny(Array.from({ length: 3 }, (_, i) => [`*?a${i}*`]));
    const given = 'a'.repeat(8192);
    const once = readsOf(() => expect(matches(given)).toBe(false));
    expect(once).toBeGreaterThanOrEqual(8192);
    expect(readsOf(() => expect(matches(given)).toBe(false))).toBe(0);
  });
});

test.each([2, 31, 32, 33, 62, 64, 65, 200])(
  'a piece of %i units with a hole is found by reading a text once',
  (length) => {
    const piece = `?${'a'.repeat(length - 2)}b`;
    const holes = new Uint8Array(length);
    holes[0] = 1;
    let reads = 0;
    const long = 8192;
    // As much of a string as a finder reads.
    const given = {
      length: long,
      charCodeAt: () => {
        reads++;
        return 'a'.charCodeAt(0);
      },
    } as unknown as string;
    expect(finder({ text: piece, holes })(given, 0, long)).toBe(-1);
    expect(reads).toBeLessThanOrEqual(long);
  },
);

describe('values with variables that a request makes long', () => {
  const key = 'kms:encryptioncontext:t';
  const testOf = (effect: 'Allow' | 'Deny', values: readonly string[]) =>
    compileTest(values, { matchAny: globAny, negated: false, effect, variables: true });
  const values = Array.from(
    { length: 1000 },
    (_, i) => `*\${aws:UserAgent}?${String.fromCharCode(0xa1 + (i % 90))}*`,
  );
  const request =
    (agent: string): ConditionLookup =>
    (name) =>
      name === 'aws:useragent' ? agent : name === key ? 'x' : undefined;

  test('have so much work a request, and are left open after that', () => {
    const text = 'a'.repeat(8000);
    const agent = request('a'.repeat(4000));
    const reads = readsOf(() => {
      expect(testOf('Deny', values)(text, agent)).toBe(true);
      expect(testOf('Allow', values)(text, agent)).toBe(false);
    });
    expect(reads).toBeLessThan(4_000_000);
  });

  test('are all looked at where request and policy are of a size that people write', () => {
    const some = values.slice(0, 50);
    for (const effect of ['Allow', 'Deny'] as const) {
      const test50 = testOf(effect, some);
      expect(test50('a'.repeat(500), request('a'.repeat(100)))).toBe(false);
      expect(test50(`${'a'.repeat(500)}b\u00a5`, request('a'.repeat(100)))).toBe(true);
    }
  });

  test('and equality is hardly counted', () => {
    const equal = compileTest(
      Array.from({ length: 1000 }, (_, i) => `\${aws:UserAgent}${i}`),
      { matchAny: equalsAny, negated: false, effect: 'Deny', variables: true },
    );
    expect(equal('a'.repeat(8000), request('a'.repeat(8000)))).toBe(false);
  });
});
