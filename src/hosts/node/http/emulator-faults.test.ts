/**
 * What other implementations of this protocol were found to do wrong, one test a row of kms-api.md §11, as far as the operations are
 * built (signatures, MACs, public keys and imported material come with theirs).
 */
import { expect, it } from 'vitest';
import {
  ACCOUNT,
  base64,
  bytesOf,
  expectRefused,
  makeKey,
  REGION,
  succeed,
  UNKNOWN_ID,
  useDesk,
  useKey,
  useService,
  type Key,
} from './testing/conformance.ts';
import { denied, policyOf, SILENT_IDENTITY } from './testing/policies.ts';

const desk = useDesk();
const key = useKey(desk);
const keyUser = useService(desk, 'key-user-of-the-account', ['key-user']);
const secret = base64('4111 1111 1111 1111');

const aliased = async (name: string): Promise<Key> => {
  const made = await makeKey(desk);
  await succeed(desk, 'CreateAlias', { AliasName: `alias/${name}`, TargetKeyId: made.id });
  return made;
};
const aliasArn = (name: string): string => `arn:aws:kms:${REGION}:${ACCOUNT}:alias/${name}`;
const seal = async (KeyId: string, more: object = {}): Promise<string> =>
  (await succeed(desk, 'Encrypt', { KeyId, Plaintext: secret, ...more }))['CiphertextBlob'] as string; // Encrypt's output
const invalid = { code: 'InvalidCiphertextException' } as const;

it('row 1 and 2: every form of KeyId is one key, and answers carry its ARN whatever came in', async () => {
  const { id, arn } = await aliased('row-1');
  const sealed = await seal(id);
  for (const KeyId of [id, arn, 'alias/row-1', aliasArn('row-1')]) {
    expect((await succeed(desk, 'Encrypt', { KeyId, Plaintext: secret }))['KeyId']).toBe(arn);
    expect((await succeed(desk, 'GenerateDataKey', { KeyId, KeySpec: 'AES_256' }))['KeyId']).toBe(arn);
    expect((await succeed(desk, 'Decrypt', { CiphertextBlob: sealed, KeyId }))['KeyId']).toBe(arn);
    const moved = await succeed(desk, 'ReEncrypt', {
      CiphertextBlob: sealed,
      SourceKeyId: KeyId,
      DestinationKeyId: KeyId,
    });
    expect(moved).toMatchObject({ KeyId: arn, SourceKeyId: arn });
    expect((await succeed(desk, 'DescribeKey', { KeyId }))['KeyMetadata']).toMatchObject({ KeyId: id });
  }
});

it('row 3: Decrypt with the KeyId of another key is refused, not ignored', async () => {
  const other = await makeKey(desk);
  await expectRefused(
    desk,
    'Decrypt',
    { CiphertextBlob: await seal(key.id), KeyId: other.id },
    {
      code: 'IncorrectKeyException',
      message: 'The key ID in the request does not identify a CMK that can perform this operation.',
    },
  );
});

it('row 8: 4096 bytes of plaintext, not one more', async () => {
  const most = new Uint8Array(4096).fill(7);
  const sealed = await succeed(desk, 'Encrypt', { KeyId: key.id, Plaintext: base64(most) });
  const opened = await succeed(desk, 'Decrypt', { CiphertextBlob: sealed['CiphertextBlob'] });
  expect(bytesOf(opened['Plaintext'])).toEqual(Buffer.from(most));
  await expectRefused(
    desk,
    'Encrypt',
    { KeyId: key.id, Plaintext: base64(new Uint8Array(4097)) },
    { code: 'ValidationException' },
  );
});

it('row 9: the context is authenticated, and an empty one is none', async () => {
  const sealed = await seal(key.id, { EncryptionContext: { record: '8841', tenant: 'acme' } });
  await succeed(desk, 'Decrypt', {
    CiphertextBlob: sealed,
    EncryptionContext: { tenant: 'acme', record: '8841' },
  });
  for (const EncryptionContext of [
    undefined,
    {},
    { record: '8841' },
    { record: '8841', tenant: 'Acme' },
    { record: '8841', tenant: 'acme', more: '' },
  ])
    await expectRefused(desk, 'Decrypt', { CiphertextBlob: sealed, EncryptionContext }, invalid);
  const bare = await seal(key.id, { EncryptionContext: {} });
  await succeed(desk, 'Decrypt', { CiphertextBlob: bare });
});

it('row 10: a random blob is an invalid ciphertext, without a word and without a 500', async () => {
  const noise = crypto.getRandomValues(new Uint8Array(200));
  await expectRefused(desk, 'Decrypt', { CiphertextBlob: base64(noise) }, invalid);
  await expectRefused(desk, 'Decrypt', { CiphertextBlob: base64(noise), KeyId: key.id }, invalid);
});

