/** What a key policy must hold to be stored (kms-api.md §8.6). */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  expectQuiet,
  expectRefused,
  makeKey,
  succeed,
  useDesk,
  useService,
  type Key,
  type Refusal,
} from './testing/conformance.ts';
import { aws, delegated, keyWith, kept, policyOf, refused, SILENT_RESOURCE } from './testing/policies.ts';

const desk = useDesk();
const plain = useService(desk, 'plain');

describe('PutKeyPolicy', () => {
  const put = (key: Key, Policy: string, more: object = {}): object => ({ KeyId: key.id, Policy, ...more });
  let key: Key;
  beforeAll(async () => {
    key = await keyWith(desk, delegated());
  });

  it('stores the text byte for byte', async () => {
    const { id, arn } = await makeKey(desk);
    for (const Policy of [
      `\n\t${policyOf(kept())}\r\n  `,
      policyOf(kept(), { Sid: 'größer ÿ', Principal: aws(ACCOUNT), Action: 'kms:*' }),
      JSON.stringify({
        Statement: { Effect: 'Allow', Principal: aws(ACCOUNT), Action: 'kms:*', Resource: arn },
      }),
    ]) {
      expect(await succeed(desk, 'PutKeyPolicy', { KeyId: arn, PolicyName: 'default', Policy })).toEqual({});
      expect(await succeed(desk, 'GetKeyPolicy', { KeyId: id, PolicyName: 'default' })).toEqual({
        Policy,
        PolicyName: 'default',
      });
    }
  });

  it('works at once', async () => {
    const at = await keyWith(desk);
    await refused(desk, plain, 'DescribeKey', { KeyId: at.id }, at, SILENT_RESOURCE);
    await succeed(
      desk,
      'PutKeyPolicy',
      put(at, policyOf(kept(), { Principal: aws(plain.arn), Action: 'kms:DescribeKey' })),
    );
    await succeed(desk, 'DescribeKey', { KeyId: at.id }, plain);
    await succeed(desk, 'PutKeyPolicy', put(at, policyOf(kept())));
    await refused(desk, plain, 'DescribeKey', { KeyId: at.id }, at, SILENT_RESOURCE);
  });

  it('knows no policy but default', async () => {
    const refusal: Refusal = { code: 'NotFoundException', message: 'No such policy exists', unchanged: key };
    await expectRefused(desk, 'GetKeyPolicy', { KeyId: key.id, PolicyName: 'other' }, refusal);
    await expectRefused(desk, 'PutKeyPolicy', put(key, policyOf(kept()), { PolicyName: 'Default' }), refusal);
    for (const PolicyName of ['a b', 'a.b'])
      await expectRefused(
        desk,
        'GetKeyPolicy',
        { KeyId: key.id, PolicyName },
        {
          code: 'ValidationException',
          message: `1 validation error detected: Value '${PolicyName}' at 'policyName' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[\\w]+$`,
        },
      );
  });

  const MALFORMED = (message: RegExp): Refusal => ({ code: 'MalformedPolicyDocumentException', message });
  const AT = (text: string, part: string): RegExp => new RegExp(`\\(at character ${text.indexOf(part)}\\)`);
  const one = (element: object): string =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*', ...element }],
    });

  it.each<readonly [string, RegExp]>([
    ['{', /^The policy is not valid JSON\. .*\(at character \d+\)$/],
    ['hello', /^The policy is not valid JSON\. .*\(at character 0\)$/],
    ['{"Statement":[],"Statement":[]}', /given twice.*\(at character 16\)/],
    ['[]', /^A policy must be an object/],
    ['"*"', /^A policy must be an object/],
    ['{}', /^The policy has no Statement\. \(at character 0\)$/],
    ['{"Statement":[]}', /at least one statement.*\(at character 13\)$/],
    [one({ Effect: 'allow' }), AT(one({ Effect: 'allow' }), '"allow"')],
    ['{"Statement":[],}', /^The policy is not valid JSON\. No comma.*\(at character 15\)$/],
    [one({ Action: 'GetObject' }), /is not an action/],
    [one({ Action: [] }), /at least one value/],
    [one({ Action: undefined }), /^The statement has no Action\./],
    [one({ Resource: undefined }), /^The statement has no Resource\./],
    [one({ Principal: undefined }), /^The statement has no Principal\./],
    [
      one({ Principal: { AWS: 'arn:aws:iam::123456789012:group/all' } }),
      /is a group, and a group cannot be a principal/,
    ],
    [one({ Principal: { AWS: 'arn:aws:iam::123456789012:role/*' } }), /has a wildcard/],
    [one({ Principal: { Service: [] } }), /at least one value/],
    [one({ Principal: 'somebody' }), AT(one({ Principal: 'somebody' }), '"somebody"')],
    [one({ NotPrincipal: '*' }), /^A statement has either Principal or NotPrincipal/],
    [one({ NotAction: 'kms:Decrypt' }), /^A statement has either Action or NotAction/],
    [one({ NotResource: '*' }), /^A statement has either Resource or NotResource/],
    [one({ Sidd: 'x' }), /no element "Sidd"/],
    [
      one({ Condition: { NullIfExists: { 'kms:ViaService': 'true' } } }),
      /^There is no condition operator "NullIfExists"/,
    ],
    [
      one({ Condition: { StringEqual: { 'kms:KeySpec': 'x' } } }),
      /^There is no condition operator "StringEqual"/,
    ],
    [
      one({ Condition: { StringEquals: { 'kms:KeySpec': 'x', 'KMS:keyspec': 'y' } } }),
      AT(one({ Condition: { StringEquals: { 'kms:KeySpec': 'x', 'KMS:keyspec': 'y' } } }), '"KMS:keyspec"'),
    ],
    [one({ Condition: { Null: { 'kms:ResourceAliases': true } } }), /not supported in a key policy/],
    [one({ Condition: { StringEquals: { 'aws:ResourceTag/a': 'x' } } }), /not supported in a key policy/],
    [one({ Resource: '${aws:username' }), /begins no policy variable/],
    [JSON.stringify({ Version: '2020-01-01', Statement: [] }), /^Version must be/],
  ])('refuses %s, saying where', async (policy, message) => {
    await expectRefused(desk, 'PutKeyPolicy', put(key, policy), { ...MALFORMED(message), unchanged: key });
    await expectRefused(
      desk,
      'CreateKey',
      { Policy: policy, BypassPolicyLockoutSafetyCheck: true },
      MALFORMED(message),
    );
  });

  it.each<readonly [string, object]>([
    ['an action of another service', { Action: ['s3:GetObject', 'kms:Decript'] }],
    ['a service', { Principal: { Service: 's3.amazonaws.com' } }],
    ['NotAction', { Action: undefined, NotAction: 'kms:*' }],
    ['NotResource', { Resource: undefined, NotResource: '*' }],
    ['a date', { Condition: { DateGreaterThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' } } }],
    ['a qualifier', { Condition: { 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': 'a' } } }],
    ['a key that nobody knows', { Condition: { StringEquals: { 'kms:Nonsense': 'x' } } }],
    ['a value of a wrong type', { Condition: { Bool: { 'aws:SecureTransport': 'perhaps' } } }],
    ['a variable', { Resource: 'arn:aws:kms:*:*:key/${aws:username}' }],
  ])('takes %s as AWS KMS does', async (_name, element) => {
    const at = await keyWith(desk);
    const grant = { Principal: aws(plain.arn), Action: 'kms:DescribeKey' };
    await succeed(desk, 'PutKeyPolicy', put(at, policyOf(kept(), { ...grant, ...element })));
    await refused(desk, plain, 'DescribeKey', { KeyId: at.id }, at, SILENT_RESOURCE);
  });

  it('refuses principals that are not there', async () => {
    const refusal: Refusal = {
      code: 'MalformedPolicyDocumentException',
      message: 'Policy contains a statement with one or more invalid principals.',
    };
    for (const arn of [
      `arn:aws:iam::${ACCOUNT}:role/nobody`,
      `arn:aws:iam::${ACCOUNT}:user/plain`,
      `arn:aws:iam::${ACCOUNT}:role/Plain`,
      `arn:aws:iam::${ACCOUNT}:role/a/path/plain`,
    ]) {
      const Policy = policyOf(kept(), { Principal: aws(plain.arn, arn), Action: 'kms:Decrypt' });
      await expectRefused(desk, 'PutKeyPolicy', put(key, Policy), { ...refusal, unchanged: key });
      await expectRefused(desk, 'PutKeyPolicy', put(key, Policy, { BypassPolicyLockoutSafetyCheck: true }), {
        ...refusal,
        unchanged: key,
      });
      await expectRefused(desk, 'CreateKey', { Policy }, refusal);
    }
  });

  it('takes 32 KiB of UTF-8, not a byte more', async () => {
    const at = await makeKey(desk);
    const base = policyOf(kept());
    const fits = base + ' '.repeat(32 * 1024 - base.length);
    await succeed(desk, 'PutKeyPolicy', put(at, fits));
    const over: Refusal = {
      code: 'LimitExceededException',
      message: `The policy has ${32 * 1024 + 1} bytes; the most is ${32 * 1024}.`,
      unchanged: at,
    };
    await expectRefused(desk, 'PutKeyPolicy', put(at, `${fits} `), over);
    const wide = policyOf({ ...kept(), Sid: 'é' });
    await succeed(desk, 'PutKeyPolicy', put(at, wide + ' '.repeat(32 * 1024 - wide.length - 1)));
    await expectRefused(desk, 'PutKeyPolicy', put(at, wide + ' '.repeat(32 * 1024 - wide.length)), {
      ...over,
      unchanged: at,
    });
    await expectRefused(desk, 'CreateKey', { Policy: `${fits} ` }, { code: 'LimitExceededException' });
    await expectRefused(desk, 'PutKeyPolicy', put(at, ' '.repeat(131_073)), {
      code: 'ValidationException',
      message: /'policy' failed to satisfy constraint: Member must have length less than or equal to 131072$/,
      unchanged: at,
    });
  });

  it.each(['\u0000', '\u001f', '\u2028', 'Ā', '鍵', '\u{1F511}'])(
    'refuses the character %j',
    async (character) => {
      await expectRefused(
        desk,
        'PutKeyPolicy',
        put(key, policyOf({ ...kept(), Sid: 'x' }).replace('"x"', `"${character}"`)),
        {
          code: 'ValidationException',
          message:
            /^1 validation error detected: .*at 'policy' failed to satisfy constraint: Member must satisfy regular expression pattern: \^\[\\u0009\\u000A\\u000D\\u0020-\\u00FF\]\+\$$/s,
          unchanged: key,
        },
      );
    },
  );

  it('reports all violations of the model at once, before it looks for the key', async () => {
    await expectRefused(
      desk,
      'PutKeyPolicy',
      { PolicyName: 'x y' },
      {
        code: 'ValidationException',
        message:
          "3 validation errors detected: Value null at 'keyId' failed to satisfy constraint: Member must not be null; Value 'x y' at 'policyName' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[\\w]+$; Value null at 'policy' failed to satisfy constraint: Member must not be null",
      },
    );
  });
});

it('has answered nothing with an internal error', () => {
  expectQuiet(desk);
});
