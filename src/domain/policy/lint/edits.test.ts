import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../../testing/runs.ts';
import { parseJson, type JsonNode } from '../../json/parse-json.ts';
import { applyEdits } from './apply.ts';
import {
  addValue,
  insertFirstMember,
  insertItem,
  insertMember,
  removeMember,
  removeParts,
  renameMember,
  replaceValue,
  type JsonValue,
} from './edits.ts';

const SEED = { seed: 20261130, numRuns: runs(2000) };

const nameOf = fc.string({ maxLength: 4 }).map((name) => `k${name}`);
const scalar = fc.oneof(fc.string({ maxLength: 6 }), fc.integer(), fc.boolean(), fc.constant(null));
const { value: anyValue } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(nameOf, tie('value'), { maxKeys: 4 }),
  ),
}));

/** A value's text in one of the layouts that people use, white space between its parts as it comes. */
const layout = fc.constantFrom<readonly [number | string, (text: string) => string]>(
  [0, (text) => text],
  [2, (text) => text],
  ['\t', (text) => text],
  [4, (text) => text.replaceAll('\n', '\r\n')],
  [2, (text) => text.replaceAll(',\n', ' ,\n\n')],
  [0, (text) => ` ${text}\n`],
);
const textOf = (
  value: JsonValue,
  [indent, after]: readonly [number | string, (text: string) => string],
): string => {
  const text = JSON.stringify(value, null, indent);
  const changed = after(text);
  return JSON.stringify(JSON.parse(changed)) === JSON.stringify(value) ? changed : text; // a line break inside a string stays out
};

/** Every list and object of the text, with the way to it. */
function* insides(
  node: JsonNode,
  path: readonly (string | number)[] = [],
): Generator<readonly [JsonNode, typeof path]> {
  yield [node, path];
  if (node.kind === 'array') for (const [i, item] of node.items.entries()) yield* insides(item, [...path, i]);
  if (node.kind === 'object')
    for (const { name, value } of node.members) yield* insides(value, [...path, name]);
}

type Mutable = Record<string | number, unknown>;
/** The value with what is at the path replaced. */
function changed(
  value: JsonValue,
  path: readonly (string | number)[],
  change: (inner: JsonValue) => unknown,
): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return change(value);
  const copy = structuredClone(value) as unknown as Mutable; // a path leads into an object or a list
  copy[first] = changed(copy[first] as JsonValue, rest, change);
  return copy;
}

/** Applies an edit to some node of the kind, and compares with the same change of the value. */
function law(
  kind: 'array' | 'object' | 'any',
  edit: (
    text: string,
    node: JsonNode,
    pick: number,
    extra: JsonValue,
  ) => readonly { from: number; to: number; insert: string }[],
  meant: (value: JsonValue, pick: number, extra: JsonValue) => unknown,
): void {
  let met = 0;
  fc.assert(
    fc.property(anyValue, layout, fc.nat(), fc.nat(20), anyValue, (value, how, which, pick, extra) => {
      const text = textOf(value, how);
      const fitting = [...insides(parseJson(text))].filter(([node]) => kind === 'any' || node.kind === kind);
      if (fitting.length === 0) return;
      met++;
      const [node, path] = fitting[which % fitting.length]!; // not empty
      const after = applyEdits(text, edit(text, node, pick, extra));
      expect(JSON.parse(after)).toEqual(changed(value, path, (inner) => meant(inner, pick, extra)));
      expect(() => parseJson(after)).not.toThrow();
    }),
    SEED,
  );
  expect(met).toBeGreaterThan(SEED.numRuns / 20);
}

const bits = (count: number, pick: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => i).filter((i) => (pick >> i) & 1);

