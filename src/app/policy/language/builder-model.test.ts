import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../../domain/policy/lint/apply.ts';
import type { TextEdit } from '../../../domain/policy/lint/finding.ts';
import {
  addCondition,
  addPrincipal,
  addStatement,
  addTo,
  duplicateStatement,
  formOf,
  moveStatement,
  removeCondition,
  removeFrom,
  removePrincipal,
  removeStatement,
  setConditionKey,
  setConditionOperator,
  setConditionValues,
  setActions,
  setEffect,
  setInverse,
  setSid,
  type PolicyForm,
  type StatementForm,
} from './builder-model.ts';

type Json = Record<string, unknown>;

const name = fc.constantFrom('kms:Decrypt', 'kms:Encrypt', 'kms:Get*', 'kms:*', 'odd "quoted" \\ näme');
const oneOrMore = (value: fc.Arbitrary<string>) =>
  fc.oneof(value, fc.uniqueArray(value, { minLength: 1, maxLength: 3 }));
const arn = fc.constantFrom('role/a', 'role/b', 'user/c').map((each) => `arn:aws:iam::111122223333:${each}`);
const principal = fc.oneof(
  fc.constant('*'),
  fc.record({ AWS: oneOrMore(arn) }),
  fc.record({ AWS: oneOrMore(arn), Service: oneOrMore(fc.constantFrom('logs.amazonaws.com')) }),
);
const condition = fc.record(
  {
    StringEquals: fc.record(
      {
        'kms:EncryptionContext:tenant': oneOrMore(fc.constantFrom('acme', 'globex')),
        'kms:ViaService': fc.constantFrom('x'),
      },
      { requiredKeys: ['kms:EncryptionContext:tenant'] },
    ),
    Bool: fc.record({ 'aws:SecureTransport': fc.constantFrom('true', true) }),
  },
  { requiredKeys: ['StringEquals'] },
);
const statement: fc.Arbitrary<Json> = fc.record(
  {
    Sid: fc.constantFrom('A', 'Two words', ''),
    Effect: fc.constantFrom('Allow', 'Deny'),
    Principal: principal,
    Action: oneOrMore(name),
    Resource: fc.constantFrom<unknown>('*', ['*']),
    Condition: condition,
    // What no form knows stays.
    Comment: fc.constantFrom<unknown>('note', { deep: [1, null, { x: true }] }),
  },
  { requiredKeys: ['Effect', 'Action'] },
);
const policy: fc.Arbitrary<string> = fc
  .tuple(
    fc.record({
      Version: fc.constant('2012-10-17'),
      Statement: fc.array(statement, { minLength: 1, maxLength: 4 }),
    }),
    fc.constantFrom<string | number>(0, 2, 4, '\t'),
  )
  .map(([value, indent]) => JSON.stringify(value, null, indent));

const form = (text: string): PolicyForm => {
  const read = formOf(text);
  if (!read.ok) throw new Error(read.message);
  return read.form;
};
const value = (text: string): { Statement: Json[] } => JSON.parse(text) as { Statement: Json[] }; // made above
const asList = (each: unknown): unknown[] => (Array.isArray(each) ? each : each === undefined ? [] : [each]);

interface Act {
  readonly edits: (text: string, statement: StatementForm) => readonly TextEdit[];
  /** The same on the plain value, written anew. */
  readonly expected: (statement: Json) => void;
}

const CONTEXT = 'kms:EncryptionContext:tenant';
const conditionsOf = (each: Json): Record<string, Json> => each['Condition'] as Record<string, Json>; // made above

