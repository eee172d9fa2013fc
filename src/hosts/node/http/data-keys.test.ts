/** Data keys, and what every cryptographic call may be asked for: DryRun, Recipient, GrantTokens (kms-api.md §1.6, §4, §5.3). */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  base64,
  bytesOf,
  expectQuiet,
  expectRefused,
  succeed,
  useDesk,
  useKey,
  type Key,
  type Refusal,
} from './testing/conformance.ts';

const desk = useDesk();
const key = useKey(desk);
const beside = useKey(desk);
beforeAll(() => succeed(desk, 'CreateAlias', { AliasName: 'alias/used', TargetKeyId: key.id }));

const SECRET = 'SECRET-9f1c0a';
const Plaintext = base64(SECRET);
const encrypt = async (members: object = {}): Promise<string> =>
  String((await succeed(desk, 'Encrypt', { KeyId: key.id, Plaintext, ...members }))['CiphertextBlob']);
const INVALID: Refusal = { code: 'InvalidCiphertextException' };
const DATA_KEY_CALLS = ['GenerateDataKey', 'GenerateDataKeyWithoutPlaintext'];
const materialId = async (of: Key): Promise<unknown> =>
  ((await succeed(desk, 'DescribeKey', { KeyId: of.id }))['KeyMetadata'] as Record<string, unknown>)[
    'CurrentKeyMaterialId'
  ]; // DescribeKey's output

describe.each(DATA_KEY_CALLS)('%s', (operation) => {
  const open = operation === 'GenerateDataKey';

  it.each<readonly [object, number]>([
    [{ KeySpec: 'AES_128' }, 16],
    [{ KeySpec: 'AES_256' }, 32],
    [{ NumberOfBytes: 1 }, 1],
    [{ NumberOfBytes: 64 }, 64],
    [{ NumberOfBytes: 1024 }, 1024],
  ])('makes %j: %i bytes', async (members, length) => {
    const context = { EncryptionContext: { a: 'b' } };
    const body = await succeed(desk, operation, { KeyId: 'alias/used', ...members, ...context });
    expect(body).toEqual({
      CiphertextBlob: expect.any(String) as string,
      KeyId: key.arn,
      KeyMaterialId: await materialId(key),
      ...(open ? { Plaintext: expect.any(String) as string } : {}),
    });
    const opened = await succeed(desk, 'Decrypt', { CiphertextBlob: body['CiphertextBlob'], ...context });
    expect(bytesOf(opened['Plaintext']).length).toBe(length);
    if (open) expect(opened['Plaintext']).toBe(body['Plaintext']);
    await expectRefused(desk, 'Decrypt', { CiphertextBlob: body['CiphertextBlob'] }, INVALID);
  });

  const EITHER: Refusal = {
    code: 'ValidationException',
    message: 'Please specify either number of bytes or key spec.',
  };
  it.each<readonly [object, Refusal]>([
    [{}, EITHER],
    [{ KeySpec: 'AES_256', NumberOfBytes: 32 }, EITHER],
    [
      { NumberOfBytes: 0 },
      {
        code: 'ValidationException',
        message:
          "1 validation error detected: Value '0' at 'numberOfBytes' failed to satisfy constraint: Member must have value greater than or equal to 1",
      },
    ],
    [
      { NumberOfBytes: 1025 },
      {
        code: 'ValidationException',
        message:
          "1 validation error detected: Value '1025' at 'numberOfBytes' failed to satisfy constraint: Member must have value less than or equal to 1024",
      },
    ],
    [
      { NumberOfBytes: -5, KeySpec: 'AES_192' },
      {
        code: 'ValidationException',
        message:
          /^2 validation errors detected: .*'keySpec' failed to satisfy constraint: Member must satisfy enum value set: \[AES_256, AES_128\]; Value '-5' at 'numberOfBytes'/,
      },
    ],
    [{ KeySpec: 'AES_256', GrantTokens: ['abc'] }, { code: 'InvalidGrantTokenException' }],
  ])('refuses %j', async (members, refusal) => {
    await expectRefused(desk, operation, { KeyId: key.id, ...members }, { ...refusal, unchanged: key });
  });

  it('looks for the key before it looks at the sizes', async () => {
    await expectRefused(
      desk,
      operation,
      { KeyId: 'foo' },
      { code: 'NotFoundException', message: "Invalid keyId 'foo'" },
    );
  });
});

