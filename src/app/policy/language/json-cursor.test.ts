import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cursorAt, spotOf, stringAt } from './json-cursor.ts';

/** The offset is where `|` stands. */
function at(marked: string) {
  const offset = marked.indexOf('|');
  return cursorAt(marked.replace('|', ''), offset);
}

describe('cursorAt', () => {
  test.each([
    ['{|}', [], 'name', null],
    ['{"|', [], 'name', ''],
    ['{"Ver|sion": "2012-10-17"}', [], 'name', 'Version'],
    ['{"Version": |}', ['Version'], 'value', null],
    ['{"Version": "20|', ['Version'], 'value', '20'],
    [
      '{"Statement": [{"Sid": "a", "Action": ["kms:Decrypt", "kms:E|"]}]}',
      ['Statement', 0, 'Action', 1],
      'value',
      'kms:E',
    ],
    ['{"Statement": [{}, {"Effect": "|', ['Statement', 1, 'Effect'], 'value', ''],
    [
      '{"Statement": [{"Condition": {"StringEquals": {"kms:Enc|',
      ['Statement', 0, 'Condition', 'StringEquals'],
      'name',
      'kms:Enc',
    ],
    ['{"Statement": {"Action": "kms:|', ['Statement', 'Action'], 'value', 'kms:'],
    // A string nobody closed ends with its line.
    ['{"Sid": "open\n "Effect|": "Allow"}', ['Sid'], 'value', 'Effect'],
  ])('%s', (marked, path, role, token) => {
    const cursor = at(marked);
    expect(cursor.path).toEqual(path);
    expect(cursor.role).toBe(role);
    expect(cursor.token?.text ?? null).toBe(token);
  });

  test('knows the names of the object around it, before and after, but not its own', () => {
    const { names, hasColon } = at('{"Sid": "a", "E|": {"Nested": 1}, "Action": ["x"], "Resource": "*"}');
    expect(names).toEqual(['Sid', 'E', 'Action', 'Resource'].filter((name) => name !== 'E'));
    expect(hasColon).toBe(true);
    expect(at('{"Sid": "a", "E|').hasColon).toBe(false);
  });

  test('any text at any offset has an answer, and a token lies where its text is', () => {
    const soup = fc.array(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        ':',
        ',',
        '"',
        '\\',
        '\n',
        ' ',
        'a',
        '"Sid"',
        '"Statement"',
        '__proto__',
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(soup, fc.nat(80), (parts, offset) => {
        const text = parts.join('');
        const spot = Math.min(offset, text.length);
        const cursor = cursorAt(text, spot);
        if (cursor.token === null) return;
        expect(cursor.token.from).toBeLessThanOrEqual(spot);
        expect(cursor.token.to).toBeGreaterThanOrEqual(spot);
        expect(text[cursor.token.from - 1]).toBe('"');
      }),
      { numRuns: 2_000 },
    );
  });
});

test('spotOf says what a path means in a policy', () => {
  const text =
    '{"Statement": [{"Principal": {"AWS": ["x"]}, "Condition": {"StringLike": {"kms:ViaService": ["a*"]}}}]}';
  const spot = (word: string) => {
    const cursor = stringAt(text, text.indexOf(word) + 1);
    return cursor === null ? null : spotOf(cursor);
  };
  expect(spot('"x"')).toMatchObject({ element: 'Principal', kind: 'AWS', statement: 0 });
  expect(spot('"a*"')).toMatchObject({ element: 'Condition', operator: 'StringLike', key: 'kms:ViaService' });
  expect(spot('"kms:ViaService"')).toMatchObject({ element: 'Condition', operator: 'StringLike', key: null });
});

test('stringAt takes the quotes with the string', () => {
  const text = '["kms:Decrypt", 1]';
  for (const offset of [1, 5, 13, 14]) expect(stringAt(text, offset)?.token?.text).toBe('kms:Decrypt');
  expect(stringAt(text, 17)).toBeNull();
});
