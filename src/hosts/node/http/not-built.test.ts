/** What AWS KMS has and Keydesk does not: refused by name (kms-api.md §5.8). */
import { beforeAll, describe, expect, it } from 'vitest';
import { UNKNOWN_ID, expectRefused, succeed, useDesk, useKey } from './testing/conformance.ts';

const desk = useDesk();
const key = useKey(desk);
beforeAll(() => succeed(desk, 'CreateAlias', { AliasName: 'alias/main', TargetKeyId: key.id }));

describe.concurrent('what is not built', () => {
  it('knows no custom key stores', async () => {
    expect(await succeed(desk, 'DescribeCustomKeyStores')).toEqual({ CustomKeyStores: [], Truncated: false });
    await expectRefused(
      desk,
      'DescribeCustomKeyStores',
      { CustomKeyStoreId: 'cks-1' },
      { code: 'CustomKeyStoreNotFoundException' },
    );
    await expectRefused(
      desk,
      'DescribeCustomKeyStores',
      { CustomKeyStoreName: 'x' },
      { code: 'CustomKeyStoreNotFoundException' },
    );
  });

  it.each([
    'CreateCustomKeyStore',
    'ConnectCustomKeyStore',
    'DisconnectCustomKeyStore',
    'UpdateCustomKeyStore',
    'DeleteCustomKeyStore',
  ])('refuses %s', async (operation) => {
    await expectRefused(
      desk,
      operation,
      { CustomKeyStoreId: 'cks-1' },
      { code: 'UnsupportedOperationException', message: 'Custom key stores are not supported.' },
    );
  });

  it('refuses ReplicateKey by the key it was asked for', async () => {
    await expectRefused(
      desk,
      'ReplicateKey',
      { KeyId: key.id, ReplicaRegion: 'us-west-2' },
      {
        code: 'UnsupportedOperationException',
        message: `${key.arn} is not a multi-region primary key.`,
        unchanged: key,
      },
    );
    await expectRefused(
      desk,
      'ReplicateKey',
      { KeyId: UNKNOWN_ID, ReplicaRegion: 'us-west-2' },
      { code: 'NotFoundException' },
    );
    await expectRefused(
      desk,
      'ReplicateKey',
      { KeyId: 'alias/main', ReplicaRegion: 'us-west-2' },
      { code: 'InvalidArnException' },
    );
  });

  it.each([
    'Decapsulate',
    'DeleteImportedKeyMaterial',
    'DeriveSharedSecret',
    'Encapsulate',
    'GenerateDataKeyPair',
    'GenerateDataKeyPairWithoutPlaintext',
    'GenerateMac',
    'GetParametersForImport',
    'GetPublicKey',
    'ImportKeyMaterial',
    'Sign',
    'UpdatePrimaryRegion',
    'Verify',
    'VerifyMac',
  ])('refuses %s with a sentence, and changes nothing', async (operation) => {
    await expectRefused(
      desk,
      operation,
      { KeyId: key.id, AliasName: 'alias/main', PendingWindowInDays: 7 },
      {
        code: 'UnsupportedOperationException',
        message: /^[A-Z].*\.$/,
        unchanged: key,
      },
    );
  });
});
