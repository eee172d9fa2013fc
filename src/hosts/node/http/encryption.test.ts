/** Encrypt, Decrypt and the data key calls on the wire (kms-api.md §1.6, §4, §5.3, §6). */
import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeDirectory, startTestDesk, type TestDesk } from '../testing/desk.ts';
import {
  base64,
  bytesOf,
  eventOf,
  expectRefused,
  makeKey,
  succeed,
  type Key,
  type Refusal,
} from './testing/conformance.ts';

let desk: TestDesk;
let key: Key;
let beside: Key;
beforeAll(async () => {
  desk = await startTestDesk();
  key = await makeKey(desk);
  beside = await makeKey(desk);
  await succeed(desk, 'CreateAlias', { AliasName: 'alias/used', TargetKeyId: key.id });
});
afterAll(async () => {
  await desk.stop();
  removeDirectory(desk.dataDirectory);
});

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
      `arn:aws:kms:us-east-1:${key.account}:alias/used`,
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
    const random = fc.sample(fc.uint8Array({ minLength: 1, maxLength: 600 }), { seed: 12809, numRuns: 100 });
    const answers = await Promise.all(
      random.map((bytes) => desk.call('Decrypt', { CiphertextBlob: base64(bytes) })),
    );
    for (const { status, body } of answers)
      expect([status, body]).toEqual([400, { __type: 'InvalidCiphertextException' }]);
    await expectRefused(desk, 'Decrypt', { CiphertextBlob: base64(randomBytes(64)) }, INVALID);
  });
});

