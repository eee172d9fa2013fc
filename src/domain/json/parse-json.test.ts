import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonError, parseJson, parseJsonValue, type JsonNode } from './parse-json.ts';
import { runs } from '../../testing/runs.ts';

const SEED = { seed: 20261124, numRuns: runs(2000) };

/** What JSON is made of, whole and broken. */
const PIECES = [
  ...'{|}|[|]|,|:|"|\\|-|.|e|E|/| |\n|\t|\r|\u00a0|\ufeff|\u0000|\u001f|\''.split('|'),
  ...'\\u 00e9 "a" "b": 1 0 01 .5 E+ 2 1e5 true false null nul NaN \\n \\x //'.split(' '),
];

/** The tree of parseJson as plain values, to compare the two parsers. */
function plain(node: JsonNode): unknown {
  if (node.kind === 'array') return node.items.map(plain);
  if (node.kind !== 'object') return node.value;
  const out = Object.create(null) as Record<string, unknown>; // null prototype, as parseJsonValue makes them
  for (const { name, value } of node.members) out[name] = plain(value);
  return out;
}

const errorOf = (run: () => unknown): JsonError | null => {
  try {
    run();
    return null;
  } catch (error) {
    if (error instanceof JsonError) return error;
    throw error;
  }
};

/** What JSON.parse says of the same text: the value as canonical text, or null when it refuses. */
function reference(text: string): string | null {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return null;
  }
}

describe('parseJsonValue and parseJson', () => {
  test('read what JSON.stringify writes, in any indentation', () => {
    const nested = fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' });
    fc.assert(
      fc.property(nested, fc.integer({ min: 0, max: 4 }), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(JSON.stringify(parseJsonValue(text))).toBe(JSON.stringify(value));
        expect(plain(parseJson(text))).toEqual(parseJsonValue(text));
      }),
      SEED,
    );
  });

  test('refuse what JSON.parse refuses, and agree on the value of what they take', () => {
    const piece = fc.constantFrom(...PIECES);
    const soup = fc.array(piece, { maxLength: 9 }).map((parts) => parts.join(''));
    const mutated = fc.tuple(fc.json({ maxDepth: 3 }), fc.nat(), piece).map(([text, at, extra]) => {
      const cut = at % (text.length + 1);
      return text.slice(0, cut) + extra + text.slice(cut + (at % 2));
    });
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof(soup, mutated), (text) => {
        const wanted = reference(text);
        const error = errorOf(() => parseJsonValue(text));
        const located = errorOf(() => parseJson(text));
        expect(located?.message).toBe(error?.message);
        expect(located?.at).toBe(error?.at);
        if (error === null) {
          taken++;
          expect(JSON.stringify(parseJsonValue(text))).toBe(wanted);
        } else {
          expect(error.at).toBeLessThanOrEqual(text.length);
          if (wanted !== null) expect(error.message).toMatch(/given twice|surrogate|too large/);
        }
      }),
      { ...SEED, numRuns: runs(20_000) },
    );
    expect(taken).toBeGreaterThan(100);
  });

  test.each([
    ['a member twice', '{"a":1,"b":2,"a":3}', 13, 'The member "a" is given twice.'],
    ['a member twice, once escaped', '{"a":1,"\\u0061":3}', 7, 'The member "a" is given twice.'],
    ['__proto__ twice', '{"__proto__":1,"__proto__":3}', 15, 'given twice'],
    ['a lone surrogate', '["\ud800"]', 1, 'half of a surrogate pair'],
    ['an escaped lone surrogate', '["x\\udc00"]', 1, 'half of a surrogate pair'],
    ['a lone surrogate in a name', '{"\\ud83d":1}', 1, 'half of a surrogate pair'],
    ['a number that is infinite', '[1e999]', 1, 'too large'],
    ['depth 65', '['.repeat(65) + ']'.repeat(65), 64, 'more than 64 deep'],
    ['a trailing comma', '{"a":1,}', 6, 'No comma may stand before "}"'],
    ['a trailing comma in a list', '[1 , ]', 3, 'No comma may stand before "]"'],
    ['a second value', '{} x', 3, 'Nothing may follow'],
    ['nothing', '', 0, 'ends too early'],
    ['an open object', '{"a":', 5, 'ends too early'],
    ['an open string', '["abc', 5, 'closing quote'],
    ['a line break in a string', '["a\nb"]', 3, 'line break'],
    ['an unknown escape', '["\\x41"]', 2, 'no such escape'],
    ['half an escape', '["\\u12"]', 2, 'four hexadecimal digits'],
    ['no colon', '{"a" 1}', 5, 'Expected ":"'],
    ['no quotes', '{a:1}', 1, 'Expected the name'],
    ['no comma', '[1 2]', 3, 'Expected ","'],
    ['a bare minus', '[-]', 2, 'Expected a digit'],
    ['a fraction without digits', '[1.]', 3, 'Expected a digit'],
    ['a leading zero', '[01]', 2, 'Expected ","'],
  ])('refuse %s at its place', (_, text, at, message) => {
    for (const parse of [parseJson, parseJsonValue]) {
      const error = errorOf(() => parse(text));
      expect(error?.message).toContain(message);
      expect(error?.at).toBe(at);
    }
  });

  test('take what is just inside the bounds', () => {
    expect(errorOf(() => parseJsonValue('['.repeat(64) + ']'.repeat(64)))).toBeNull();
    expect(parseJsonValue('"\\ud83d\\ude00 \ud83d\ude00 \\ud83d\ude00"')).toBe('😀 😀 😀');
    expect(Object.is(parseJsonValue('-0'), -0)).toBe(true);
    expect(parseJsonValue(' [1.5e-3, 0, -12] ')).toEqual([0.0015, 0, -12]);
  });

  test('keep __proto__ as an ordinary member and inherit nothing', () => {
    const value = parseJsonValue('{"__proto__":{"admin":true},"constructor":1}') as Record<string, unknown>; // an object, by the text
    expect(Object.getPrototypeOf(value)).toBeNull();
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(value['admin']).toBeUndefined();
    expect(Object.hasOwn(value, '__proto__')).toBe(true);
  });

  test('never repeat a value in a message, and cut a long name', () => {
    expect(errorOf(() => parseJsonValue('{"Plaintext":"c2VjcmV0" "x"}'))?.message).not.toContain('c2VjcmV0');
    const name = 'n'.repeat(5000);
    expect(errorOf(() => parseJsonValue(`{"${name}":1,"${name}":2}`))?.message.length).toBeLessThan(120);
  });
});

describe('places', () => {
  const slices = (text: string, node: JsonNode): void => {
    const part = text.slice(node.from, node.to);
    expect(plain(parseJson(part))).toEqual(plain(node));
    if (node.kind === 'array') node.items.forEach((item) => slices(text, item));
    if (node.kind === 'object') {
      for (const member of node.members) {
        expect(JSON.parse(text.slice(member.place.from, member.place.to))).toBe(member.name);
        slices(text, member.value);
      }
    }
  };

  test('of every node and name are exactly its text', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.integer({ min: 0, max: 3 }), (value, indent) => {
        const text = ` ${JSON.stringify(value, null, indent)}\n`;
        slices(text, parseJson(text));
      }),
      { ...SEED, numRuns: runs(500) },
    );
  });
});
