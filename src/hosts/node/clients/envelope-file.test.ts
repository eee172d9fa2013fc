/** Envelopes as files: what `keydesk envelope` writes examples/envelope.py opens, and the other way round, small and streamed. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeDirectory, startTestDesk, temporaryDirectory, type TestDesk } from '../testing/desk.ts';
import type { Credentials } from '../testing/sign-request.ts';
import { clientEnvironment, PYTHON, runProgram, type Ran } from './testing/run-program.ts';

const EXAMPLE = fileURLToPath(new URL('../../../../examples/envelope.py', import.meta.url));
const CLI = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url));
const MIB = 1024 * 1024;
const CONTEXT = ['tenant=acmé', 'record=8841', '𝄞=１'];

let desk: TestDesk;
let home: string;
let credentials: Credentials;
const file = (name: string): string => join(home, name);

beforeAll(async () => {
  desk = await startTestDesk();
  home = temporaryDirectory();
  const made = await desk.cli('service', 'create', 'files', '--policy', 'key-user', '--json');
  credentials = JSON.parse(made.stdout) as Credentials; // our own program's answer
  const { body } = await desk.call('CreateKey', {});
  const { KeyId } = body['KeyMetadata'] as { KeyId: string }; // what CreateKey answers
  await desk.call('CreateAlias', { AliasName: 'alias/files', TargetKeyId: KeyId });
});
afterAll(async () => {
  await desk.stop();
  removeDirectory(desk.dataDirectory);
  removeDirectory(home);
});

const environment = (more: Record<string, string> = {}): Record<string, string> =>
  clientEnvironment(credentials, home, {
    KMS_KEY_ID: 'alias/files',
    AWS_ENDPOINT_URL_KMS: `http://127.0.0.1:${desk.port}`,
    ...more,
  });
const cli = (args: readonly string[], env = environment()): Promise<Ran> =>
  runProgram(process.execPath, [CLI, 'envelope', ...args], env);
const python = (args: readonly string[]): Promise<Ran> =>
  runProgram(PYTHON, [EXAMPLE, ...args], environment());
const contextWords = CONTEXT.flatMap((pair) => ['--context', pair]);
const digest = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

const WRITERS: Readonly<Record<string, (from: string, to: string, stream: boolean) => Promise<Ran>>> = {
  'the command line': (from, to, stream) =>
    cli([
      'encrypt',
      from,
      '--key',
      'alias/files',
      '--out',
      to,
      '--form',
      stream ? 'stream' : 'json',
      ...contextWords,
    ]),
  Python: (from, to, stream) =>
    python(['encrypt', from, '--out', to, ...contextWords, ...(stream ? ['--stream'] : [])]),
};

describe('an envelope is opened by whoever did not write it', () => {
  it.each(
    Object.keys(WRITERS).flatMap((writer) => [
      { writer, stream: false, bytes: 1000 },
      { writer, stream: true, bytes: 2 * MIB },
      { writer, stream: true, bytes: MIB + 5 },
      { writer, stream: true, bytes: 0 },
    ]),
  )('$writer, stream $stream, $bytes bytes', async ({ writer, stream, bytes }) => {
    const [plain, sealed] = [file(`plain-${bytes}`), file(`sealed-${writer}-${String(stream)}-${bytes}`)];
    writeFileSync(plain, randomBytes(bytes));
    expect(await WRITERS[writer]!(plain, sealed, stream)).toMatchObject({ code: 0 });
    expect(statSync(sealed).mode & 0o777).toBe(0o600);
    const opened = { cli: `${sealed}.cli`, python: `${sealed}.python` };
    expect(await cli(['decrypt', sealed, '--out', opened.cli, '--context', CONTEXT[0]!])).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(await python(['decrypt', sealed, '--out', opened.python, '--context', CONTEXT[0]!])).toMatchObject(
      { code: 0 },
    );
    expect(digest(opened.cli)).toBe(digest(plain));
    expect(digest(opened.python)).toBe(digest(plain));
    expect(statSync(opened.cli).mode & 0o777).toBe(0o600);
  });
});

describe('keydesk envelope', () => {
  const NAME = 'record.txt';
  beforeAll(async () => {
    writeFileSync(file(NAME), 'who was here');
    expect(await cli(['encrypt', file(NAME), '--key', 'alias/files', ...contextWords])).toMatchObject({
      code: 0,
    });
    writeFileSync(file('big'), randomBytes(3 * MIB));
    expect(await cli(['encrypt', file('big'), '--key', 'alias/files'])).toMatchObject({ code: 0 });
  });

  it('names its file after the other, and chooses the form by the size', () => {
    expect(JSON.parse(readFileSync(file(`${NAME}.envelope`), 'utf8'))).toMatchObject({
      format: 'keydesk-envelope/2',
      context: { tenant: 'acmé', record: '8841' },
    });
    expect(readFileSync(file('big.envelope')).subarray(0, 64).toString()).toContain(
      '"keydesk-envelope-stream/2"',
    );
  });

  it('writes the payload alone to stdout', async () => {
    expect(await cli(['decrypt', file(`${NAME}.envelope`), '--out', '-'])).toEqual({
      code: 0,
      stdout: 'who was here',
      stderr: '',
    });
  });

  it('writes over nothing', async () => {
    const ran = await cli(['decrypt', file(`${NAME}.envelope`)]);
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toMatch(/record\.txt is there already: choose another by --out, or give --force\./);
    expect(await cli(['decrypt', file(`${NAME}.envelope`), '--force', '--json'])).toMatchObject({
      code: 0,
      stdout: `${JSON.stringify({ file: file(NAME), form: 'json', bytes: 12 })}\n`,
    });
  });

  it('leaves nothing of what was cut off', async () => {
    writeFileSync(file('cut.envelope'), readFileSync(file('big.envelope')));
    truncateSync(file('cut.envelope'), 2 * MIB);
    const before = readdirSync(home);
    const ran = await cli(['decrypt', file('cut.envelope')]);
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toMatch(/altered since it was made, or cut off/);
    expect(readdirSync(home)).toEqual(before);
  });

  it.each<[string, () => Promise<Ran>, number, RegExp]>([
    ['no key', () => cli(['encrypt', file(NAME)]), 64, /--key names the key/],
    ['no such verb', () => cli(['seal', file(NAME)]), 64, /expected: envelope encrypt/],
    ['a context without a name', () => cli(['decrypt', file(NAME), '--context', '=x']), 64, /NAME=VALUE/],
    ['no place to put it', () => cli(['decrypt', file(NAME)]), 64, /give --out FILE/],
    ['no such file', () => cli(['decrypt', file('none.envelope')]), 1, /there is no such file/],
    [
      'an empty file',
      async () => {
        writeFileSync(file('empty.envelope'), '');
        return cli(['decrypt', file('empty.envelope')]);
      },
      1,
      /The file is empty/,
    ],
    ['a file that is none', () => cli(['decrypt', file(NAME), '--out', file('x')]), 1, /not an envelope/],
    [
      'another context',
      () => cli(['decrypt', file(`${NAME}.envelope`), '--out', file('x'), '--context', 'tenant=other']),
      1,
      /another encryption context/,
    ],
    [
      'an unknown key',
      () => cli(['encrypt', file(NAME), '--key', 'alias/none', '--out', file('x')]),
      1,
      /The desk refused: NotFoundException: /,
    ],
    [
      'nobody there',
      () =>
        cli(
          ['encrypt', file(NAME), '--key', 'k', '--out', file('x')],
          environment({ KEYDESK_ENDPOINT: 'http://127.0.0.1:1' }),
        ),
      69,
      /http:\/\/127\.0\.0\.1:1 cannot be reached/,
    ],
    [
      'no credentials',
      () =>
        cli(
          ['encrypt', file(NAME), '--key', 'k', '--out', file('x')],
          environment({ AWS_SECRET_ACCESS_KEY: '' }),
        ),
      78,
      /AWS_SECRET_ACCESS_KEY: is not set/,
    ],
    [
      'no address',
      () =>
        cli(
          ['encrypt', file(NAME), '--key', 'k', '--out', file('x')],
          environment({ KEYDESK_ENDPOINT: 'file:///etc' }),
        ),
      78,
      /KEYDESK_ENDPOINT: is not the address/,
    ],
  ])('says in a sentence what is wrong: %s', async (_, run, code, sentence) => {
    const ran = await run();
    expect(ran).toMatchObject({ code, stdout: '' });
    expect(ran.stderr).toMatch(sentence);
    expect(ran.stderr).not.toContain(credentials.secretAccessKey);
    expect(existsSync(file('x'))).toBe(false);
  });

  it('tells an envelope of another desk', async () => {
    const sealed = JSON.parse(readFileSync(file(`${NAME}.envelope`), 'utf8')) as Record<string, string>; // written above
    const wrapped = Buffer.from(sealed['wrapped_key'] ?? '', 'base64');
    wrapped.writeUInt8(wrapped.readUInt8(wrapped.length - 1) ^ 1, wrapped.length - 1);
    writeFileSync(
      file('foreign.envelope'),
      JSON.stringify({ ...sealed, wrapped_key: wrapped.toString('base64') }),
    );
    const ran = await cli(['decrypt', file('foreign.envelope')]);
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toMatch(
      /cannot open the wrapped key: it was altered, made by another desk, or with another context\./,
    );
  });
});