describe('encryption context', () => {
  const open = (CiphertextBlob: string, EncryptionContext?: unknown): object => ({
    CiphertextBlob,
    EncryptionContext,
  });

  it('takes absent, null and {} for the same', async () => {
    for (const made of [undefined, null, {}]) {
      const blob = await encrypt({ EncryptionContext: made });
      for (const given of [undefined, null, {}]) await succeed(desk, 'Decrypt', open(blob, given));
      await expectRefused(desk, 'Decrypt', open(blob, { a: '' }), INVALID);
    }
  });

  it('does not look at the order', async () => {
    const blob = String(
      (
        await succeed(
          desk,
          'Encrypt',
          `{"KeyId":"${key.id}","Plaintext":"${Plaintext}","EncryptionContext":{"a":"1","b":"2","10":"3","9":"4"}}`,
        )
      )['CiphertextBlob'],
    );
    await succeed(
      desk,
      'Decrypt',
      `{"EncryptionContext":{"9":"4","b":"2","10":"3","a":"1"},"CiphertextBlob":"${blob}"}`,
    );
  });

  it.each<readonly [Record<string, string>, readonly unknown[]]>([
    [
      { tenant: 'acme' },
      [
        undefined,
        {},
        { tenant: 'Acme' },
        { Tenant: 'acme' },
        { tenant: 'acme ' },
        { ' tenant': 'acme' },
        { tenant: 'acme', more: '' },
        { tenant: '' },
        { acme: 'tenant' },
      ],
    ],
    [
      { a: '1', b: '2' },
      [
        { a: '1' },
        { b: '2' },
        { a: '2', b: '1' },
        { a: '1', b: '2', c: '3' },
        { a: '1,b=2' },
        { 'a=1,b': '2' },
        { ab: '12' },
      ],
    ],
    // Composed and decomposed é are different.
    [{ 'caf\u00e9': 'x' }, [{ 'cafe\u0301': 'x' }]],
    [{ x: '\u{1F511}' }, [{ x: '\ufffd' }, { x: '' }]],
    [{ empty: '' }, [undefined, {}, { empty: ' ' }]],
  ])('opens %j with exactly that', async (context, wrong) => {
    const blob = await encrypt({ EncryptionContext: context });
    await succeed(desk, 'Decrypt', open(blob, context));
    for (const other of wrong) await expectRefused(desk, 'Decrypt', open(blob, other), INVALID);
  });

  it('takes __proto__ and constructor as names like any other', async () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const context = `{"${name}":"x"}`;
      const answer = await desk.call(
        'Encrypt',
        `{"KeyId":"${key.id}","Plaintext":"${Plaintext}","EncryptionContext":${context}}`,
      );
      expect(answer.status).toBe(200);
      const blob = String(answer.body['CiphertextBlob']);
      expect((await eventOf(desk, answer)).Context).toEqual([[name, 'x']]);
      await succeed(desk, 'Decrypt', `{"CiphertextBlob":"${blob}","EncryptionContext":${context}}`);
      await expectRefused(desk, 'Decrypt', `{"CiphertextBlob":"${blob}"}`, INVALID);
      await expectRefused(
        desk,
        'Decrypt',
        `{"CiphertextBlob":"${blob}","EncryptionContext":{"${name}":"y"}}`,
        INVALID,
      );
    }
  });

  it.each(['Encrypt', 'Decrypt', ...DATA_KEY_CALLS])(
    '%s refuses contexts that are no map of strings, or too large',
    async (operation) => {
      const rest =
        operation === 'Decrypt'
          ? `"CiphertextBlob":"${await encrypt()}"`
          : operation === 'Encrypt'
            ? `"KeyId":"${key.id}","Plaintext":"${Plaintext}"`
            : `"KeyId":"${key.id}","KeySpec":"AES_256"`;
      const call = (context: string, refusal: Refusal) =>
        expectRefused(desk, operation, `{${rest},"EncryptionContext":${context}}`, refusal);
      await call('{"a":"1","a":"1"}', { code: 'SerializationException' });
      await call('{"a":"1","\\u0061":"2"}', { code: 'SerializationException' });
      await call('{"__proto__":"1","__proto__":"1"}', { code: 'SerializationException' });
      await call('{"a":1}', {
        code: 'SerializationException',
        message: 'EncryptionContext is not a map of strings',
      });
      await call('{"a":null}', { code: 'SerializationException' });
      await call('{"a":["b"]}', { code: 'SerializationException' });
      await call('{"__proto__":{"a":"b"}}', { code: 'SerializationException' });
      await call('[["a","b"]]', { code: 'SerializationException' });
      await call('"a"', { code: 'SerializationException' });
      await call('{"":"x"}', { code: 'ValidationException' });
      await call('{"a":"\\ud83d"}', { code: 'SerializationException' });
      await call(JSON.stringify({ a: 'x'.repeat(8192) }), { code: 'ValidationException' });
      await call(JSON.stringify({ a: 'é'.repeat(4096) }), { code: 'ValidationException' });
    },
  );

  it('takes 8192 bytes, names and values together', async () => {
    const context = { a: 'é'.repeat(4095), b: '' };
    await succeed(desk, 'Decrypt', open(await encrypt({ EncryptionContext: context }), context));
  });

  it('is in the log, plaintext and data keys are not', async () => {
    const answer = await desk.call('Encrypt', {
      KeyId: key.id,
      Plaintext,
      EncryptionContext: { zone: 'b', tenant: 'acme' },
    });
    const event = await eventOf(desk, answer);
    expect(event).toMatchObject({
      Outcome: 'allowed',
      KeyId: key.id,
      Context: [
        ['tenant', 'acme'],
        ['zone', 'b'],
      ],
      Parameters: [['EncryptionAlgorithm', 'SYMMETRIC_DEFAULT']],
    });
    const blob = String(answer.body['CiphertextBlob']);
    const refused = await expectRefused(desk, 'Decrypt', open(blob, { tenant: 'other' }), INVALID);
    expect(refused).toMatchObject({ KeyId: key.id, Context: [['tenant', 'other']] });
    for (const text of [SECRET, Plaintext, Plaintext.slice(0, 16)])
      expect(JSON.stringify([event, refused])).not.toContain(text);
  });
});

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
  expect(desk.stderr()).not.toContain(SECRET);
  expect(desk.stderr()).not.toContain(Plaintext);
  expect(desk.stderr()).not.toMatch(/"level":"?(error|50)/);
});
