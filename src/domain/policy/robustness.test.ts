/** Whatever text is typed or sent: an answer, at its place, soon. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../testing/runs.ts';
import { compilePolicy } from './compile.ts';
import { MAX_POLICY_BYTES, type PolicyKind } from './document.ts';
import { decide, explain } from './evaluate.ts';
import { foresee } from './foresee.ts';
import { parsePolicy } from './parse.ts';
import { ANNA, anna, ask, source } from './policies.fixture.ts';
import { compiled, policyOf } from './random-policies.fixture.ts';

const kind = fc.constantFrom<PolicyKind>('key', 'identity');

/** Every place that a reader of the answer may go to. */
function* placesOf(parsed: ReturnType<typeof parsePolicy>) {
  const document = parsed.ok ? parsed.document : parsed.partial;
  if (!parsed.ok)
    for (const { mend, ...problem } of parsed.problems) {
      yield problem;
      if (mend !== undefined) yield mend;
    }
  for (const statement of document?.statements ?? []) {
    yield statement;
    yield* statement.principals ?? [];
    yield* [...statement.actions, ...statement.resources];
    for (const condition of statement.conditions) yield* [condition, condition.keyPlace, ...condition.values];
  }
}

function expectSound(text: string, policyKind: PolicyKind): void {
  const parsed = parsePolicy(text, policyKind);
  for (const { from, to } of placesOf(parsed)) {
    expect(from).toBeGreaterThanOrEqual(0);
    expect(to).toBeGreaterThanOrEqual(from);
    expect(to).toBeLessThanOrEqual(text.length);
  }
  if (parsed.ok) return;
  expect(parsed.problems.length).toBeGreaterThan(0);
  expect(parsed.problems.length).toBeLessThanOrEqual(100);
  for (const { from, to, message } of parsed.problems) {
    if (text.length > 0) expect(to).toBeGreaterThan(from); // an editor marks something
    expect(message).toMatch(/\.$/);
  }
  const order = parsed.problems.map(({ from }) => from);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
}

describe('any text', () => {
  test('is read or refused, at places that are in it', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ maxLength: 80 }), fc.string({ unit: 'binary', maxLength: 40 })),
        kind,
        expectSound,
      ),
      { numRuns: runs(2000) },
    );
  });

  test('that was a policy until somebody typed in it', () => {
    const typed = fc.constantFrom(
      '',
      '"',
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '\\',
      '\n',
      '${',
      '//',
      '*',
      'x',
      '\u202e',
      '\ud800',
    );
    fc.assert(
      fc.property(
        policyOf('key'),
        fc.nat(),
        fc.nat({ max: 30 }),
        typed,
        fc.boolean(),
        (policy, at, length, insert, wide) => {
          const text = JSON.stringify(policy, null, wide ? 2 : 0);
          const from = at % (text.length + 1);
          expectSound(text.slice(0, from) + insert + text.slice(from + length), 'key');
        },
      ),
      { numRuns: runs(1500) },
    );
  });

  test('that is being typed from its first letter to its last keeps what was already there', () => {
    const text = JSON.stringify(
      {
        Version: '2012-10-17',
        Statement: [0, 1, 2].map((i) => ({
          Sid: `s${i}`,
          Effect: 'Allow',
          Principal: '*',
          Action: 'kms:*',
          Resource: '*',
        })),
      },
      null,
      2,
    );
    let most = 0;
    for (let length = 0; length <= text.length; length++) {
      const parsed = parsePolicy(text.slice(0, length), 'key');
      const count = (parsed.ok ? parsed.document : parsed.partial)?.statements.length ?? 0;
      // A statement counts from its Effect on, and never gets lost again.
      expect(count).toBeGreaterThanOrEqual(most);
      most = count;
    }
    expect(most).toBe(3);
  });
});

describe('names that objects have by birth', () => {
  const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];

  test.each(NAMES)('%s is an unknown element, principal and operator', (name) => {
    const member = (where: string): string =>
      `{"Version":"2012-10-17",${where === 'policy' ? `"${name}":{},` : ''}"Statement":[{${where === 'statement' ? `"${name}":{},` : ''}"Effect":"Allow","Principal":${where === 'principal' ? `{"${name}":"x"}` : '"*"'},"Action":"kms:*","Resource":"*","Condition":{${where === 'operator' ? `"${name}":{"aws:username":"x"}` : ''}}}]}`;
    for (const [where, code] of [
      ['policy', 'element-unknown'],
      ['statement', 'element-unknown'],
      ['principal', 'element-unknown'],
      ['operator', 'operator-unknown'],
    ] as const) {
      const parsed = parsePolicy(member(where), 'key');
      expect(parsed.ok ? [] : parsed.problems.map((problem) => problem.code), where).toEqual([code]);
    }
  });

  test.each(NAMES)('%s is a condition key that nobody has, and a name of a context pair', (name) => {
    const statement = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
    const when = (key: string, value = 'x') =>
      source('key', [
        {
          ...statement,
          Condition: JSON.parse(`{"StringEquals":{"${key}":${JSON.stringify(value)}}}`) as object,
        },
      ]);
    expect(decide(ask('kms:Decrypt', anna, { [name.toLowerCase()]: 'x' }), when(name), []).allowed).toBe(
      false,
    );
    const pair = `kms:EncryptionContext:${name}`;
    expect(decide(ask('kms:Decrypt', anna), when(pair), []).allowed).toBe(false);
    expect(decide(ask('kms:Decrypt', anna, { [pair.toLowerCase()]: 'x' }), when(pair), []).allowed).toBe(
      true,
    );
    const variable = when(pair, `\${aws:PrincipalTag/${name}}`);
    expect(decide(ask('kms:Decrypt', anna, { [pair.toLowerCase()]: 'x' }), variable, []).allowed).toBe(false);
  });
});