const ACTS: Readonly<Record<string, Act>> = {
  'sets the Sid': {
    edits: (text, each) => setSid(text, each, 'New "one"'),
    expected: (each) => void (each['Sid'] = 'New "one"'),
  },
  'takes the Sid away': {
    edits: (text, each) => setSid(text, each, ''),
    expected: (each) => void delete each['Sid'],
  },
  'turns the effect': {
    edits: (text, each) => setEffect(text, each, 'Deny'),
    expected: (each) => void (each['Effect'] = 'Deny'),
  },
  'inverts the actions': {
    edits: (_, each) => setInverse(each, 'Action', true),
    expected: (each) => {
      each['NotAction'] = each['Action'];
      delete each['Action'];
    },
  },
  'adds an action': {
    edits: (text, each) => addTo(text, each, 'Action', 'kms:Sign'),
    expected: (each) => void (each['Action'] = [...asList(each['Action']), 'kms:Sign']),
  },
  'takes an action out': {
    edits: (text, each) => removeFrom(text, each, 'Action', 'kms:Decrypt'),
    expected: (each) => {
      const before = each['Action'];
      const left = asList(before).filter((action) => action !== 'kms:Decrypt');
      if (left.length < asList(before).length) each['Action'] = left;
    },
  },
  'adds a principal': {
    edits: (text, each) =>
      addPrincipal(text, each, { kind: 'AWS', value: 'arn:aws:iam::111122223333:role/new' }),
    expected: (each) => {
      const fresh = 'arn:aws:iam::111122223333:role/new';
      const before = each['Principal'] as Json | string | undefined; // made above
      if (before === undefined) each['Principal'] = { AWS: fresh };
      else if (typeof before === 'string') each['Principal'] = { AWS: ['*', fresh] };
      else before['AWS'] = [...asList(before['AWS']), fresh];
    },
  },
  'takes a principal out': {
    edits: (text, each) =>
      removePrincipal(text, each, { kind: 'AWS', value: 'arn:aws:iam::111122223333:role/a' }),
    expected: (each) => {
      const before = each['Principal'] as Json | string | undefined; // made above
      if (before === undefined || typeof before === 'string') return;
      const all = asList(before['AWS']);
      const left = all.filter((arn_) => arn_ !== 'arn:aws:iam::111122223333:role/a');
      if (left.length === 0) delete before['AWS'];
      else if (left.length < all.length) before['AWS'] = left;
    },
  },
  'adds a condition': {
    edits: (text, each) =>
      addCondition(text, each, { operator: 'StringLike', key: 'aws:UserAgent', values: ['a*', 'b*'] }),
    expected: (each) => {
      each['Condition'] = { ...conditionsOf(each), StringLike: { 'aws:UserAgent': ['a*', 'b*'] } };
    },
  },
  'adds a condition to an operator that is there': {
    edits: (text, each) =>
      addCondition(text, each, { operator: 'StringEquals', key: 'aws:username', values: ['a'] }),
    expected: (each) => {
      const all = conditionsOf(each) ?? {};
      each['Condition'] = { ...all, StringEquals: { ...all['StringEquals'], 'aws:username': 'a' } };
    },
  },
  'takes a condition out': {
    edits: (_, each) => removeCondition(each, { operator: 'StringEquals', key: CONTEXT, values: [] }),
    expected: (each) => {
      const all = conditionsOf(each);
      if (all === undefined) return;
      delete all['StringEquals']?.[CONTEXT];
      if (Object.keys(all['StringEquals'] ?? {}).length === 0) delete all['StringEquals'];
      if (Object.keys(all).length === 0) delete each['Condition'];
    },
  },
  'sets the values of a condition': {
    edits: (text, each) =>
      setConditionValues(text, each, { operator: 'StringEquals', key: CONTEXT, values: [] }, ['x', 'y']),
    expected: (each) => {
      const block = conditionsOf(each)?.['StringEquals'];
      if (block !== undefined) block[CONTEXT] = ['x', 'y'];
    },
  },
  'sets the key of a condition': {
    edits: (_, each) =>
      setConditionKey(
        each,
        { operator: 'StringEquals', key: CONTEXT, values: [] },
        'kms:EncryptionContext:app',
      ),
    expected: (each) => {
      const block = conditionsOf(each)?.['StringEquals'];
      if (block === undefined) return;
      block['kms:EncryptionContext:app'] = block[CONTEXT];
      delete block[CONTEXT];
    },
  },
  'sets the operator of a condition': {
    edits: (text, each) =>
      setConditionOperator(
        text,
        each,
        { operator: 'StringEquals', key: CONTEXT, values: [] },
        'StringNotLike',
      ),
    expected: (each) => {
      const all = conditionsOf(each);
      if (all === undefined) return;
      const { [CONTEXT]: moved, ...left } = all['StringEquals'] ?? {};
      all['StringNotLike'] = { [CONTEXT]: moved };
      if (Object.keys(left).length === 0) delete all['StringEquals'];
      else all['StringEquals'] = left;
    },
  },
};