it('row 11: what was encrypted before two rotations opens after them', async () => {
  const { id } = await makeKey(desk);
  const first = await seal(id);
  await succeed(desk, 'RotateKeyOnDemand', { KeyId: id });
  const second = await seal(id);
  await succeed(desk, 'RotateKeyOnDemand', { KeyId: id });
  for (const CiphertextBlob of [first, second, await seal(id)])
    expect((await succeed(desk, 'Decrypt', { CiphertextBlob }))['Plaintext']).toBe(secret);
});

it('row 12: a disabled key encrypts nothing, and can be disabled by ARN', async () => {
  const { id, arn } = await makeKey(desk);
  const sealed = await seal(id);
  await succeed(desk, 'DisableKey', { KeyId: arn });
  const disabled = { code: 'DisabledException', message: `${arn} is disabled.` } as const;
  await expectRefused(desk, 'Encrypt', { KeyId: id, Plaintext: secret }, disabled);
  await expectRefused(desk, 'Decrypt', { CiphertextBlob: sealed }, disabled);
  await expectRefused(desk, 'GenerateDataKey', { KeyId: id, KeySpec: 'AES_256' }, disabled);
});

it('row 13: a cancelled deletion leaves the key disabled', async () => {
  const { id, arn } = await makeKey(desk);
  await succeed(desk, 'ScheduleKeyDeletion', { KeyId: id });
  expect(await succeed(desk, 'CancelKeyDeletion', { KeyId: id })).toEqual({ KeyId: arn });
  const { KeyMetadata } = await succeed(desk, 'DescribeKey', { KeyId: id });
  expect(KeyMetadata).toMatchObject({ KeyState: 'Disabled', Enabled: false });
  expect(KeyMetadata).not.toHaveProperty('DeletionDate');
});

it('row 14: DeletionDate is seconds since the epoch, in UTC', async () => {
  const { id } = await makeKey(desk);
  const scheduled = await succeed(desk, 'ScheduleKeyDeletion', { KeyId: id, PendingWindowInDays: 7 });
  expect(scheduled['DeletionDate']).toEqual(expect.closeTo(Date.now() / 1000 + 7 * 86_400, -2));
  const { KeyMetadata } = await succeed(desk, 'DescribeKey', { KeyId: id });
  expect(KeyMetadata).toMatchObject({ DeletionDate: scheduled['DeletionDate'] });
});

it('row 15: a key that is not there is a 400', async () => {
  await expectRefused(
    desk,
    'DescribeKey',
    { KeyId: UNKNOWN_ID },
    {
      code: 'NotFoundException',
      message: `Key 'arn:aws:kms:${REGION}:${ACCOUNT}:key/${UNKNOWN_ID}' does not exist`,
    },
  );
});

it('row 16: AccessDenied says who, what, on which key and why', async () => {
  const other = await makeKey(desk);
  await expectRefused(
    desk,
    'DisableKey',
    { KeyId: other.id },
    {
      ...denied(keyUser.arn, 'kms:DisableKey', other.arn, SILENT_IDENTITY('kms:DisableKey')),
      as: keyUser,
      unchanged: other,
    },
  );
});

it('row 19: the rotation status names key, period and date', async () => {
  const { id, arn } = await makeKey(desk);
  await succeed(desk, 'EnableKeyRotation', { KeyId: id, RotationPeriodInDays: 100 });
  expect(await succeed(desk, 'GetKeyRotationStatus', { KeyId: id })).toEqual({
    KeyId: arn,
    KeyRotationEnabled: true,
    RotationPeriodInDays: 100,
    NextRotationDate: expect.closeTo(Date.now() / 1000 + 100 * 86_400, -2),
  });
});

it('row 20: the policy comes back as the text that was put', async () => {
  const Policy = `{\n\t"Version" : "2012-10-17", "Statement":${JSON.stringify(
    (JSON.parse(policyOf({ Principal: { AWS: ACCOUNT }, Action: 'kms:*' })) as { Statement: unknown })
      .Statement,
  )}  }`;
  await succeed(desk, 'PutKeyPolicy', { KeyId: key.id, PolicyName: 'default', Policy });
  expect(await succeed(desk, 'GetKeyPolicy', { KeyId: key.id, PolicyName: 'default' })).toEqual({
    Policy,
    PolicyName: 'default',
  });
});

it('row 21: ListGrants of a key without grants is an empty list', async () => {
  const { id } = await makeKey(desk);
  expect(await succeed(desk, 'ListGrants', { KeyId: id })).toEqual({ Grants: [], Truncated: false });
});

