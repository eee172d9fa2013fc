import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PolicyKind } from './document.ts';
import { parsePolicy } from './parse.ts';

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

  // change, code, text at the place, part of the message
  test.each<[object, string, string, string]>([
    [{ NotAction: 'kms:Decrypt', Action: undefined }, 'element-unsupported', '"NotAction"', 'NotAction'],
    [
      { NotPrincipal: { AWS: ROOT }, Principal: undefined },
      'element-unsupported',
      '"NotPrincipal"',
      'NotPrincipal',
    ],
    [{ NotResource: '*', Resource: undefined }, 'element-unsupported', '"NotResource"', 'NotResource'],
    [{ Actions: 'x' }, 'element-unknown', '"Actions"', '"Actions"'],
    [{ action: 'x' }, 'element-unknown', '"action"', 'spelled "Action"'],
    [{ Effect: 'allow' }, 'effect', '"allow"', 'this spelling'],
    [{ Effect: undefined }, 'element-missing', '{', 'no Effect'],
    [{ Action: undefined }, 'element-missing', '{', 'no Action'],
    [{ Resource: undefined }, 'element-missing', '{', 'no Resource'],
    [{ Principal: undefined }, 'element-missing', '{', 'no Principal'],
    [{ Action: [] }, 'element-empty', '[]', 'Action'],
    [{ Resource: [] }, 'element-empty', '[]', 'Resource'],
    [{ Principal: {} }, 'element-empty', '"Principal"', 'Principal'],
    [{ Principal: { AWS: [] } }, 'element-empty', '[]', 'Principal'],
    [{ Action: [7] }, 'element-type', '7', 'Action'],
    [{ Sid: 7 }, 'element-type', '7', 'Sid'],
    [{ Principal: null }, 'element-type', 'null', 'Principal'],
    [{ Principal: ROOT }, 'principal-format', `"${ROOT}"`, '{"AWS": …}'],
    [{ Principal: { Service: 'logs.amazonaws.com' } }, 'principal-unsupported', '"Service"', 'Service'],
    [{ Principal: { Federated: 'x' } }, 'principal-unsupported', '"Federated"', 'Federated'],
    [{ Principal: { aws: ROOT } }, 'element-unknown', '"aws"', '"aws"'],
    [
      { Principal: { AWS: 'arn:aws:iam::000000000000:group/g' } },
      'principal-group',
      '"arn:aws:iam::000000000000:group/g"',
      'group',
    ],
    [
      { Principal: { AWS: 'arn:aws:iam::000000000000:role/app-*' } },
      'principal-wildcard',
      '"arn:aws:iam::000000000000:role/app-*"',
      'ArnLike',
    ],
    [{ Principal: { AWS: '00000000000' } }, 'principal-format', '"00000000000"', '12 digits'],
    [{ Principal: { AWS: 'AIDAEXAMPLE' } }, 'principal-format', '"AIDAEXAMPLE"', 'ARN of a user'],
    [{ Action: 's3:GetObject' }, 'action-foreign', '"s3:GetObject"', 'another service'],
    [{ Action: ['kms:*', 'Decrypt'] }, 'action-format', '"Decrypt"', 'kms:Decrypt'],
    [{ Action: 'kms:' }, 'action-format', '"kms:"', 'not an action'],
    [{ Resource: 'key/1' }, 'resource-format', '"key/1"', 'an ARN'],
    [
      { Resource: 'arn:aws:kms:*:*:key/${aws:username}' },
      'policy-variable',
      '"arn:aws:kms:*:*:key/${aws:username}"',
      'policy variable',
    ],
    [{ Condition: [] }, 'element-type', '[]', 'Condition'],
    [{ Condition: { Bool: 'true' } }, 'element-type', '"true"', 'Bool'],
    [
      { Condition: { NumericEquals: { 'kms:RotationPeriodInDays': 90 } } },
      'operator-unsupported',
      '"NumericEquals"',
      'NumericEquals',
    ],
    [
      { Condition: { StringNotEquals: { 'kms:KeySpec': 'x' } } },
      'operator-unsupported',
      '"StringNotEquals"',
      'StringNotEquals',
    ],
    [
      { Condition: { BoolIfExists: { 'aws:SecureTransport': true } } },
      'operator-unsupported',
      '"BoolIfExists"',
      'BoolIfExists',
    ],
    [
      { Condition: { 'ForAnyValue:StringLike': { 'aws:TagKeys': 'x' } } },
      'operator-unsupported',
      '"ForAnyValue:StringLike"',
      'ForAnyValue:StringLike',
    ],
    [
      { Condition: { StringsEqual: { 'kms:KeySpec': 'x' } } },
      'operator-unknown',
      '"StringsEqual"',
      'no condition operator',
    ],
    [
      { Condition: { stringlike: { 'kms:KeySpec': 'x' } } },
      'operator-unknown',
      '"stringlike"',
      'spelled "StringLike"',
    ],
    [
      { Condition: { StringEquals: { 'kms:EncryptionContex:app': 'x' } } },
      'condition-key-unknown',
      '"kms:EncryptionContex:app"',
      'no condition key',
    ],
    [
      { Condition: { StringEquals: { 'kms:GrantOperations': 'Decrypt' } } },
      'condition-key-multivalued',
      '"kms:GrantOperations"',
      'several values',
    ],
    [
      { Condition: { StringEquals: { 'aws:ResourceTag/a': 'x' } } },
      'condition-key-kind',
      '"aws:ResourceTag/a"',
      'key policy',
    ],
    [
      { Condition: { Null: { 'kms:ResourceAliases': 'true' } } },
      'condition-key-kind',
      '"kms:ResourceAliases"',
      'key policy',
    ],
    [
      { Condition: { StringEquals: { 'kms:KeySpec': 'x', 'kms:keyspec': 'y' } } },
      'condition-key-duplicate',
      '"kms:keyspec"',
      'twice',
    ],
    [{ Condition: { StringEquals: { 'kms:KeySpec': [] } } }, 'element-empty', '[]', '"kms:KeySpec"'],
    [{ Condition: { StringEquals: { 'kms:KeySpec': null } } }, 'element-type', 'null', '"kms:KeySpec"'],
    [
      { Condition: { StringEquals: { 'kms:EncryptionContext:u': '${aws:username}' } } },
      'policy-variable',
      '"${aws:username}"',
      'policy variable',
    ],
    [
      { Condition: { Bool: { 'aws:SecureTransport': 'yes' } } },
      'condition-value',
      '"yes"',
      '"true" or "false"',
    ],
    [{ Condition: { ArnLike: { 'aws:PrincipalArn': '*' } } }, 'condition-value', '"*"', 'six parts'],
  ])('refuses %j as %s at %s', (change, code, at, message) => {
    const found = problems(policy(change));
    expect(found.map(([first, place]) => [first, place])).toEqual([[code, at]]);
    expect(found[0]?.[2]).toContain(message);
  });

  test.each<[string, string, string]>([
    ['[]', 'element-type', '[]'],
    ['{"Version":"2012-10-17"}', 'element-missing', '{'],
    ['{"Statement":[]}', 'element-empty', '[]'],
    ['{"Statement":["x"]}', 'element-type', '"x"'],
    [policy({}, { Version: '2012-10-18' }), 'version', '"2012-10-18"'],
    [policy({}, { Version: 2012 }), 'element-type', '2012'],
    [policy({}, { Id: 7 }), 'element-type', '7'],
    [policy({}, { Comment: 'x' }), 'element-unknown', '"Comment"'],
    ['{"Statement":[],}', 'json', ','],
    ['{"Statement":1,"Statement":2}', 'json', '"'],
    ['{"Statement":[', 'json', '['],
    ['', 'json', ''],
  ])('refuses the document %s as %s', (text, code, at) => {
    expect(problems(text).map(([first, place]) => [first, place])).toEqual([[code, at]]);
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
      { seed: 20261124, numRuns: 1000 },
    );
  });

  test('caps the list of problems', () => {
    expect(problems(policy({ Action: Array.from({ length: 5000 }, () => 's3:x') }))).toHaveLength(100);
  });
});
