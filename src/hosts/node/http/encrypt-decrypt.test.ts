/** Encrypt and Decrypt on the wire, tampered blobs among them (kms-api.md §4, §5.3). */
import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  base64,
  bytesOf,
  expectQuiet,
  expectRefused,
  makeKey,
  succeed,
  useDesk,
  useKey,
  type Key,
  type Refusal,
} from './testing/conformance.ts';
import { runs } from '../../../testing/runs.ts';

const desk = useDesk();
const key = useKey(desk);
const beside = useKey(desk);
beforeAll(() => succeed(desk, 'CreateAlias', { AliasName: 'alias/used', TargetKeyId: key.id }));

const SECRET = 'SECRET-9f1c0a';
const Plaintext = base64(SECRET);
const encrypt = async (members: object = {}): Promise<string> =>
  String((await succeed(desk, 'Encrypt', { KeyId: key.id, Plaintext, ...members }))['CiphertextBlob']);
const INVALID: Refusal = { code: 'InvalidCiphertextException' };
const materialId = async (of: Key): Promise<unknown> =>
  ((await succeed(desk, 'DescribeKey', { KeyId: of.id }))['KeyMetadata'] as Record<string, unknown>)[
    'CurrentKeyMaterialId'
  ]; // DescribeKey's output

describe('Encrypt', () => {
  it('answers exactly its members', async () => {
    expect(await succeed(desk, 'Encrypt', { KeyId: 'alias/used', Plaintext })).toEqual({
      CiphertextBlob: expect.any(String) as string,
      KeyId: key.arn,
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    });
  });

  it.each([1, 2, 15, 16, 17, 4095, 4096])('takes %i bytes, and Decrypt gives them back', async (length) => {
    const bytes = createHash('shake256', { outputLength: length }).update('plaintext').digest();
    const blob = await encrypt({ Plaintext: base64(bytes) });
    expect(bytesOf(blob).length).toBeLessThanOrEqual(6144);
    expect(bytesOf((await succeed(desk, 'Decrypt', { CiphertextBlob: blob }))['Plaintext'])).toEqual(bytes);
  });

  it('never gives the same ciphertext twice', async () => {
    expect(new Set(await Promise.all(Array.from({ length: 20 }, () => encrypt()))).size).toBe(20);
  });

  it.each<readonly [object, Refusal]>([
    [
      { Plaintext: '' },
      {
        code: 'ValidationException',
        message:
          "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length greater than or equal to 1",
      },
    ],
    [
      { Plaintext: base64(new Uint8Array(4097)) },
      {
        code: 'ValidationException',
        message:
          "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096",
      },
    ],
    [
      { Plaintext: null },
      {
        code: 'ValidationException',
        message:
          "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must not be null",
      },
    ],
    [
      { Plaintext: null, KeyId: null },
      {
        code: 'ValidationException',
        message:
          "2 validation errors detected: Value null at 'keyId' failed to satisfy constraint: Member must not be null; Value at 'plaintext' failed to satisfy constraint: Member must not be null",
      },
    ],
    [
      { EncryptionAlgorithm: 'ROT13' },
      {
        code: 'ValidationException',
        message:
          "1 validation error detected: Value 'ROT13' at 'encryptionAlgorithm' failed to satisfy constraint: Member must satisfy enum value set: [SYMMETRIC_DEFAULT, RSAES_OAEP_SHA_1, RSAES_OAEP_SHA_256, SM2PKE]",
      },
    ],
    [
      { EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' },
      {
        code: 'InvalidKeyUsageException',
        message: 'Algorithm RSAES_OAEP_SHA_256 is incompatible with key spec SYMMETRIC_DEFAULT.',
      },
    ],
  ])('refuses %j', async (members, refusal) => {
    await expectRefused(
      desk,
      'Encrypt',
      { KeyId: key.id, Plaintext, ...members },
      { ...refusal, unchanged: key },
    );
  });

  it('names every violation of the model at once, and no plaintext', async () => {
    const tokens = ['', 'T'.repeat(8193)];
    const event = await expectRefused(
      desk,
      'Encrypt',
      {
        KeyId: '',
        Plaintext: '',
        EncryptionAlgorithm: 'x',
        GrantTokens: tokens,
        EncryptionContext: { '': 'v' },
      },
      {
        code: 'ValidationException',
        message:
          /^6 validation errors detected: .*'keyId'.*'keyId'.*at 'plaintext'.*'encryptionAlgorithm'.*Value at 'grantTokens\.1\.member'.*Value at 'grantTokens\.2\.member'/,
      },
    );
    expect(JSON.stringify(event)).not.toContain('TTTT');
  });
});

describe('Decrypt', () => {
  it('answers exactly its members, with and without KeyId in every form', async () => {
    const CiphertextBlob = await encrypt();
    const wanted = {
      KeyId: key.arn,
      Plaintext,
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      KeyMaterialId: await materialId(key),
    };
    for (const KeyId of [
      undefined,
      null,
      key.id,
      key.arn,
      'alias/used',
      `arn:aws:kms:us-east-1:${ACCOUNT}:alias/used`,
    ])
      expect(await succeed(desk, 'Decrypt', { CiphertextBlob, KeyId })).toEqual(wanted);
  });

  it('refuses the id of another key, whatever its form and state, and does not find one that is not there', async () => {
    const CiphertextBlob = await encrypt();
    const off = await makeKey(desk);
    await succeed(desk, 'DisableKey', { KeyId: off.id });
    await succeed(desk, 'CreateAlias', { AliasName: 'alias/beside', TargetKeyId: beside.id });
    const refusal: Refusal = {
      code: 'IncorrectKeyException',
      message: 'The key ID in the request does not identify a CMK that can perform this operation.',
    };
    for (const KeyId of [beside.id, beside.arn, 'alias/beside', off.id])
      expect((await expectRefused(desk, 'Decrypt', { CiphertextBlob, KeyId }, refusal)).KeyId).toBe(key.id);
    await expectRefused(
      desk,
      'Decrypt',
      { CiphertextBlob, KeyId: 'alias/gone' },
      { code: 'NotFoundException' },
    );
    await expectRefused(
      desk,
      'Decrypt',
      { CiphertextBlob, KeyId: '12345678-1234-4234-9234-123456789012' },
      { code: 'NotFoundException' },
    );
    await expectRefused(
      desk,
      'Decrypt',
      { CiphertextBlob, KeyId: beside.arn.replace('us-east-1', 'us-west-2') },
      { code: 'NotFoundException', message: 'Invalid arn us-west-2' },
    );
  });

  it.each<readonly [object, Refusal]>([
    [
      {},
      {
        code: 'ValidationException',
        message:
          "1 validation error detected: Value at 'ciphertextBlob' failed to satisfy constraint: Member must not be null",
      },
    ],
    [
      { CiphertextBlob: '' },
      {
        code: 'ValidationException',
        message:
          "1 validation error detected: Value at 'ciphertextBlob' failed to satisfy constraint: Member must have length greater than or equal to 1",
      },
    ],
    [
      { CiphertextBlob: base64(new Uint8Array(6145)) },
      {
        code: 'ValidationException',
        message:
          "1 validation error detected: Value at 'ciphertextBlob' failed to satisfy constraint: Member must have length less than or equal to 6144",
      },
    ],
    [
      { EncryptionAlgorithm: 'X' },
      {
        code: 'ValidationException',
        message:
          /^2 validation errors detected: .*'encryptionAlgorithm'.*; Value at 'ciphertextBlob' failed to satisfy constraint: Member must not be null$/,
      },
    ],
    [{ CiphertextBlob: 'AAAA' }, INVALID],
    [{ CiphertextBlob: base64(new Uint8Array(6144)) }, INVALID],
    [{ CiphertextBlob: base64('KD\u0001\u0001') }, INVALID],
  ])('refuses %j', async (members, refusal) => {
    await expectRefused(desk, 'Decrypt', members, refusal);
  });

  it('refuses another algorithm for a symmetric ciphertext', async () => {
    await expectRefused(
      desk,
      'Decrypt',
      { CiphertextBlob: await encrypt(), EncryptionAlgorithm: 'RSAES_OAEP_SHA_1' },
      {
        code: 'InvalidKeyUsageException',
        message: 'Algorithm RSAES_OAEP_SHA_1 is incompatible with key spec SYMMETRIC_DEFAULT.',
      },
    );
  });

  it('refuses a blob with any single byte changed, without a word', async () => {
    const blob = bytesOf(await encrypt({ EncryptionContext: { tenant: 'acme' } }));
    const altered = [0x01, 0x80, 0xff].flatMap((mask) =>
      Array.from(blob, (byte, at) =>
        Buffer.concat([blob.subarray(0, at), Uint8Array.of(byte ^ mask), blob.subarray(at + 1)]),
      ),
    );
    const answers = await Promise.all(
      altered.map((bytes) =>
        desk.call('Decrypt', { CiphertextBlob: base64(bytes), EncryptionContext: { tenant: 'acme' } }),
      ),
    );
    expect(altered.length).toBe(3 * (36 + SECRET.length + 16));
    for (const { status, body } of answers)
      expect([status, body]).toEqual([400, { __type: 'InvalidCiphertextException' }]);
    await expectRefused(desk, 'Decrypt', { CiphertextBlob: base64(blob) }, INVALID);
    for (const at of [0, 5, 23, 30, 40, blob.length - 1]) {
      await expectRefused(
        desk,
        'Decrypt',
        { CiphertextBlob: base64(altered[at] ?? blob), EncryptionContext: { tenant: 'acme' } },
        INVALID,
      );
    }
  });

  it('refuses a blob that is cut, longer, or another key’s header over this body', async () => {
    const blob = bytesOf(await encrypt());
    const theirs = bytesOf(await encrypt({ KeyId: beside.id }));
    const wrong = [
      ...Array.from(blob, (_, length) => blob.subarray(0, length)).slice(1),
      Buffer.concat([blob, Uint8Array.of(0)]),
      Buffer.concat([Uint8Array.of(0), blob]),
      Buffer.concat([blob, blob]),
      Buffer.concat([theirs.subarray(0, 36), blob.subarray(36)]),
      Buffer.concat([blob.subarray(0, 4), theirs.subarray(4, 20), blob.subarray(20)]),
    ];
    const answers = await Promise.all(
      wrong.map((bytes) => desk.call('Decrypt', { CiphertextBlob: base64(bytes) })),
    );
    for (const { status, body } of answers)
      expect([status, body]).toEqual([400, { __type: 'InvalidCiphertextException' }]);
  });

  it('refuses random blobs', async () => {
    const random = fc.sample(fc.uint8Array({ minLength: 1, maxLength: 600 }), {
      seed: 12809,
      numRuns: runs(100),
    });
    const answers = await Promise.all(
      random.map((bytes) => desk.call('Decrypt', { CiphertextBlob: base64(bytes) })),
    );
    for (const { status, body } of answers)
      expect([status, body]).toEqual([400, { __type: 'InvalidCiphertextException' }]);
    await expectRefused(desk, 'Decrypt', { CiphertextBlob: base64(randomBytes(64)) }, INVALID);
  });
});

it('has written no secret and no error to the operational log', () => {
  expectQuiet(desk, [SECRET, Plaintext]);
});
