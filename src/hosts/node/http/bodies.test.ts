/** Bodies that cannot be read: malformed JSON, wrong types, bad base64, bytes that are not UTF-8 (issue "Bad input"). */
import { describe, expect, it } from 'vitest';
import { ROOT } from '../testing/desk.ts';
import { signRequest } from '../testing/sign-request.ts';
import {
  expectFraming,
  expectQuiet,
  expectRefused,
  snapshot,
  succeed,
  useDesk,
  useKey,
} from './testing/conformance.ts';

const desk = useDesk();
const key = useKey(desk);

const address = (): string => `http://127.0.0.1:${desk.port}`;

const send = async (body: string | Uint8Array, target = 'TrentService.ListKeys') => {
  const { headers } = signRequest({ url: address(), target, body, credentials: ROOT });
  const response = await fetch(address(), { method: 'POST', headers, body: body as BodyInit }); // both are bodies
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
};

describe.concurrent('JSON', () => {
  const nested = (depth: number): string => `{"X":${'['.repeat(depth)}${']'.repeat(depth)}}`;
  it.each([
    ['no JSON', 'hello'],
    ['a byte order mark', '\ufeff{}'],
    ['an unfinished object', '{"Limit":1'],
    ['a trailing comma', '{"Limit":1,}'],
    ['single quotes', "{'Limit':1}"],
    ['a comment', '{/**/}'],
    ['NaN', '{"Limit":NaN}'],
    ['a leading zero', '{"Limit":01}'],
    ['two values', '{}{}'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a string', '"ListKeys"'],
    ['a number', '1'],
    ['only spaces', '   '],
    ['a member twice', '{"Limit":1,"Limit":2}'],
    ['a member twice, once escaped', '{"Limit":1,"\\u004cimit":2}'],
    ['__proto__ twice', '{"__proto__":1,"__proto__":2}'],
    ['a lone surrogate', '{"Marker":"\\ud800"}'],
    ['a control character', '{"Marker":"\u0001"}'],
    ['a number too large', '{"Limit":1e999}'],
    ['deep nesting', nested(65)],
    ['very deep nesting', nested(100_000)],
  ])('refuses %s', async (_, body) => {
    await expectRefused(desk, 'ListKeys', body, { code: 'SerializationException', unchanged: key });
  });

  it('takes nesting to 64', async () => {
    await succeed(desk, 'ListKeys', nested(63));
  });

  it.each([
    ['a lone continuation byte', [0x7b, 0x80, 0x7d]],
    ['an overlong slash', [0x22, 0xc0, 0xaf, 0x22]],
    ['a surrogate in UTF-8', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['UTF-16', [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]],
  ])('refuses %s as not UTF-8', async (_, bytes) => {
    const answer = await send(Uint8Array.from(bytes));
    expect(answer).toMatchObject({ status: 400, body: { __type: 'SerializationException' } });
    expectFraming(answer);
  });

  it.each([
    ['DescribeKey', { KeyId: 5 }],
    ['DescribeKey', { KeyId: ['x'] }],
    ['DescribeKey', { KeyId: {} }],
    ['DescribeKey', { KeyId: true }],
    ['DescribeKey', { KeyId: 'x', GrantTokens: 'token' }],
    ['DescribeKey', { KeyId: 'x', GrantTokens: [1] }],
    ['DescribeKey', { KeyId: 'x', GrantTokens: [null] }],
    ['DescribeKey', { KeyId: 'x', GrantTokens: {} }],
    ['ListKeys', { Limit: '10' }],
    ['ListKeys', { Limit: 1.5 }],
    ['ListKeys', { Limit: 1e300 }],
    ['ListKeys', { Limit: 2 ** 53 }],
    ['ListKeys', { Limit: [1] }],
    ['ListKeys', { Marker: 1 }],
    ['CreateKey', { MultiRegion: 'false' }],
    ['CreateKey', { Description: 1 }],
    ['CreateKey', { KeySpec: 1 }],
    ['CreateKey', { KeySpec: ['SYMMETRIC_DEFAULT'] }],
    ['CreateKey', { Tags: {} }],
    ['CreateKey', { Tags: ['a'] }],
    ['CreateKey', { Tags: [null] }],
    ['CreateKey', { Tags: [{ TagKey: 1, TagValue: 'x' }] }],
    ['CreateKey', { Policy: {} }],
    ['Encrypt', { KeyId: 'x', Plaintext: 5 }],
    ['Encrypt', { KeyId: 'x', Plaintext: ['YQ=='] }],
    ['Encrypt', { KeyId: 'x', Plaintext: 'YQ==', DryRun: 'true' }],
    ['Encrypt', { KeyId: 'x', Plaintext: 'YQ==', EncryptionContext: 'a=b' }],
    ['Encrypt', { KeyId: 'x', Plaintext: 'YQ==', EncryptionContext: [] }],
    ['Encrypt', { KeyId: 'x', Plaintext: 'YQ==', EncryptionContext: { a: 1 } }],
    ['Encrypt', { KeyId: 'x', Plaintext: 'YQ==', EncryptionContext: { a: null } }],
    ['Encrypt', { KeyId: 'x', Plaintext: 'YQ==', EncryptionContext: { a: { b: 'c' } } }],
    ['Decrypt', { CiphertextBlob: 7 }],
    ['Decrypt', { CiphertextBlob: 'YQ==', DryRunModifiers: 'IGNORE_CIPHERTEXT' }],
    ['PutKeyPolicy', { KeyId: 'x', Policy: { Version: '2012-10-17' } }],
    ['GenerateDataKey', { KeyId: 'x', NumberOfBytes: '32' }],
    ['GenerateDataKey', { KeyId: 'x', NumberOfBytes: 32, Recipient: 'enclave' }],
    ['CreateAlias', { AliasName: 1, TargetKeyId: 'x' }],
    // An object that is asked for its length, which cannot be compared.
    ['CreateAlias', { AliasName: { length: [[{}]] }, TargetKeyId: 'x' }],
    ['TagResource', { KeyId: 'x', Tags: { length: { a: 1 } } }],
    ['Keydesk.SearchAuditEvents', { Since: '2026-01-01' }],
    ['Keydesk.SearchAuditEvents', { Since: 1e300 }],
  ])('refuses the wrong JSON type: %s %j', async (target, body) => {
    await expectRefused(desk, target, body, { code: 'SerializationException' });
  });

  it.each(['YQ', 'YQ=', 'YQ===', 'Y Q==', 'YQ==\n', 'Y-_=', 'YR==', '!!!!', 'YQ==YQ==', '='])(
    'refuses %j as base64',
    async (Plaintext) => {
      await expectRefused(
        desk,
        'Encrypt',
        { KeyId: key.id, Plaintext },
        { code: 'SerializationException', message: 'Plaintext is not base64' },
      );
    },
  );
});

it('is the same desk after all of this', async () => {
  expect(desk.process.exitCode).toBeNull();
  await snapshot(desk, key);
  expectQuiet(desk);
});
