import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../testing/runs.ts';
import { mendJson, type JsonProblem } from './mend-json.ts';
import { JsonError, parseJson, parseJsonValue, type JsonNode } from './parse-json.ts';

/** The plain value; of a member that is given twice, the last. */
function plain(node: JsonNode | null): unknown {
  if (node === null) return undefined;
  if (node.kind === 'array') return node.items.map(plain);
  if (node.kind !== 'object') return node.value;
  return Object.fromEntries(node.members.map(({ name, value }) => [name, plain(value)]));
}

/** Problems as the text at their place and what is put there. */
const told = (text: string): (readonly [string, string | undefined])[] =>
  mendJson(text).problems.map(({ from, to, mend }) => [text.slice(from, to), mend?.insert] as const);

function mended(text: string, problems: readonly JsonProblem[]): string {
  let out = text;
  for (const { mend } of problems.toReversed())
    if (mend !== undefined) out = out.slice(0, mend.from) + mend.insert + out.slice(mend.to);
  return out;
}

describe('mendJson', () => {
  test.each<[string, string, unknown, readonly (readonly [string, string | undefined])[]]>([
    [
      'a comma too many',
      '{"a":[1,2,],}',
      { a: [1, 2] },
      [
        [',', ''],
        [',', ''],
      ],
    ],
    ['two commas', '[1,,2]', [1, 2], [[',', '']]],
    [
      'a comma too few',
      '{"a":1 "b":[2 3]}',
      { a: 1, b: [2, 3] },
      [
        ['"', ','],
        ['3', ','],
      ],
    ],
    ['a colon too few', '{"a" 1}', { a: 1 }, [['"a"', ':']]],
    [
      'no closing brackets',
      '{"a":[{"b":1',
      { a: [{ b: 1 }] },
      [
        ['', '}'],
        ['', ']'],
        ['', '}'],
      ],
    ],
    ['a closing bracket too few', '[{"a":[1,2},{"b":3}]', [{ a: [1, 2] }, { b: 3 }], [['}', ']']]],
    ['a closing bracket too many', '{"a":1}}', { a: 1 }, [['}', '']]],
    ['a closing bracket of the other kind', '{"a":1]}', { a: 1 }, [[']', '']]],
    [
      'no closing quote',
      '{"a":"x,\n"b":"y\n}',
      { a: 'x', b: 'y' },
      [
        ['"x', '"'],
        ['"y', '"'],
      ],
    ],
    [
      'single quotes',
      "{'a':'it\"s'}",
      { a: 'it"s' },
      [
        ["'a'", '"a"'],
        ["'it\"s'", '"it\\"s"'],
      ],
    ],
    ['curly quotes', '{“a”:1}', { a: 1 }, [['“a”', '"a"']]],
    [
      'no quotes',
      '{Effect: Allow, n: 0123}',
      { Effect: 'Allow', n: '0123' },
      [
        ['Effect', '"Effect"'],
        ['Allow', '"Allow"'],
        ['n', '"n"'],
        ['0123', '"0123"'],
      ],
    ],
    [
      'an action without quotes',
      '[kms:Decrypt, *]',
      ['kms:Decrypt', '*'],
      [
        ['kms:Decrypt', '"kms:Decrypt"'],
        ['*', '"*"'],
      ],
    ],
    [
      'words of other languages',
      '[True, None]',
      [true, null],
      [
        ['True', 'true'],
        ['None', 'null'],
      ],
    ],
    [
      'comments',
      '{// x\n"a":1 /* y */}',
      { a: 1 },
      [
        ['// x', ''],
        ['/* y */', ''],
      ],
    ],
    ['a comment without an end', '[1] /* x', [1], [['/* x', undefined]]],
    [
      'odd white space',
      '\uFEFF[\u00a01]',
      [1],
      [
        ['\uFEFF', ' '],
        ['\u00a0', ' '],
      ],
    ],
    ['a wrong escape', '["\\d"]', ['\\d'], [['\\', '\\\\']]],
    ['a control character', '["a\tb"]', ['a\tb'], [['\t', '\\t']]],
    ['a member without a value', '{"a":, "b":2}', { b: 2 }, [['"a"', undefined]]],
    ['a value without a name', '{[1], "b":2}', { b: 2 }, [['[1]', undefined]]],
    ['a member given twice', '{"a":1,"a":2}', { a: 2 }, [['"a"', undefined]]],
    ['more after the end', '{} x', {}, [['x', undefined]]],
    ['nothing', '', undefined, [['', undefined]]],
    ['no value', ':', undefined, [[':', '']]],
  ])('%s: %j', (_name, text, value, problems) => {
    const { root } = mendJson(text);
    expect(plain(root)).toEqual(value);
    expect(told(text)).toEqual(problems);
  });

  test('mends what is half typed so that it is JSON', () => {
    const text = `{ // policy
      'Version': "2012-10-17"
      Statement: [ { "Effect": "Allow", "Action": ["kms:Decrypt", "kms:Encrypt",], `;
    const { problems, root } = mendJson(text);
    const after = mended(text, problems);
    expect(parseJsonValue(after)).toEqual(plain(root));
  });

  const part = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    "'",
    '"a"',
    '"b"',
    '1',
    'true',
    'x',
    '\\',
    '/',
    '/*',
    '*/',
    '//',
    '\n',
    ' ',
    '-',
    '__proto__',
    '\ud800',
    '“',
  );
  const anyText = fc.oneof(
    fc.array(part, { maxLength: 40 }).map((parts) => parts.join('')),
    fc.string({ maxLength: 60 }),
    fc
      .tuple(fc.json({ maxDepth: 3 }), fc.nat(), fc.nat())
      .map(
        ([text, from, length]) =>
          text.slice(0, from % (text.length + 1)) + text.slice((from % (text.length + 1)) + (length % 4)),
      ),
  );

  test('finds no fault in JSON, and reads it as the strict reader does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.boolean(), (value, wide) => {
        const text = JSON.stringify(value, null, wide ? 2 : 0);
        expect(mendJson(text)).toEqual({ root: parseJson(text), problems: [] });
      }),
      { numRuns: runs(500) },
    );
  });

  test('finds a fault where the strict reader does, and only there', () => {
    let refused = 0;
    fc.assert(
      fc.property(anyText, (text) => {
        let good = true;
        try {
          parseJson(text);
        } catch (error) {
          if (!(error instanceof JsonError)) throw error;
          good = false;
          refused++;
        }
        const { problems } = mendJson(text);
        expect(problems.length === 0).toBe(good);
        let last = 0;
        for (const { from, to, message } of problems) {
          expect(from).toBeGreaterThanOrEqual(last);
          expect(to).toBeGreaterThanOrEqual(from);
          expect(to).toBeLessThanOrEqual(text.length);
          expect(message).toMatch(/\.$/);
          last = from;
        }
      }),
      { numRuns: runs(5000) },
    );
    expect(refused).toBeGreaterThan(1000);
  });

  test.each([
    ['brackets', '['.repeat(200_000)],
    ['braces', '{"a":'.repeat(50_000)],
    ['quotes', '"'.repeat(200_001)],
    ['lines of open strings', '"a,,,,\n'.repeat(30_000)],
    ['comments', '/*'.repeat(100_000)],
    ['commas', ','.repeat(200_000)],
    ['closing brackets', `[${'}'.repeat(200_000)}`],
    ['blank', ' '.repeat(500_000)],
    ['open string that ends in blanks', `"${' '.repeat(500_000)}`],
  ])('is done soon with 200,000 %s', (_name, text) => {
    const { problems } = mendJson(text);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(100);
  });
});
