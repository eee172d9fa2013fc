/** Conditions of key policies, on what a request has here (kms-api.md §8.3, §8.4). */
import { describe, it } from 'vitest';
import { ACCOUNT, REGION, makeKey, succeed, useDesk, useService, type Key } from './testing/conformance.ts';
import { aws, dataKey, keyWith, policyOf, refused, SILENT_RESOURCE } from './testing/policies.ts';

const desk = useDesk();
const plain = useService(desk, 'plain');
const user = useService(desk, 'user', ['key-user']);

describe('conditions', () => {
  const when = (Condition: object, Action: unknown = 'kms:*'): Promise<Key> =>
    keyWith(desk, { Sid: 'when', Principal: aws(plain.arn), Action, Condition });

  it.each<readonly [object, readonly (object | undefined)[], readonly (object | undefined)[]]>([
    [
      { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } },
      [{ tenant: 'acme' }, { Tenant: 'acme' }, { tenant: 'acme', more: 'x' }],
      [undefined, {}, { tenant: 'Acme' }, { tenan: 'acme' }, { tenant: 'other', TENANT: 'acme' }],
    ],
    [
      { StringEquals: { 'kms:EncryptionContext:Tenant': ['acme', 'globex'] } },
      [{ tenant: 'globex' }],
      [{ tenant: 'initech' }],
    ],
    [
      { StringLike: { 'kms:EncryptionContext:path': 'a/*' } },
      [{ path: 'a/b/c' }],
      [{ path: 'b/a/' }, undefined],
    ],
    [
      { StringEquals: { 'kms:EncryptionContext:__proto__': 'x' } },
      [JSON.parse('{"__proto__":"x"}') as object],
      [{}, { proto: 'x' }],
    ],
    [{ Null: { 'kms:EncryptionContext:tenant': 'false' } }, [{ tenant: '' }], [{}, undefined]],
    [{ Null: { 'kms:EncryptionContext:tenant': 'true' } }, [undefined, { other: 'x' }], [{ tenant: 'x' }]],
  ])('on the encryption context: %j', async (condition, good, bad) => {
    const key = await when(condition);
    const blobs: unknown[] = [];
    for (const context of good)
      blobs.push((await succeed(desk, 'GenerateDataKey', dataKey(key, context), plain))['CiphertextBlob']);
    for (const context of bad)
      await refused(desk, plain, 'GenerateDataKey', dataKey(key, context), key, SILENT_RESOURCE);
    await succeed(desk, 'Decrypt', { CiphertextBlob: blobs[0], EncryptionContext: good[0] }, plain);
  });

  it('binds a Deny to the context', async () => {
    const key = await keyWith(
      desk,
      { Principal: aws(plain.arn), Action: 'kms:*' },
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 'kms:Decrypt',
        Condition: { Null: { 'kms:EncryptionContext:tenant': 'true' } },
      },
    );
    const { CiphertextBlob } = await succeed(desk, 'Encrypt', { KeyId: key.id, Plaintext: 'YQ==' }, plain);
    await refused(
      desk,
      plain,
      'Decrypt',
      { CiphertextBlob },
      key,
      () => 'with an explicit deny in a resource-based policy',
    );
  });

  it.each<readonly [string, object, boolean]>([
    [
      'no service calls for anybody',
      { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
      false,
    ],
    ['nor by pattern', { StringLike: { 'kms:ViaService': '*' } }, false],
    ['its absence can be asked', { Null: { 'kms:ViaService': 'true' } }, true],
    [
      'key spec',
      {
        StringEquals: {
          'kms:KeySpec': 'SYMMETRIC_DEFAULT',
          'kms:KeyUsage': 'ENCRYPT_DECRYPT',
          'kms:KeyOrigin': 'AWS_KMS',
        },
      },
      true,
    ],
    ['another key spec', { StringEquals: { 'kms:KeySpec': 'RSA_2048' } }, false],
    ['the default algorithm', { StringEquals: { 'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT' } }, true],
    ['multi-Region', { Bool: { 'kms:MultiRegion': 'false' } }, true],
    ['plain HTTP', { Bool: { 'aws:SecureTransport': 'true' } }, false],
    ['region', { StringEquals: { 'aws:RequestedRegion': REGION } }, true],
    ['no alias was called', { Null: { 'kms:RequestAlias': 'true' } }, true],
    ['multi-factor is not known of an access key', { Null: { 'aws:MultiFactorAuthPresent': 'true' } }, true],
    ['a role has no user name', { Null: { 'aws:username': 'true' } }, true],
    [
      'two conditions, one of which fails',
      { StringEquals: { 'kms:KeySpec': 'SYMMETRIC_DEFAULT' }, Bool: { 'kms:MultiRegion': true } },
      false,
    ],
  ])('%s: %j', async (_, condition, allowed) => {
    const key = await when(condition);
    if (allowed) await succeed(desk, 'GenerateDataKey', dataKey(key), plain);
    else await refused(desk, plain, 'GenerateDataKey', dataKey(key), key, SILENT_RESOURCE);
  });

  it('knows the caller', async () => {
    const mine = await keyWith(desk, {
      Principal: '*',
      Action: 'kms:GenerateDataKey',
      Condition: {
        ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/pl*` },
        StringEquals: { 'kms:CallerAccount': ACCOUNT, 'aws:PrincipalAccount': ACCOUNT },
      },
    });
    await succeed(desk, 'GenerateDataKey', dataKey(mine), plain);
    await refused(desk, user, 'GenerateDataKey', dataKey(mine), mine, SILENT_RESOURCE);
  });

  it('knows the alias as it was called', async () => {
    const key = await when({ StringEquals: { 'kms:RequestAlias': 'alias/front' } });
    await succeed(desk, 'CreateAlias', { AliasName: 'alias/front', TargetKeyId: key.id });
    await succeed(desk, 'CreateAlias', { AliasName: 'alias/back', TargetKeyId: key.id });
    const by = (KeyId: string): object => ({ KeyId, Plaintext: 'YQ==' });
    await succeed(desk, 'Encrypt', by('alias/front'), plain);
    await succeed(desk, 'Encrypt', by(`arn:aws:kms:${REGION}:${ACCOUNT}:alias/front`), plain);
    await refused(desk, plain, 'Encrypt', by('alias/back'), key, SILENT_RESOURCE);
    await refused(desk, plain, 'Encrypt', by(key.id), key, SILENT_RESOURCE);
    await refused(desk, plain, 'Encrypt', by(key.arn), key, SILENT_RESOURCE);
  });

  it('lets no tag past whose name differs from another’s in case only', async () => {
    const key = await when({ StringEquals: { 'aws:RequestTag/env': 'dev' } }, 'kms:TagResource');
    const tagged = (...pairs: readonly (readonly [string, string])[]): object => ({
      KeyId: key.id,
      Tags: pairs.map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
    });
    const prod = ['env', 'prod'] as const;
    for (const Tags of [[prod, ['ENV', 'dev']], [['ENV', 'dev'], prod], [prod]] as const)
      await refused(desk, plain, 'TagResource', tagged(...Tags), key, SILENT_RESOURCE);
    await succeed(desk, 'TagResource', tagged(['Env', 'dev'], ['env', 'dev'], ['team', 'x']), plain);
  });

  it('binds a Deny to any tag of a name, in whichever case', async () => {
    const key = await keyWith(
      desk,
      { Principal: aws(plain.arn), Action: 'kms:TagResource' },
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 'kms:TagResource',
        Condition: { StringEquals: { 'aws:RequestTag/env': 'prod' } },
      },
    );
    const Tags = [
      { TagKey: 'env', TagValue: 'prod' },
      { TagKey: 'ENV', TagValue: 'dev' },
    ];
    for (const each of [Tags, Tags.toReversed()])
      await refused(
        desk,
        plain,
        'TagResource',
        { KeyId: key.id, Tags: each },
        key,
        () => 'with an explicit deny in a resource-based policy',
      );
    await succeed(desk, 'TagResource', { KeyId: key.id, Tags: Tags.slice(1) }, plain);
  });

  it('knows the caller’s account for a key that is being made', async () => {
    await makeKey(desk, {
      Policy: policyOf({
        Principal: aws(ACCOUNT),
        Action: 'kms:*',
        Condition: { StringEquals: { 'kms:CallerAccount': ACCOUNT } },
      }),
    });
  });
});
