import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareBytes, toHex, utf8 } from '../bytes.ts';
import golden from './encryption-context.golden.json' with { type: 'json' };
import {
  canonicalContext,
  checkContext,
  compareUtf8,
  EMPTY_CONTEXT,
  MAX_CONTEXT_BYTES,
  sortPairs,
} from './encryption-context.ts';
import { runs } from '../../testing/runs.ts';

fc.configureGlobal({ seed: 96 });

const text = fc.string({ unit: 'binary' }).filter((value) => value.isWellFormed());
const contexts = fc.array(fc.tuple(text, text), { maxLength: 6 }).map((pairs) => new Map(pairs));
/** Few letters, so that joins and prefixes collide if anything can. */
const closeContexts = fc
  .array(
    fc.tuple(
      fc.string({ unit: fc.constantFrom('a', '=', ',', '\0'), maxLength: 3 }),
      fc.string({ unit: fc.constantFrom('a', '=', ',', '\0'), maxLength: 3 }),
    ),
    { maxLength: 3 },
  )
  .map((pairs) => new Map(pairs));
const same = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean =>
  a.size === b.size && [...a].every(([name, value]) => b.get(name) === value);

const bytesOfName = (name: string): string => toHex(canonicalContext(new Map([[name, '1']])));

describe('canonicalContext', () => {
  it('makes the golden bytes, in any order', () => {
    for (const { pairs, bytes } of golden) {
      const entries = pairs.map(([name, value]): [string, string] => [name!, value!]);
      expect(toHex(canonicalContext(new Map(entries)))).toBe(bytes);
      expect(toHex(canonicalContext(new Map(entries.toReversed())))).toBe(bytes);
    }
    expect(toHex(canonicalContext(EMPTY_CONTEXT))).toBe('00000000');
  });

  it('is injective', () => {
    for (const arbitrary of [contexts, closeContexts]) {
      fc.assert(
        fc.property(arbitrary, arbitrary, (a, b) => {
          expect(compareBytes(canonicalContext(a), canonicalContext(b)) === 0).toBe(same(a, b));
        }),
        { numRuns: runs(2000) },
      );
    }
  });

  it('does not know order', () => {
    const shuffled = contexts.chain((context) =>
      fc.tuple(fc.constant(context), fc.shuffledSubarray([...context], { minLength: context.size })),
    );
    fc.assert(
      fc.property(shuffled, ([context, pairs]) => {
        expect(canonicalContext(new Map(pairs))).toEqual(canonicalContext(context));
      }),
      { numRuns: runs(100) },
    );
  });

  it('does not normalise', () => {
    expect(bytesOfName('\u00e9')).not.toBe(bytesOfName('e\u0301'));
    expect(bytesOfName('A')).not.toBe(bytesOfName('a'));
    expect(bytesOfName('a ')).not.toBe(bytesOfName('a'));
  });

  it('refuses lone surrogates, which an encoder would make equal', () => {
    expect(() => canonicalContext(new Map([['\ud800', '']]))).toThrow(RangeError);
    expect(() => canonicalContext(new Map([['a', '\udfff']]))).toThrow(RangeError);
  });
});

describe('order', () => {
  it('is that of the UTF-8 bytes', () => {
    const near = fc.string({
      unit: fc.constantFrom('a', '\u007f', '\u0080', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}'),
      maxLength: 4,
    });
    for (const arbitrary of [text, near]) {
      fc.assert(
        fc.property(arbitrary, arbitrary, (a, b) => {
          expect(Math.sign(compareUtf8(a, b))).toBe(Math.sign(compareBytes(utf8(a), utf8(b))));
        }),
        { numRuns: runs(2000) },
      );
    }
  });

  it('goes on with the value when names are equal', () => {
    expect(
      sortPairs([
        ['a', '2'],
        ['b', '0'],
        ['a', '1'],
      ]),
    ).toEqual([
      ['a', '1'],
      ['a', '2'],
      ['b', '0'],
    ]);
  });
});

const code = (pairs: [string, string][]): string | undefined => checkContext(new Map(pairs))?.code;

describe('checkContext', () => {
  it('takes empty values, empty maps and every name but the empty one', () => {
    expect(code([])).toBeUndefined();
    expect(code([['a', '']])).toBeUndefined();
    expect(code([['__proto__', '']])).toBeUndefined();
    expect(code([['', 'a']])).toBe('EMPTY_NAME');
  });

  it('refuses lone surrogates', () => {
    expect(code([['\ud800', '']])).toBe('NOT_WELL_FORMED');
    expect(code([['a', '\udc00']])).toBe('NOT_WELL_FORMED');
    expect(code([['\u{1f511}', '\u{1f511}']])).toBeUndefined();
  });

  it('counts UTF-8 bytes of names and values together', () => {
    expect(code([['a', 'x'.repeat(MAX_CONTEXT_BYTES - 1)]])).toBeUndefined();
    expect(code([['a', 'x'.repeat(MAX_CONTEXT_BYTES)]])).toBe('TOO_LARGE');
    // 2,730 × 3 bytes + 2 = 8,192
    expect(code([['ab', '\u20ac'.repeat(2730)]])).toBeUndefined();
    expect(code([['abc', '\u20ac'.repeat(2730)]])).toBe('TOO_LARGE');
    expect(code([['a', '\u{1f511}'.repeat(2047) + 'xyz']])).toBeUndefined();
    expect(code([['a', '\u{1f511}'.repeat(2048)]])).toBe('TOO_LARGE');
    expect(
      code([
        ['a', 'x'.repeat(5000)],
        ['b', 'x'.repeat(5000)],
      ]),
    ).toBe('TOO_LARGE');
  });

  it('says what is allowed and quotes nothing', () => {
    expect(checkContext(new Map([['a', 'x'.repeat(9000)]]))?.message).toBe(
      'EncryptionContext must not have more than 8192 bytes, keys and values together.',
    );
  });
});