/** How one value of a list is written is the policy's, and tested by itself. */
function alike(all: { Statement: Json[] }, index: number): unknown {
  const one = (each: unknown): unknown =>
    Array.isArray(each) && each.length === 1 ? (each as unknown[])[0] : each;
  const principals = (each: unknown): unknown =>
    typeof each === 'object' && each !== null
      ? Object.fromEntries(Object.entries(each).map(([kind, names]) => [kind, one(names)]))
      : each;
  return all.Statement.map((each, i) =>
    i === index ? { ...each, Action: one(each['Action']), Principal: principals(each['Principal']) } : each,
  );
}

describe('an act of the form', () => {
  test.each(Object.entries(ACTS))(
    '%s: as on the plain value, and no other statement is touched',
    (_, act) => {
      fc.assert(
        fc.property(policy, fc.nat(3), (text, pick) => {
          const { statements } = form(text);
          const index = pick % statements.length;
          const chosen = statements[index]!; // index is below the length
          const after = applyEdits(text, act.edits(text, chosen));
          const wanted = value(text);
          act.expected(wanted.Statement[index]!); // likewise
          expect(alike(value(after), index)).toEqual(alike(wanted, index));
          form(after).statements.forEach((each, i) => {
            const before = statements[i]!; // as many as before
            if (i !== index) expect(after.slice(each.from, each.to)).toBe(text.slice(before.from, before.to));
          });
          expect(after.slice(0, chosen.from)).toBe(text.slice(0, chosen.from));
          const behind = text.length - chosen.to;
          expect(after.slice(after.length - behind)).toBe(text.slice(chosen.to));
        }),
        { numRuns: 200 },
      );
    },
  );

  test.each<
    [string, (each: PolicyForm, index: number) => readonly TextEdit[], (all: Json[], index: number) => void]
  >([
    [
      'adds',
      (each, index) => addStatement(each, index, { Effect: 'Deny' }),
      (all, index) => void all.splice(index, 0, { Effect: 'Deny' }),
    ],
    ['removes', removeStatement, (all, index) => void all.splice(index, 1)],
    ['duplicates', duplicateStatement, (all, index) => void all.splice(index, 0, all[index]!)],
    [
      'moves down',
      (each, index) => moveStatement(each, index, 1),
      (all, index) => {
        const next = all[index + 1];
        if (next !== undefined) all.splice(index, 2, next, all[index]!); // index is below the length
      },
    ],
    [
      'moves up',
      (each, index) => moveStatement(each, index, -1),
      (all, index) => {
        const before = all[index - 1];
        if (before !== undefined) all.splice(index - 1, 2, all[index]!, before); // likewise
      },
    ],
  ])('%s a statement; the text of the others stays as it is', (_, edits, expected) => {
    fc.assert(
      fc.property(policy, fc.nat(3), (text, pick) => {
        const before = form(text);
        const index = pick % before.statements.length;
        const after = applyEdits(text, edits(before, index));
        const wanted = value(text);
        expected(wanted.Statement, index);
        expect(value(after)).toEqual(wanted);
        const slices = (all: PolicyForm) => all.statements.map(({ from, to }) => all.text.slice(from, to));
        const kept = slices(form(after));
        for (const [i, slice] of slices(before).entries()) if (i !== index) expect(kept).toContain(slice);
      }),
      { numRuns: 200 },
    );
  });
});

