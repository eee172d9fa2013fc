import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PolicyKind } from './document.ts';
import { parsePolicy } from './parse.ts';
import { runs } from '../../testing/runs.ts';

const ROOT = 'arn:aws:iam::000000000000:root';
const statement = { Effect: 'Allow', Principal: { AWS: ROOT }, Action: 'kms:*', Resource: '*' };
const { Principal: _, ...identityStatement } = statement;

/** One statement with changes; a member set to undefined goes away. */
const policy = (change: object, head: object = { Version: '2012-10-17' }): string =>
  JSON.stringify({ ...head, Statement: [{ ...statement, ...change }] }, null, 1);

/** Each problem as its code and the text at its place. */
function problems(text: string, kind: PolicyKind = 'key'): (readonly [string, string, string])[] {
  const parsed = parsePolicy(text, kind);
  return parsed.ok
    ? []
    : parsed.problems.map(({ code, from, to, message }) => [code, text.slice(from, to), message] as const);
}

function document(text: string, kind: PolicyKind = 'key') {
  const parsed = parsePolicy(text, kind);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.document;
}

describe('parsePolicy', () => {
  test('reads every element, with its place', () => {
    const text = `{"Version":"2012-10-17","Id":"mine","Statement":{"Sid":"Use é it","Effect":"Deny","Principal":{"AWS":["*","000000000000",
      "arn:aws:iam::000000000000:user/team/anna","arn:aws:sts::000000000000:assumed-role/app/session"]},"Action":["kms:Decrypt","KMS:generate*"],
      "Resource":"*","Condition":{"Bool":{"aws:SecureTransport":false},"StringEquals":{"kms:EncryptionContext:n":[1.50,"x"]}}}}`;
    const { version, id, statements } = document(text);
    expect([version, id]).toEqual(['2012-10-17', 'mine']);
    const [only] = statements;
    expect(only).toMatchObject({ index: 0, sid: 'Use é it', effect: 'Deny' });
    expect(only?.principals?.map((principal) => ({ ...principal, from: 0, to: 0 }))).toEqual([
      { type: 'anyone', from: 0, to: 0 },
      { type: 'account', account: '000000000000', from: 0, to: 0 },
      { type: 'principal', arn: 'arn:aws:iam::000000000000:user/team/anna', from: 0, to: 0 },
      { type: 'principal', arn: 'arn:aws:sts::000000000000:assumed-role/app/session', from: 0, to: 0 },
    ]);
    expect(only?.actions.map(({ text: action, from, to }) => [action, text.slice(from, to)])).toEqual([
      ['kms:Decrypt', '"kms:Decrypt"'],
      ['KMS:generate*', '"KMS:generate*"'],
    ]);
    expect(
      only?.conditions.map(({ operator, key, values, from, to }) => [
        operator,
        key,
        values.map((value) => value.text),
        text.slice(from, to),
      ]),
    ).toEqual([
      ['Bool', 'aws:SecureTransport', ['false'], '"aws:SecureTransport":false'],
      ['StringEquals', 'kms:EncryptionContext:n', ['1.50', 'x'], '"kms:EncryptionContext:n":[1.50,"x"]'],
    ]);
  });

  test('takes an absent version for 2008-10-17, where ${ is plain text', () => {
    const text = policy(
      { Condition: { StringEquals: { 'kms:EncryptionContext:a': '${aws:username}' } } },
      {},
    );
    expect(document(text).version).toBe('2008-10-17');
  });

  test.each<[string, object]>([
    ['Principal "*"', { Principal: '*' }],
    ['an action that no operation has', { Action: 'kms:Decript' }],
    ['an action of another service', { Action: ['s3:GetObject', 's*:Get*', '*:*'] }],
    ['NotAction', { Action: undefined, NotAction: 'kms:Decrypt' }],
    ['NotPrincipal', { Principal: undefined, NotPrincipal: { AWS: [ROOT] } }],
    ['NotResource', { Resource: undefined, NotResource: 'arn:aws:kms:*:*:key/1' }],
    ['a resource that is no ARN', { Resource: 'key/1' }],
    [
      'principals that no caller is',
      { Principal: { Service: 'logs.amazonaws.com', Federated: ['x'], CanonicalUser: '79a5', AWS: ROOT } },
    ],
    ['a federated user', { Principal: { AWS: 'arn:aws:sts::000000000000:federated-user/bob' } }],
    [
      'a condition key that nobody knows',
      { Condition: { StringEquals: { 'kms:EncryptionContex:app': 'x' } } },
    ],
    ['a value of a wrong type', { Condition: { Bool: { 'aws:SecureTransport': 'yes' } } }],
    [
      'a plain operator on a key with several values',
      { Condition: { StringEquals: { 'kms:GrantOperations': 'x' } } },
    ],
    ['a policy variable', { Resource: 'arn:aws:kms:*:*:key/${aws:username}' }],
    [
      'a default of one',
      { Condition: { StringLike: { 'aws:username': "${aws:PrincipalTag/a, 'it''s {}'}*${*}${?}${$}" } } },
    ],
    [
      'what looks like a variable where none is read',
      { Condition: { NumericEquals: { 'aws:MultiFactorAuthAge': '${' } } },
    ],
    ['the action *', { Action: '*' }],
    ['an action pattern over namespaces', { Action: 'k*' }],
    ['a key ARN pattern', { Resource: ['arn:aws:kms:*:*:key/*', 'arn:aws:s3:::x'] }],
    ['an empty Condition', { Condition: {} }],
    ['an empty operator', { Condition: { StringEquals: {} } }],
    ['Null on a key with several values', { Condition: { Null: { 'kms:EncryptionContextKeys': 'false' } } }],
    [
      'a condition key in another case',
      { Condition: { StringEquals: { 'KMS:calleraccount': '000000000000' } } },
    ],
    ['a Sid with spaces', { Sid: 'Enable IAM User Permissions' }],
    [
      'the same Sid and key in two operators',
      { Condition: { Null: { 'aws:PrincipalArn': false }, ArnLike: { 'aws:PrincipalArn': ROOT } } },
    ],
  ])('takes %s', (_name, change) => {
    expect(problems(policy(change))).toEqual([]);
  });

  test('reads inverted elements, outside principals and the parts of an operator', () => {
    const text = JSON.stringify({
      Statement: {
        Effect: 'Deny',
        NotPrincipal: { AWS: '000000000000', Service: 'logs.amazonaws.com' },
        NotAction: ['kms:Decrypt', 'kms:E*'],
        NotResource: '*',
        Condition: { 'ForAnyValue:StringLikeIfExists': { 'aws:TagKeys': 'a' } },
      },
    });
    const [only] = document(text).statements;
    expect(only).toMatchObject({
      not: { principal: true, action: true, resource: true },
      principals: [
        { type: 'account', account: '000000000000' },
        { type: 'outside', kind: 'Service', name: 'logs.amazonaws.com' },
      ],
      actions: [{ text: 'kms:Decrypt' }, { text: 'kms:E*' }],
      conditions: [
        {
          operator: 'ForAnyValue:StringLikeIfExists',
          qualifier: 'ForAnyValue',
          base: 'StringLike',
          ifExists: true,
        },
      ],
    });
  });

  test('gives what could be read of a text that is refused', () => {
    const text = `{
      "Statement": [
        ${JSON.stringify({ ...statement, Sid: 'whole' })},
        { "Sid": "typed", "Effect": "Allow", "Principal": {"AWS": "${ROOT}"}, "Action": ["kms:Dec`;
    const parsed = parsePolicy(text, 'key');
    if (parsed.ok) throw new Error('it is not JSON');
    const broken = parsed.problems.filter(({ code }) => code === 'json');
    expect(broken[0]).toMatchObject({ mend: { insert: '"' } });
    expect(broken).toHaveLength(5); // quote, list, statement, list, policy
    expect(parsed.partial?.statements.map(({ sid, index }) => [sid, index])).toEqual([
      ['whole', 0],
      ['typed', 1],
    ]);
    expect(parsed.tree?.kind).toBe('object');
    const lost = parsePolicy('hello', 'key');
    expect(lost).toMatchObject({ ok: false, partial: null, tree: { kind: 'string', value: 'hello' } });
    expect(parsePolicy('', 'key')).toMatchObject({ ok: false, partial: null, tree: null });
  });

  test('takes an inverted principal of an identity policy for what it is', () => {
    const text = JSON.stringify({ Statement: [{ ...identityStatement, NotPrincipal: '*' }] });
    expect(problems(text, 'identity').map(([code, at]) => [code, at])).toEqual([
      ['element-unexpected', '"NotPrincipal"'],
    ]);
  });

  test('lists every problem in the order of the text', () => {
    const text = JSON.stringify({
      Statement: [
        { ...statement, Effect: 'x', Action: 'yz' },
        { ...statement, Sid: 1 },
      ],
      Other: 1,
    });
    expect(problems(text).map(([code]) => code)).toEqual([
      'effect',
      'action-format',
      'element-type',
      'element-unknown',
    ]);
  });

  test('refuses a Principal in an identity policy, and takes one without', () => {
    const text = JSON.stringify({ Statement: [statement] });
    expect(problems(text, 'identity').map(([code, at]) => [code, at])).toEqual([
      ['element-unexpected', '"Principal"'],
    ]);
    const own = document(
      JSON.stringify({
        Statement: {
          ...identityStatement,
          Action: 'keydesk:*',
          Condition: { StringEquals: { 'aws:ResourceTag/a': 'x' } },
        },
      }),
      'identity',
    );
    expect(own.statements[0]?.principals).toBeNull();
  });

  test('never throws, and every place lies in the text', () => {
    const word = fc.constantFrom(
      'Version',
      'Statement',
      'Effect',
      'Allow',
      'Principal',
      'AWS',
      '*',
      'Action',
      'Resource',
      'Condition',
      'Bool',
      'NotAction',
      '__proto__',
      'kms:*',
    );
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 5 },
        word,
        fc.jsonValue({ maxDepth: 1 }),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(word, tie('node')),
      ),
    })).node;
    fc.assert(
      fc.property(
        fc.dictionary(word, value),
        fc.constantFrom<PolicyKind>('key', 'identity'),
        (tree, kind) => {
          const text = JSON.stringify(tree, null, 1);
          const parsed = parsePolicy(text, kind);
          for (const { from, to, message } of parsed.ok ? [] : parsed.problems) {
            expect(from).toBeLessThan(to);
            expect(to).toBeLessThanOrEqual(text.length);
            expect(message).toMatch(/\.$/);
          }
        },
      ),
      { seed: 20261124, numRuns: runs(1000) },
    );
  });

  test('caps the list of problems', () => {
    expect(problems(policy({ Action: Array.from({ length: 5000 }, () => 's3') }))).toHaveLength(100);
  });
});
