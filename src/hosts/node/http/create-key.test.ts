/** CreateKey and DescribeKey on the wire: metadata, defaults, policy, tags (kms-api.md §4, §5.1, §5.2). */
import { describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  REGION,
  expectRefused,
  makeKey,
  succeed,
  useDesk,
  useKey,
  type Refusal,
} from './testing/conformance.ts';

const desk = useDesk();
const key = useKey(desk);

describe('KeyMetadata', () => {
  const members = (id: string, arn: string, account: string) => ({
    AWSAccountId: account,
    KeyId: id,
    Arn: arn,
    CreationDate: expect.any(Number) as number,
    Enabled: true,
    Description: '',
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeyState: 'Enabled',
    Origin: 'AWS_KMS',
    KeyManager: 'CUSTOMER',
    KeySpec: 'SYMMETRIC_DEFAULT',
    CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
    MultiRegion: false,
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    CurrentKeyMaterialId: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
  });

  it('has exactly its members, in CreateKey and DescribeKey alike', async () => {
    const from = Date.now() / 1000;
    const made = (await succeed(desk, 'CreateKey'))['KeyMetadata'] as Record<string, unknown>; // CreateKey's output
    const id = String(made['KeyId']);
    const arn = `arn:aws:kms:${REGION}:${ACCOUNT}:key/${id}`;
    expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(made).toEqual(members(id, arn, ACCOUNT));
    expect(made['CreationDate']).toBeGreaterThan(from - 60);
    expect(made['CreationDate']).toBeLessThan(from + 60);
    expect(await succeed(desk, 'DescribeKey', { KeyId: id })).toEqual({ KeyMetadata: made });
    await succeed(desk, 'DisableKey', { KeyId: id });
    expect(await succeed(desk, 'DescribeKey', { KeyId: id })).toEqual({
      KeyMetadata: { ...made, Enabled: false, KeyState: 'Disabled' },
    });
  });

  it.each([
    { KeySpec: 'SYMMETRIC_DEFAULT' },
    { CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT' },
    { KeyUsage: 'ENCRYPT_DECRYPT' },
    { Origin: 'AWS_KMS' },
    { MultiRegion: false },
    { Tags: [] },
    { Description: '' },
    { Description: 'ä'.repeat(8192) },
  ])('takes what is the default when it is said: %j', async (given) => {
    const { KeyMetadata } = await succeed(desk, 'CreateKey', given);
    const { id, arn } = {
      id: (KeyMetadata as { KeyId: string }).KeyId,
      arn: (KeyMetadata as { Arn: string }).Arn,
    };
    expect(KeyMetadata).toEqual({ ...members(id, arn, ACCOUNT), Description: given.Description ?? '' });
  });

  it.each<readonly [object, Refusal]>([
    [
      { KeySpec: 'SYMMETRIC_DEFAULT', CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT' },
      {
        code: 'ValidationException',
        message:
          'You cannot specify KeySpec and CustomerMasterKeySpec in the same request. CustomerMasterKeySpec is deprecated.',
      },
    ],
    [
      { KeySpec: 'RSA_2048' },
      {
        code: 'ValidationException',
        message: 'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
      },
    ],
    [
      { KeySpec: 'HMAC_256' },
      {
        code: 'ValidationException',
        message: 'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
      },
    ],
    [
      { KeySpec: 'RSA_2048', KeyUsage: 'KEY_AGREEMENT' },
      {
        code: 'ValidationException',
        message: 'KeyUsage KEY_AGREEMENT is not compatible with KeySpec RSA_2048',
      },
    ],
    [
      { KeyUsage: 'SIGN_VERIFY' },
      {
        code: 'ValidationException',
        message: 'KeyUsage SIGN_VERIFY is not compatible with KeySpec SYMMETRIC_DEFAULT',
      },
    ],
    [{ MultiRegion: true }, { code: 'UnsupportedOperationException' }],
    [{ Origin: 'AWS_CLOUDHSM' }, { code: 'UnsupportedOperationException' }],
    [{ Origin: 'EXTERNAL_KEY_STORE' }, { code: 'UnsupportedOperationException' }],
    [{ XksKeyId: 'x' }, { code: 'UnsupportedOperationException' }],
    [{ CustomKeyStoreId: 'cks-1' }, { code: 'CustomKeyStoreNotFoundException' }],
    [{ KeySpec: 'SM2', KeyUsage: 'SIGN_VERIFY' }, { code: 'UnsupportedOperationException' }],
    [{ KeySpec: 'ML_DSA_44', KeyUsage: 'SIGN_VERIFY' }, { code: 'UnsupportedOperationException' }],
    [
      { Description: 'x'.repeat(8193) },
      {
        code: 'ValidationException',
        message:
          /^1 validation error detected: .*at 'description' failed to satisfy constraint: Member must have length less than or equal to 8192$/,
      },
    ],
    [
      { KeySpec: 'AES_256' },
      {
        code: 'ValidationException',
        message:
          /^1 validation error detected: Value 'AES_256' at 'keySpec' failed to satisfy constraint: Member must satisfy enum value set: \[.*SYMMETRIC_DEFAULT.*\]$/,
      },
    ],
    [
      { Policy: '' },
      {
        code: 'ValidationException',
        message:
          "2 validation errors detected: Value '' at 'policy' failed to satisfy constraint: Member must have length greater than or equal to 1; Value '' at 'policy' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+$",
      },
    ],
  ])('refuses CreateKey %j, and makes nothing', async (given, refusal) => {
    const count = async (): Promise<unknown> => (await succeed(desk, 'Keydesk.SearchKeys'))['Total'];
    const before = await count();
    const event = await expectRefused(desk, 'CreateKey', given, refusal);
    expect(event.KeyId).toBeUndefined();
    expect(await count()).toBe(before);
  });

  it('has AWS’s default policy when none is given, byte for byte', async () => {
    expect(await succeed(desk, 'GetKeyPolicy', { KeyId: key.id })).toEqual({
      PolicyName: 'default',
      Policy: `{
  "Version" : "2012-10-17",
  "Id" : "key-default-1",
  "Statement" : [ {
    "Sid" : "Enable IAM User Permissions",
    "Effect" : "Allow",
    "Principal" : {
      "AWS" : "arn:aws:iam::${ACCOUNT}:root"
    },
    "Action" : "kms:*",
    "Resource" : "*"
  } ]
}`,
    });
  });
});

describe('tags of CreateKey', () => {
  const tag = (TagKey: string, TagValue = ''): object => ({ TagKey, TagValue });
  it.each([
    [[tag('a', 'b'), tag('A', 'b')]],
    [[tag('größe', 'κλειδί 鍵 _./=+-:@')]],
    [[tag('k'.repeat(128), 'v'.repeat(256))]],
    [Array.from({ length: 50 }, (_, i) => tag(`k${i}`))],
  ])('takes %j', async (Tags) => {
    await succeed(desk, 'CreateKey', { Tags });
  });

  it('stores them', async () => {
    const { id } = await makeKey(desk, { Tags: [tag('team', 'payments-7391')] });
    const found = await succeed(desk, 'Keydesk.SearchKeys', { Text: 'team=payments-7391' });
    expect(found['Keys']).toMatchObject([{ KeyId: id }]);
  });

  it.each<readonly [readonly object[], Refusal]>([
    [[tag('a'), tag('a', 'b')], { code: 'TagException', message: 'Duplicate tag keys' }],
    [Array.from({ length: 51 }, (_, i) => tag(`k${i}`)), { code: 'TagException', message: 'Too many tags' }],
    [Array.from({ length: 300 }, (_, i) => tag(`k${i}`)), { code: 'TagException', message: 'Too many tags' }],
    [[tag('aws:x')], { code: 'TagException', message: 'Tags beginning with aws: are reserved' }],
    [[tag('a#b')], { code: 'TagException' }],
    [[tag('a', 'x\ny')], { code: 'TagException' }],
    [
      [tag('good'), tag('', 'x'), { TagKey: 'v' }, tag('k'.repeat(129)), tag('b', 'v'.repeat(257))],
      {
        code: 'ValidationException',
        message: `4 validation errors detected: Value '' at 'tags.2.member.tagKey' failed to satisfy constraint: Member must have length greater than or equal to 1; Value null at 'tags.3.member.tagValue' failed to satisfy constraint: Member must not be null; Value '${'k'.repeat(129)}' at 'tags.4.member.tagKey' failed to satisfy constraint: Member must have length less than or equal to 128; Value '${'v'.repeat(257)}' at 'tags.5.member.tagValue' failed to satisfy constraint: Member must have length less than or equal to 256`,
      },
    ],
  ])('refuses %j', async (Tags, refusal) => {
    await expectRefused(desk, 'CreateKey', { Tags }, refusal);
  });
});
