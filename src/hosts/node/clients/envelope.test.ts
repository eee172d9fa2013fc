/** examples/envelope.py, as a service runs it whose access key only the key's policy names. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeDirectory, startTestDesk, temporaryDirectory, type TestDesk } from '../testing/desk.ts';
import type { Credentials } from '../testing/sign-request.ts';
import { clientEnvironment, PYTHON, runProgram, type Ran } from './testing/run-program.ts';

const EXAMPLE = fileURLToPath(new URL('../../../../examples/envelope.py', import.meta.url));
const PAYLOAD = 'a customer record, with ünïcode';

let desk: TestDesk;
let home: string;
let keyId: string;
let named: Credentials;
let stranger: Credentials;
let serviceArn: string;

async function makeService(name: string): Promise<Credentials & { readonly arn: string }> {
  const made = await desk.cli('service', 'create', name, '--json');
  expect(made).toMatchObject({ code: 0 });
  return JSON.parse(made.stdout) as Credentials & { arn: string }; // our own program's answer
}

const envelope = (
  args: readonly string[],
  credentials = named,
  env: Record<string, string> = {},
): Promise<Ran> =>
  runProgram(
    PYTHON,
    [EXAMPLE, ...args],
    clientEnvironment(credentials, home, {
      KMS_KEY_ID: 'alias/orders',
      AWS_ENDPOINT_URL_KMS: `http://127.0.0.1:${desk.port}`,
      ...env,
    }),
  );
const file = (name: string): string => join(home, name);

beforeAll(async () => {
  desk = await startTestDesk();
  home = temporaryDirectory();
  const service = await makeService('orders');
  named = service;
  serviceArn = service.arn;
  stranger = await makeService('stranger');
  const made = await desk.call('CreateKey', {
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Administration',
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::000000000000:root' },
          Action: 'kms:*',
          Resource: '*',
        },
        {
          Sid: 'OrdersUseIt',
          Effect: 'Allow',
          Principal: { AWS: serviceArn },
          Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
          Resource: '*',
        },
      ],
    }),
  });
  expect(made.status).toBe(200);
  keyId = (made.body['KeyMetadata'] as { KeyId: string }).KeyId; // what CreateKey answers
  expect((await desk.call('CreateAlias', { AliasName: 'alias/orders', TargetKeyId: keyId })).status).toBe(
    200,
  );
});
afterAll(async () => {
  await desk.stop();
  removeDirectory(desk.dataDirectory);
  removeDirectory(home);
});

describe('examples/envelope.py', () => {
  it('encrypts a file and decrypts it, saying each step, with both uses in the log', async () => {
    writeFileSync(file('record'), PAYLOAD);
    const sealed = await envelope([
      'encrypt',
      file('record'),
      '--out',
      file('sealed'),
      '--context',
      'tenant=acme',
    ]);
    expect(sealed).toMatchObject({ code: 0, stdout: '' });
    expect(sealed.stderr.trim().split('\n')).toEqual([
      `1. The desk made a data key, wrapped by arn:aws:kms:us-east-1:000000000000:key/${keyId}`,
      `2. Encrypted ${Buffer.byteLength(PAYLOAD)} bytes here, with AES-256-GCM`,
      '3. Dropped the data key; its wrapped copy stays with the ciphertext',
      `4. Wrote ${file('sealed')}`,
    ]);
    expect(statSync(file('sealed')).mode & 0o777).toBe(0o600);
    expect(readFileSync(file('sealed'), 'utf8')).not.toContain(PAYLOAD);

    const opened = await envelope(['decrypt', file('sealed'), '--context', 'tenant=acme']);
    expect(opened).toMatchObject({ code: 0, stdout: PAYLOAD });
    expect(opened.stderr.trim().split('\n')).toHaveLength(3);

    const { body } = await desk.call('Keydesk.SearchAuditEvents', { Principal: serviceArn });
    const bySid = [{ Source: 'KEY_POLICY', Sid: 'OrdersUseIt', Effect: 'Allow' }];
    expect(body['Events']).toMatchObject([
      {
        Operation: 'Decrypt',
        Outcome: 'allowed',
        KeyId: keyId,
        Context: [['tenant', 'acme']],
        DecidedBy: bySid,
      },
      { Operation: 'GenerateDataKey', Outcome: 'allowed', KeyId: keyId, DecidedBy: bySid },
    ]);
  });

  it('writes what it opened to a file that only its owner may read', async () => {
    await envelope(['encrypt', '--text', PAYLOAD, '--out', file('text')]);
    expect(await envelope(['decrypt', file('text'), '--out', file('opened')])).toMatchObject({
      code: 0,
      stdout: '',
    });
    expect(readFileSync(file('opened'), 'utf8')).toBe(PAYLOAD);
    expect(statSync(file('opened')).mode & 0o777).toBe(0o600);
  });

  it('runs its demo, with the endpoint as an argument', async () => {
    const endpoint = `http://127.0.0.1:${desk.port}`;
    const ran = await envelope(['demo', '--endpoint', endpoint], named, { AWS_ENDPOINT_URL_KMS: '' });
    expect(ran).toMatchObject({
      code: 0,
      stdout: 'Every hard problem in cryptography in production is a key management problem.\n',
    });
  });

  describe('tells in a sentence what it cannot do', () => {
    beforeAll(async () => {
      const made = await envelope([
        'encrypt',
        '--text',
        PAYLOAD,
        '--out',
        file('e'),
        '--context',
        'tenant=acme',
      ]);
      expect(made.code).toBe(0);
      const changed = JSON.parse(readFileSync(file('e'), 'utf8')) as { ciphertext: string }; // the example's own form
      const bytes = Buffer.from(changed.ciphertext, 'base64');
      bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0);
      writeFileSync(file('changed'), JSON.stringify({ ...changed, ciphertext: bytes.toString('base64') }));
      writeFileSync(file('other'), PAYLOAD);
    });

    it.each<[string, () => Promise<Ran>, RegExp]>([
      [
        'another context',
        () => envelope(['decrypt', file('e'), '--context', 'tenant=other']),
        /^envelope\.py: the envelope belongs to another encryption context$/,
      ],
      [
        'a service that no policy names',
        () => envelope(['decrypt', file('e'), '--context', 'tenant=acme'], stranger),
        /^envelope\.py: the desk refused: AccessDeniedException: User: \S+role\/stranger is not authorized to perform: kms:Decrypt on resource: /,
      ],
      [
        'a changed ciphertext',
        () => envelope(['decrypt', file('changed'), '--context', 'tenant=acme']),
        /\nenvelope\.py: the envelope was changed since it was made$/,
      ],
      [
        'no key named',
        () => envelope(['encrypt', '--text', 'x', '--out', file('n')], named, { KMS_KEY_ID: '' }),
        /^envelope\.py: KMS_KEY_ID is not set: the id, ARN or alias of the key to use$/,
      ],
      [
        'no file',
        () => envelope(['decrypt', file('nothing')]),
        /^envelope\.py: cannot read \S+nothing: No such file or directory$/,
      ],
      [
        'another file',
        () => envelope(['decrypt', file('other')]),
        /^envelope\.py: the file is not an envelope, or was cut off$/,
      ],
    ])('%s', async (_, run, sentence) => {
      const ran = await run();
      expect(ran).toMatchObject({ code: 1, stdout: '' });
      expect(ran.stderr.trim()).toMatch(sentence);
    });
  });

  it.each([[['encrypt']], [['encrypt', '--text', 'x', '--out', 'y', '--context', 'bad']]])(
    'ends with 64 for %j',
    async (args) => {
      expect(await envelope(args)).toMatchObject({ code: 64, stdout: '' });
    },
  );
});
