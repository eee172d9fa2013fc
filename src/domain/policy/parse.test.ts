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

  test('lists every problem in the order of the text', () => {
    const text = JSON.stringify({
      Statement: [
        { ...statement, Effect: 'x', Action: 'y:z' },
        { ...statement, Sid: 1 },
      ],
      Other: 1,
    });
    expect(problems(text).map(([code]) => code)).toEqual([
      'effect',
      'action-foreign',
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
    expect(problems(policy({ Action: Array.from({ length: 5000 }, () => 's3:x') }))).toHaveLength(100);
  });
});