it('row 22: ListAliases by key gives that key’s, and does not find an unknown key', async () => {
  const { id } = await aliased('row-22');
  await aliased('row-22-other');
  const { Aliases } = await succeed(desk, 'ListAliases', { KeyId: id });
  expect(Aliases).toEqual([expect.objectContaining({ AliasName: 'alias/row-22', TargetKeyId: id })]);
  const { Aliases: none } = await succeed(desk, 'ListAliases', { KeyId: (await makeKey(desk)).id });
  expect(none).toEqual([]);
  await expectRefused(desk, 'ListAliases', { KeyId: UNKNOWN_ID }, { code: 'NotFoundException' });
});

it('row 23: an alias keeps the key id, made and moved by ARN', async () => {
  const first = await makeKey(desk);
  const second = await makeKey(desk);
  await succeed(desk, 'CreateAlias', { AliasName: 'alias/row-23', TargetKeyId: first.arn });
  const target = async () =>
    ((await succeed(desk, 'ListAliases', {}))['Aliases'] as readonly Record<string, unknown>[]).find(
      (alias) => alias['AliasName'] === 'alias/row-23',
    )?.['TargetKeyId']; // ListAliases' output
  expect(await target()).toBe(first.id);
  await succeed(desk, 'UpdateAlias', { AliasName: 'alias/row-23', TargetKeyId: second.arn });
  expect(await target()).toBe(second.id);
});

it.each(['row-24', 'aliasrow-24', 'alias/', 'Alias/row-24'])(
  'row 24: %s is no alias name',
  async (AliasName) => {
    await expectRefused(
      desk,
      'CreateAlias',
      { AliasName, TargetKeyId: key.id },
      { code: 'ValidationException' },
    );
  },
);

it.each([
  ['twice the same key', [tag('domain'), tag('domain')], 'Duplicate tag keys'],
  ['51 in all', Array.from({ length: 51 }, (_, n) => tag(`tag-${n}`)), 'Too many tags'],
  ['one of AWS’s', [tag('aws:domain')], 'Tags beginning with aws: are reserved'],
])('row 26: tags are checked: %s', async (_, Tags, message) => {
  const { id } = await makeKey(desk);
  for (const [target, body] of [
    ['TagResource', { KeyId: id, Tags }],
    ['CreateKey', { Tags }],
  ] as const)
    await expectRefused(desk, target, body, { code: 'TagException', message: new RegExp(message) });
  expect((await succeed(desk, 'ListResourceTags', { KeyId: id }))['Tags']).toEqual([]);
});

it('row 25: a grant’s name is no key of it, and a grant that is not there is not revoked', async () => {
  const { id } = await makeKey(desk);
  const asked = { KeyId: id, Name: 'row-25', GranteePrincipal: keyUser.arn };
  const grant = async (...Operations: readonly string[]): Promise<unknown> =>
    (await succeed(desk, 'CreateGrant', { ...asked, Operations }))['GrantId'];
  const first = await grant('Decrypt');
  expect(await grant('Decrypt')).toBe(first);
  const second = await grant('Encrypt');
  expect(second).not.toBe(first);
  const revoke = { KeyId: id, GrantId: first };
  await succeed(desk, 'RevokeGrant', revoke);
  await expectRefused(desk, 'RevokeGrant', revoke, { code: 'NotFoundException' });
  const unknown = { KeyId: id, GrantId: '0'.repeat(64) };
  await expectRefused(desk, 'RevokeGrant', unknown, { code: 'NotFoundException' });
  const { Grants } = await succeed(desk, 'ListGrants', { KeyId: id });
  expect(Grants).toMatchObject([{ GrantId: second, Name: 'row-25' }]);
});

it('row 29: Decrypt without KeyId is decided on the key that the blob names', async () => {
  const closed = await makeKey(desk, {
    Policy: policyOf({
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/root-operator` },
      Action: 'kms:*',
    }),
  });
  await succeed(desk, 'Decrypt', { CiphertextBlob: await seal(key.id) }, keyUser);
  await expectRefused(
    desk,
    'Decrypt',
    { CiphertextBlob: await seal(closed.id) },
    {
      code: 'AccessDeniedException',
      message: new RegExp(`kms:Decrypt on resource: ${closed.arn} `),
      as: keyUser,
    },
  );
});

it('row 30: an empty description is there, and Decrypt always names its key', async () => {
  const { id, arn } = await makeKey(desk);
  const { KeyMetadata } = await succeed(desk, 'DescribeKey', { KeyId: id });
  expect(KeyMetadata).toMatchObject({ Description: '' });
  expect((await succeed(desk, 'Decrypt', { CiphertextBlob: await seal(id) }))['KeyId']).toBe(arn);
});

function tag(TagKey: string): { TagKey: string; TagValue: string } {
  return { TagKey, TagValue: 'x' };
}