describe('32 KiB meant to take long', () => {
  const statement = { Effect: 'Allow', Principal: { AWS: ANNA }, Action: 'kms:*', Resource: '*' };
  const deny = { Effect: 'Deny', Principal: '*', Action: 'kms:*', Resource: '*' };
  const key = 'kms:EncryptionContext:a';
  const when = (operator: string, value: unknown) => ({
    ...deny,
    Condition: { [operator]: { [key]: value } },
  });
  const fill = (make: (times: number) => object): string => {
    const policy = (times: number): string =>
      JSON.stringify({ Version: '2012-10-17', Statement: [statement, make(times)] });
    let times = 1;
    while (policy(times * 2).length <= MAX_POLICY_BYTES) times *= 2;
    return policy(times);
  };
  const CONTEXT = 'a'.repeat(8000);

  test.each<readonly [string, (times: number) => object]>([
    ['one glob of many stars', (times) => when('StringLike', `${'*a'.repeat(times)}*b`)],
    ['one glob of stars and holes', (times) => when('StringLike', `${'*?a'.repeat(times)}*b`)],
    ['one long piece', (times) => when('StringLike', `*b${'a'.repeat(times)}*`)],
    ['one long piece with holes', (times) => when('StringLike', `*${'a?'.repeat(times)}b*`)],
    [
      'many globs',
      (times) =>
        when(
          'StringLike',
          Array.from({ length: times }, (_, i) => `*${i}*b`),
        ),
    ],
    [
      'many long globs',
      (times) =>
        when(
          'StringLike',
          Array.from({ length: Math.ceil(times / 512) }, () => `*b${'a'.repeat(511)}*`),
        ),
    ],
    ['many variables', (times) => when('StringLike', `${'${aws:username}*'.repeat(times)}b`)],
    [
      'many values with variables',
      (times) =>
        when(
          'StringLike',
          Array.from({ length: times }, (_, i) => `*\${aws:username}${i}*`),
        ),
    ],
    ['blanks in a variable', (times) => when('StringLike', `\${aws:a${' '.repeat(times)}b}`)],
    ['quotes in a variable', (times) => when('StringLike', `\${aws:username, '${"''".repeat(times)}'}`)],
    ['many actions', (times) => ({ ...deny, Action: Array.from({ length: times }, (_, i) => `kms:*${i}*`) })],
    [
      'many addresses',
      (times) =>
        when(
          'IpAddress',
          Array.from({ length: times }, (_, i) => `10.${i % 256}.0.0/16`),
        ),
    ],
    ['digits', (times) => when('NumericEquals', '9'.repeat(times))],
    ['a date', (times) => when('DateEquals', `2026-01-01T00:00:00.${'9'.repeat(times)}Z`)],
    ['base64', (times) => when('BinaryEquals', 'A'.repeat(times))],
  ])('%s', (_name, make) => {
    const text = fill(make);
    expect(text.length).toBeGreaterThan(MAX_POLICY_BYTES / 2 - 1);
    const parsed = parsePolicy(text, 'key');
    if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
    const policy = { compiled: compilePolicy(parsed.document, 'key'), id: 'x', version: 1, digest: '' };
    const request = ask('kms:Decrypt', anna, { [key.toLowerCase()]: CONTEXT, 'aws:username': 'a' });
    for (let i = 0; i < 3; i++) decide(request, policy, []);
    expect(explain(request, policy, [])).toHaveLength(2);
  });
});

test('foresee never says no to what decide allows, over the whole language', () => {
  let allowed = 0;
  fc.assert(
    fc.property(
      policyOf('key'),
      fc.array(policyOf('identity'), { maxLength: 1 }),
      fc.nat(),
      (key, identities, salt) => {
        const own = compiled(key, 'key');
        const attached = identities.map((one) => compiled(one, 'identity'));
        const known = { 'aws:username': 'acme', 'aws:sourceip': '203.0.113.9' };
        const later = {
          'kms:encryptioncontext:tenant': ['acme', 'Acme', 'acme-1', 'a*'][salt % 4] ?? '',
          'kms:rotationperiodindays': '7',
        };
        const now = ask('kms:Decrypt', anna, known);
        if (!decide(ask('kms:Decrypt', anna, { ...known, ...later }), own, attached).allowed) return;
        allowed++;
        expect(foresee(now, own, attached).allowed).toBe(true);
      },
    ),
    { numRuns: runs(2000) },
  );
  expect(allowed).toBeGreaterThan(100);
});