describe('DryRun, Recipient, GrantTokens', () => {
  const DRY: Refusal = {
    code: 'DryRunOperationException',
    message: 'The request would have succeeded, but the DryRun option is set.',
  };

  it('fails where the call would have succeeded', async () => {
    const blob = await encrypt();
    for (const [operation, members] of [
      ['Encrypt', { KeyId: key.id, Plaintext }],
      ['Decrypt', { CiphertextBlob: blob }],
      ['Decrypt', { CiphertextBlob: blob, KeyId: 'alias/used' }],
      ['GenerateDataKey', { KeyId: key.id, KeySpec: 'AES_256' }],
      ['GenerateDataKeyWithoutPlaintext', { KeyId: key.id, KeySpec: 'AES_256' }],
    ] as const) {
      await expectRefused(desk, operation, { ...members, DryRun: true }, { ...DRY, unchanged: key });
      await succeed(desk, operation, { ...members, DryRun: false });
    }
  });

  it('else gives the error that the call would get', async () => {
    const blob = bytesOf(await encrypt());
    blob[50] = (blob[50] ?? 0) ^ 1;
    await expectRefused(desk, 'Decrypt', { CiphertextBlob: base64(blob), DryRun: true }, INVALID);
    await expectRefused(
      desk,
      'Decrypt',
      { CiphertextBlob: await encrypt(), KeyId: beside.id, DryRun: true },
      { code: 'IncorrectKeyException' },
    );
    await expectRefused(
      desk,
      'GenerateDataKey',
      { KeyId: key.id, DryRun: true },
      { code: 'ValidationException' },
    );
    await expectRefused(
      desk,
      'Encrypt',
      { KeyId: 'alias/gone', Plaintext, DryRun: true },
      { code: 'NotFoundException' },
    );
  });

  it('IGNORE_CIPHERTEXT looks at the permission only, of the key that is named', async () => {
    const dry = { DryRun: true, DryRunModifiers: ['IGNORE_CIPHERTEXT'] };
    await expectRefused(desk, 'Decrypt', { KeyId: key.id, ...dry }, DRY);
    await expectRefused(desk, 'Decrypt', { KeyId: key.id, CiphertextBlob: 'AAAA', ...dry }, DRY);
    await expectRefused(
      desk,
      'Decrypt',
      { CiphertextBlob: await encrypt(), ...dry },
      {
        code: 'ValidationException',
        message:
          "1 validation error detected: Value null at 'keyId' failed to satisfy constraint: Member must not be null",
      },
    );
    await expectRefused(
      desk,
      'Decrypt',
      { KeyId: key.id, DryRunModifiers: ['IGNORE_CIPHERTEXT'] },
      { code: 'ValidationException', message: 'DryRunModifiers can only be used with DryRun.' },
    );
    await expectRefused(
      desk,
      'Decrypt',
      { KeyId: key.id, DryRun: false, DryRunModifiers: ['IGNORE_CIPHERTEXT'] },
      { code: 'ValidationException' },
    );
    await expectRefused(
      desk,
      'Decrypt',
      { CiphertextBlob: await encrypt(), DryRun: true, DryRunModifiers: ['EVERYTHING'] },
      { code: 'ValidationException', message: /'dryRunModifiers\.1\.member'/ },
    );
    await expectRefused(
      desk,
      'Decrypt',
      { CiphertextBlob: await encrypt(), DryRun: true, DryRunModifiers: [] },
      DRY,
    );
  });

  it('refuses Recipient by name: no plaintext leaves', async () => {
    const refusal: Refusal = {
      code: 'UnsupportedOperationException',
      message: 'Recipient (enclave attestation) is not supported: no plaintext was made.',
      unchanged: key,
    };
    for (const Recipient of [
      {},
      { KeyEncryptionAlgorithm: 'RSAES_OAEP_SHA_256', AttestationDocument: 'AAAA' },
    ]) {
      await expectRefused(desk, 'Decrypt', { CiphertextBlob: await encrypt(), Recipient }, refusal);
      await expectRefused(desk, 'GenerateDataKey', { KeyId: key.id, KeySpec: 'AES_256', Recipient }, refusal);
    }
  });

  it('refuses every grant token, while there are no grants, and takes an empty list', async () => {
    const refusal: Refusal = { code: 'InvalidGrantTokenException' };
    for (const [operation, members] of [
      ['Encrypt', { KeyId: key.id, Plaintext }],
      ['Decrypt', { CiphertextBlob: await encrypt() }],
      ['GenerateDataKey', { KeyId: key.id, NumberOfBytes: 1 }],
      ['DescribeKey', { KeyId: key.id }],
    ] as const) {
      const event = await expectRefused(
        desk,
        operation,
        { ...members, GrantTokens: ['TOKEN-77aa'] },
        refusal,
      );
      expect(JSON.stringify(event)).not.toContain('TOKEN-77aa');
      await succeed(desk, operation, { ...members, GrantTokens: [] });
      await expectRefused(
        desk,
        operation,
        { ...members, GrantTokens: Array.from({ length: 11 }, () => 'TOKEN-77aa') },
        {
          code: 'ValidationException',
          message:
            /'grantTokens' failed to satisfy constraint: Member must have length less than or equal to 10$/,
        },
      );
    }
  });
});

it('has written no secret and no error to the operational log', () => {
  expectQuiet(desk, [SECRET, Plaintext]);
});
