/** Debian's AWS CLI with `--endpoint-url`, and only access key and region set. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeDirectory, ROOT, startTestDesk, temporaryDirectory, type TestDesk } from '../testing/desk.ts';
import { AWS_CLI, clientEnvironment, runProgram, type Ran } from './testing/run-program.ts';

let desk: TestDesk;
let home: string;
let arn: string;

const kms = (...args: string[]): Promise<Ran> =>
  runProgram(
    AWS_CLI,
    ['kms', ...args, '--endpoint-url', `http://127.0.0.1:${desk.port}`],
    clientEnvironment(ROOT, home),
  );
/** What a call printed, as JSON; fails the test when it did not end with 0. */
const json = async (...args: string[]): Promise<Record<string, unknown>> => {
  const ran = await kms(...args, '--output', 'json');
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  return JSON.parse(ran.stdout) as Record<string, unknown>; // the CLI prints an object
};
const file = (name: string): string => join(home, name);
const save = (name: string, blob: unknown): void =>
  writeFileSync(file(name), Buffer.from(String(blob), 'base64'));

beforeAll(async () => {
  desk = await startTestDesk();
  home = temporaryDirectory();
  const { KeyMetadata } = await json(
    'create-key',
    '--description',
    'of the CLI',
    '--tags',
    'TagKey=team,TagValue=web',
  );
  expect(KeyMetadata).toMatchObject({ Description: 'of the CLI', KeyState: 'Enabled', Enabled: true });
  arn = (KeyMetadata as { Arn: string }).Arn; // matched just above
});
afterAll(async () => {
  await desk.stop();
  removeDirectory(desk.dataDirectory);
  removeDirectory(home);
});

describe('aws kms', () => {
  it('encrypts a file and decrypts it again', async () => {
    const secret = Buffer.from([0, 255, 10, 13, 200]);
    writeFileSync(file('secret'), secret);
    const { CiphertextBlob, KeyId } = await json(
      'encrypt',
      '--key-id',
      arn,
      '--plaintext',
      `fileb://${file('secret')}`,
      '--encryption-context',
      'record=8841,tenant=acme',
    );
    expect(KeyId).toBe(arn);
    save('sealed', CiphertextBlob);
    expect(readFileSync(file('sealed')).subarray(0, 2).toString()).toBe('KD');
    const opened = await json(
      'decrypt',
      '--ciphertext-blob',
      `fileb://${file('sealed')}`,
      '--encryption-context',
      'tenant=acme,record=8841',
    );
    expect(opened).toMatchObject({
      KeyId: arn,
      Plaintext: secret.toString('base64'),
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    });
  });

  it('gets a data key and opens its wrapped copy, base64 on the command line', async () => {
    const key = await json('generate-data-key', '--key-id', arn, '--key-spec', 'AES_256');
    expect(Buffer.from(String(key['Plaintext']), 'base64')).toHaveLength(32);
    const opened = await json('decrypt', '--ciphertext-blob', String(key['CiphertextBlob']));
    expect(opened['Plaintext']).toBe(key['Plaintext']);
  });

  it('names a key by alias and lists both', async () => {
    expect(await kms('create-alias', '--alias-name', 'alias/cli', '--target-key-id', arn)).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    expect(await json('describe-key', '--key-id', 'alias/cli')).toMatchObject({ KeyMetadata: { Arn: arn } });
    expect((await json('list-keys'))['Keys']).toEqual([{ KeyId: arn.split('/')[1], KeyArn: arn }]);
    expect((await json('list-aliases'))['Aliases']).toMatchObject([{ AliasName: 'alias/cli' }]);
  });

  it.each<[string, () => Promise<Ran>, string]>([
    [
      'an unknown key',
      () => kms('describe-key', '--key-id', '11111111-2222-3333-4444-555555555555'),
      "An error occurred (NotFoundException) when calling the DescribeKey operation: Key 'arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555' does not exist",
    ],
    [
      'another context',
      () =>
        kms(
          'decrypt',
          '--ciphertext-blob',
          `fileb://${file('sealed')}`,
          '--encryption-context',
          'record=8842',
        ),
      'An error occurred (InvalidCiphertextException) when calling the Decrypt operation:',
    ],
    [
      'an alias that is taken',
      () => kms('create-alias', '--alias-name', 'alias/cli', '--target-key-id', arn),
      'An error occurred (AlreadyExistsException) when calling the CreateAlias operation: An alias with the name arn:aws:kms:us-east-1:000000000000:alias/cli already exists',
    ],
  ])('ends with 254 and says why: %s', async (_, run, message) => {
    const ran = await run();
    expect(ran).toMatchObject({ code: 254, stdout: '' });
    expect(ran.stderr.trim()).toBe(message);
  });
});