describe('any edit of valid JSON is valid JSON that differs exactly as meant', () => {
  test('taking items out of a list', () => {
    law(
      'array',
      (_, node, pick) => (node.kind === 'array' ? removeParts(node, bits(node.items.length, pick)) : []),
      (value, pick) => (value as JsonValue[]).filter((_, i) => !((pick >> i) & 1)),
    );
  });

  test('taking a member out', () => {
    law(
      'object',
      (_, node, pick) =>
        node.kind === 'object'
          ? removeMember(node, node.members[pick % node.members.length]?.name ?? '')
          : [],
      (value, pick) => {
        const all = Object.entries(value as object);
        return Object.fromEntries(all.filter((_, i) => i !== pick % all.length));
      },
    );
  });

  test('renaming a member', () => {
    law(
      'object',
      (_, node, pick) => {
        const member = node.kind === 'object' ? node.members[pick % node.members.length] : undefined;
        return member === undefined ? [] : [renameMember(member, 'new "name"')];
      },
      (value, pick) => {
        const all = Object.entries(value as object);
        return Object.fromEntries(
          all.map(([name, inner], i) => [i === pick % all.length ? 'new "name"' : name, inner] as const),
        );
      },
    );
  });

  test('replacing a value', () => {
    law(
      'any',
      (text, node, _, extra) => [replaceValue(text, node, extra)],
      (_, __, extra) => extra,
    );
  });

  test('inserting an item', () => {
    law(
      'array',
      (text, node, pick, extra) => (node.kind === 'array' ? [insertItem(text, node, pick, extra)] : []),
      (value, pick, extra) => (value as JsonValue[]).toSpliced(pick, 0, extra),
    );
  });

  test('inserting a member, first, after another, or last', () => {
    for (const place of ['first', 'after', 'last'] as const) {
      law(
        'object',
        (text, node, pick, extra) => {
          if (node.kind !== 'object') return [];
          if (place === 'first') return [insertFirstMember(text, node, '+', extra)];
          const after = node.members[pick % node.members.length]?.name;
          return [
            insertMember(
              text,
              node,
              '+',
              extra,
              ...(place === 'after' && after !== undefined ? [after] : []),
            ),
          ];
        },
        (value, _, extra) => ({ ...(value as object), '+': extra }),
      );
    }
  });

  test('adding a value to a list, or to a single value', () => {
    law(
      'any',
      (text, node, _, extra) => [addValue(text, node, extra)],
      (value, _, extra) => (Array.isArray(value) ? [...(value as JsonValue[]), extra] : [value, extra]),
    );
  });
});

describe('layout', () => {
  const POLICY = `{
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["a", "b"]
    },
    {
      "Effect": "Deny"
    }
  ]
}`;
  const at = (text: string, ...path: readonly (string | number)[]): JsonNode => {
    let node = parseJson(text);
    for (const step of path) {
      const next =
        node.kind === 'array' && typeof step === 'number'
          ? node.items[step]
          : node.kind === 'object'
            ? node.members.find(({ name }) => name === step)?.value
            : undefined;
      if (next === undefined) throw new Error(`no ${step}`);
      node = next;
    }
    return node;
  };
  const object = (...path: readonly (string | number)[]) => {
    const node = at(POLICY, ...path);
    if (node.kind !== 'object') throw new Error('not an object');
    return node;
  };
  const list = (...path: readonly (string | number)[]) => {
    const node = at(POLICY, ...path);
    if (node.kind !== 'array') throw new Error('not a list');
    return node;
  };

  test('a new member stands on its own line, at the indentation of the others', () => {
    const edit = insertMember(POLICY, object('Statement', 0), 'Condition', {
      Bool: { 'aws:SecureTransport': 'true' },
    });
    expect(applyEdits(POLICY, [edit])).toBe(
      POLICY.replace(
        '["a", "b"]',
        `["a", "b"],
      "Condition": {
        "Bool": {
          "aws:SecureTransport": "true"
        }
      }`,
      ),
    );
  });

  test('a new statement is laid out as the others are', () => {
    const edit = insertItem(POLICY, list('Statement'), 1, { Sid: 'New' });
    expect(applyEdits(POLICY, [edit])).toBe(
      POLICY.replace(
        `    },
    {
      "Effect": "Deny"`,
        `    },
    {
      "Sid": "New"
    },
    {
      "Effect": "Deny"`,
      ),
    );
  });

  test('a list on one line stays on one line', () => {
    const edit = insertItem(POLICY, list('Statement', 0, 'Action'), 2, 'c');
    expect(applyEdits(POLICY, [edit])).toBe(POLICY.replace('["a", "b"]', '["a", "b", "c"]'));
  });

  test('what is taken out leaves no hole', () => {
    expect(applyEdits(POLICY, removeParts(list('Statement'), [0]))).toBe(`{
  "Statement": [
    {
      "Effect": "Deny"
    }
  ]
}`);
    expect(applyEdits(POLICY, removeParts(list('Statement'), [1]))).toBe(`{
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["a", "b"]
    }
  ]
}`);
    expect(applyEdits(POLICY, removeMember(object('Statement', 0), 'Action'))).toBe(
      POLICY.replace(',\n      "Action": ["a", "b"]', ''),
    );
    expect(applyEdits(POLICY, removeParts(list('Statement', 0, 'Action'), [0, 1]))).toBe(
      POLICY.replace('["a", "b"]', '[]'),
    );
  });

  test('edits that overlap are refused', () => {
    expect(() =>
      applyEdits('abc', [
        { from: 0, to: 2, insert: '' },
        { from: 1, to: 3, insert: '' },
      ]),
    ).toThrow(RangeError);
    expect(() => applyEdits('abc', [{ from: 2, to: 4, insert: '' }])).toThrow(RangeError);
  });
});
