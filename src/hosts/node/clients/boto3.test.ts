/** Debian's boto3, unchanged, told only the endpoint. The scenario is testing/boto3_client.py; what boto3 saw is judged here. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeDirectory, ROOT, startTestDesk, type TestDesk } from '../testing/desk.ts';
import { clientEnvironment, PYTHON, runProgram } from './testing/run-program.ts';

const SCENARIO = fileURLToPath(new URL('testing/boto3_client.py', import.meta.url));
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

let desk: TestDesk;
let seen: Record<string, unknown>;
beforeAll(async () => {
  desk = await startTestDesk();
  const endpoint = `http://127.0.0.1:${desk.port}`;
  const ran = await runProgram(
    PYTHON,
    [SCENARIO, endpoint, ROOT.accessKeyId],
    clientEnvironment(ROOT, desk.dataDirectory),
  );
  expect(ran.stderr).toBe('');
  seen = JSON.parse(ran.stdout) as Record<string, unknown>; // the scenario prints one object
});
afterAll(async () => {
  await desk.stop();
  removeDirectory(desk.dataDirectory);
});

describe('boto3', () => {
  it('makes a key and finds it by alias and alias ARN', () => {
    expect(seen['created']).toEqual({
      AWSAccountId: '000000000000',
      KeyId: expect.stringMatching(UUID),
      Arn: expect.stringMatching(/^arn:aws:kms:us-east-1:000000000000:key\/[0-9a-f-]{36}$/),
      CreationDate: expect.stringMatching(/^20\d\d-\d\d-\d\dT/),
      Enabled: true,
      Description: 'of boto3',
      KeyUsage: 'ENCRYPT_DECRYPT',
      KeyState: 'Enabled',
      Origin: 'AWS_KMS',
      KeyManager: 'CUSTOMER',
      CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
      KeySpec: 'SYMMETRIC_DEFAULT',
      EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
      MultiRegion: false,
    });
    expect(seen).toMatchObject({ described_equals_created: true, by_alias_arn: true });
  });

  it('stores tags, which the console shows', async () => {
    const { body } = await desk.call('Keydesk.SearchKeys', {});
    expect(JSON.stringify(body)).toContain('payments');
  });

  it('encrypts and decrypts bytes under a context, in any order, `__proto__` and umlauts kept', () => {
    expect(seen).toMatchObject({
      encrypt: { key: true, algorithm: 'SYMMETRIC_DEFAULT' },
      decrypt: { key: true, plaintext: Buffer.from('\x00\xff secret', 'latin1').toString('base64') },
    });
  });

  it('gets data keys of every size, with and without plaintext', () => {
    expect(seen).toMatchObject({
      data_key_AES_256: true,
      data_key_AES_128: true,
      data_key_bytes: 1024,
      without_plaintext: {
        members: expect.arrayContaining(['CiphertextBlob', 'KeyId']),
        opens_to: 32,
      },
    });
    const { members } = seen['without_plaintext'] as { members: string[] }; // matched above
    expect(members).not.toContain('Plaintext');
  });

  const arn = (): string => (seen['created'] as { Arn: string }).Arn;
  // name, code, has a class of its own in boto3, text
  it.each<[string, string, boolean, string | RegExp]>([
    ['wrong_context', 'InvalidCiphertextException', true, ''],
    ['no_context', 'InvalidCiphertextException', true, ''],
    ['tampered', 'InvalidCiphertextException', true, ''],
    ['random_blob', 'InvalidCiphertextException', true, ''],
    [
      'unknown_key',
      'NotFoundException',
      true,
      "Key 'arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555' does not exist",
    ],
    [
      'unknown_alias',
      'NotFoundException',
      true,
      'Alias arn:aws:kms:us-east-1:000000000000:alias/nobody is not found.',
    ],
    ['no_key_id', 'NotFoundException', true, "Invalid keyId 'foo'"],
    ['alias_refused', 'InvalidArnException', true, 'Key Aliases are not supported for this operation.'],
    [
      'alias_taken',
      'AlreadyExistsException',
      true,
      'An alias with the name arn:aws:kms:us-east-1:000000000000:alias/boto3 already exists',
    ],
    ['foreign_region', 'NotFoundException', true, 'Invalid arn us-west-2'],
    [
      'foreign_account',
      'AccessDeniedException',
      false,
      /^User: \S+ is not authorized to perform: kms:DescribeKey on this resource/,
    ],
    [
      'too_large',
      'ValidationException',
      false,
      "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096",
    ],
    [
      'bad_enum',
      'ValidationException',
      false,
      /^1 validation error detected: Value 'AES_512' at 'keySpec' failed to satisfy constraint: Member must satisfy enum value set: \[.*AES_256.*\]$/,
    ],
    ['both_sizes', 'ValidationException', false, /./],
    ['duplicate_tag', 'TagException', true, /./],
    ['bad_policy', 'MalformedPolicyDocumentException', true, /at character \d+/],
    ['grant_token', 'InvalidGrantTokenException', true, /grant token/],
    ['not_built', 'UnsupportedOperationException', true, /^Sign is not supported/],
    ['bad_marker', 'InvalidMarkerException', true, /./],
    ['disabled_decrypt', 'DisabledException', true, / is disabled\.$/],
    [
      'wrong_secret',
      'InvalidSignatureException',
      false,
      /^The request signature we calculated does not match/,
    ],
    [
      'unknown_access_key',
      'UnrecognizedClientException',
      false,
      'The security token included in the request is invalid.',
    ],
    ['wrong_region', 'InvalidSignatureException', false, 'Credential should be scoped to a valid region.'],
  ])('meets %s as %s', (name, code, modelled, message) => {
    expect(seen[name]).toEqual({
      class: modelled ? code : 'ClientError',
      caught: modelled,
      code,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
      status: 400,
      retries: 0,
      request_id: expect.stringMatching(UUID),
    });
  });

  it('sees a key disabled and enabled again', () => {
    expect(seen).toMatchObject({ disabled: 'Disabled', enabled_again: true });
    expect(seen['disabled_decrypt']).toMatchObject({ message: `${arn()} is disabled.` });
  });

  it('reads back the policy byte for byte', () => {
    expect(seen).toMatchObject({ policy_as_stored: true, policy_names: ['default'] });
  });

  it('pages through keys and aliases', () => {
    expect(seen).toMatchObject({
      keys_paged: true,
      key_arns: true,
      alias_pages: [2, 2, 1],
      aliases: ['alias/boto3', 'alias/page/0', 'alias/page/1', 'alias/page/2', 'alias/page/3'],
      aliases_of_key: ['alias/boto3'],
    });
  });
});