describe('one value', () => {
  const START = { Effect: 'Allow', Principal: { AWS: [] }, Action: [] };
  const written = (...others: readonly Json[]): string => {
    const text = JSON.stringify({ Statement: [START, ...others] }, null, 2);
    const first = (now: string): StatementForm => form(now).statements[0]!; // there is one
    const named = applyEdits(text, addTo(text, first(text), 'Action', 'kms:Sign'));
    const who = { kind: 'AWS', value: 'x' };
    return applyEdits(named, addPrincipal(named, first(named), who));
  };
  const first = (text: string): unknown => value(text).Statement[0];

  test('is written as the rest of the policy writes one', () => {
    const alone = { Effect: 'Allow', Principal: { AWS: 'x' }, Action: 'kms:Sign' };
    expect(first(written())).toEqual(alone);
    expect(first(written({ Action: 'a', Principal: { AWS: 'b' } }, { Action: ['a'] }))).toEqual(alone);
    expect(first(written({ Action: ['a'], Principal: { AWS: ['b'] } }))).toEqual({
      Effect: 'Allow',
      Principal: { AWS: ['x'] },
      Action: ['kms:Sign'],
    });
  });

  test('so is the one that is left, and more than one stands on lines', () => {
    const text = JSON.stringify({ Statement: [{ Action: 'kms:*' }] }, null, 2);
    const [one] = form(text).statements;
    const two = applyEdits(text, setActions(text, one!, ['a', 'b'])); // there is one
    expect(two).toBe(JSON.stringify({ Statement: [{ Action: ['a', 'b'] }] }, null, 2));
    const [left] = form(two).statements;
    expect(applyEdits(two, removeFrom(two, left!, 'Action', 'a'))).toContain('"Action": "b"'); // likewise
  });
});

describe('reading', () => {
  test('what the form cannot show is told as text, and a policy of one statement without a list is one', () => {
    const text =
      '{"Statement": {"Effect": "allow", "Principal": "alice", "Action": 5, "Condition": {"Bool": {"x": true}}, "X": [1]}}';
    const [only] = form(text).statements;
    expect(only).toMatchObject({ effect: null, principals: null, actions: null });
    expect(only?.other).toEqual([
      { name: 'Effect', text: '"allow"' },
      { name: 'Principal', text: '"alice"' },
      { name: 'Action', text: '5' },
      { name: 'X', text: '[1]' },
    ]);
    expect(only?.conditions).toEqual([{ operator: 'Bool', key: 'x', values: ['true'] }]);
    const two = applyEdits(text, duplicateStatement(form(text), 0));
    expect(value(two).Statement).toHaveLength(2);
    expect(value(applyEdits(text, addStatement(form(text), 1, { Sid: 'n' }))).Statement).toHaveLength(2);
  });

  test('nothing is done twice, nor over something else', () => {
    const text = JSON.stringify({
      Statement: [
        {
          Action: ['a'],
          Principal: { AWS: ['x'] },
          Condition: { StringEquals: { k: 'v', 'aws:username': 'u' }, StringLike: { K: 'w' } },
        },
      ],
    });
    const [each] = form(text).statements;
    if (each === undefined) throw new Error('there is one');
    expect(addTo(text, each, 'Action', 'a')).toEqual([]);
    expect(addPrincipal(text, each, { kind: 'AWS', value: 'x' })).toEqual([]);
    expect(addCondition(text, each, { operator: 'StringEquals', key: 'K', values: ['z'] })).toEqual([]);
    const own = { operator: 'StringEquals', key: 'k', values: ['v'] };
    expect(setConditionKey(each, own, 'AWS:UserName')).toEqual([]);
    expect(setConditionOperator(text, each, own, 'StringLike')).toEqual([]);
  });

  test('any text is read or refused at its place', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const read = formOf(text);
        if (!read.ok) expect(read.at).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 1_000 },
    );
  });
});
