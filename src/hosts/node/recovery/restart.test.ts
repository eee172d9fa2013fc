/** SIGTERM under load, and starts that must not be. What kill -9 leaves: kills.test.ts. */
import { once } from 'node:events';
import { existsSync, symlinkSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import type { VerifyReport } from '../../../service/verify-log.ts';
import {
  removeDirectory,
  ROOT,
  runCli,
  startTestDesk,
  temporaryDirectory,
  type TestDesk,
} from '../testing/desk.ts';
import { signRequest } from '../testing/sign-request.ts';
import { socketPath } from '../http/socket.ts';

let desks: TestDesk[] = [];
let directories: string[] = [];
const fresh = (): string => {
  const directory = temporaryDirectory();
  directories.push(directory);
  return directory;
};
const start = async (dataDirectory = fresh(), env: Record<string, string> = {}): Promise<TestDesk> => {
  const desk = await startTestDesk({ dataDirectory, env });
  desks.push(desk);
  return desk;
};
afterEach(async () => {
  for (const desk of desks)
    if (desk.process.exitCode === null && desk.process.signalCode === null) await desk.kill();
  for (const directory of directories) removeDirectory(directory);
  desks = [];
  directories = [];
});

const verify = async (directory: string): Promise<VerifyReport> => {
  const { code, stdout } = await runCli(directory, ['verify-log', '--json']);
  expect(code).toBe(0);
  return JSON.parse(stdout) as VerifyReport; // our own program's answer
};
const keyIdOf = (body: Record<string, unknown>): string => (body['KeyMetadata'] as { KeyId: string }).KeyId; // what CreateKey answers

/** A data key that the desk answered: what a client would have kept. */
interface Kept {
  readonly plaintext: unknown;
  readonly blob: unknown;
}
const makeKept = async (desk: TestDesk, KeyId: string): Promise<Kept> => {
  const { status, body } = await desk.call('GenerateDataKey', { KeyId, KeySpec: 'AES_256' });
  if (status !== 200) throw new Error(`GenerateDataKey answered ${status}`);
  return { plaintext: body['Plaintext'], blob: body['CiphertextBlob'] };
};
const expectOpens = async (desk: TestDesk, kept: readonly Kept[]): Promise<void> => {
  for (const { blob, plaintext } of kept)
    expect((await desk.call('Decrypt', { CiphertextBlob: blob })).body['Plaintext']).toBe(plaintext);
};

/** A request that the desk has begun to read (it said 100 Continue) and that is finished by `finish`. */
async function begin(desk: TestDesk, target: string, input: object) {
  const url = `http://127.0.0.1:${desk.port}`;
  const body = JSON.stringify(input);
  const { headers } = signRequest({ url, target: `TrentService.${target}`, body, credentials: ROOT });
  const sent = request(url, {
    method: 'POST',
    agent: false,
    headers: { ...headers, 'content-length': Buffer.byteLength(body), expect: '100-continue' },
  });
  sent.flushHeaders();
  await once(sent, 'continue');
  return {
    finish: async (): Promise<{ status: number | undefined; body: Record<string, unknown> }> => {
      const answered = once(sent, 'response');
      sent.end(body);
      const [response] = (await answered) as [IncomingMessage]; // the event's argument
      let text = '';
      for await (const part of response as AsyncIterable<Buffer>) text += part.toString();
      return { status: response.statusCode, body: JSON.parse(text) as Record<string, unknown> }; // the service answers objects
    },
  };
}

describe('SIGTERM', () => {
  it('answers what is under way, takes nothing new, signs everything, and ends with 0', async () => {
    const desk = await start();
    const keyId = keyIdOf((await desk.call('CreateKey')).body);
    const underWay = await Promise.all([
      ...Array.from({ length: 12 }, () =>
        begin(desk, 'GenerateDataKey', { KeyId: keyId, KeySpec: 'AES_256' }),
      ),
      begin(desk, 'CreateKey', { Description: 'made while stopping' }),
    ]);
    const stopping = new Promise<void>((done) => {
      createInterface({ input: desk.process.stdout! }).on('line', (line) => {
        if (line.includes('"stopping":"SIGTERM"')) done();
      }); // spawned with pipes
    });
    const ended = desk.stop();
    await stopping;
    await expect(fetch(`http://127.0.0.1:${desk.port}/healthz`)).rejects.toThrow();
    const answers = await Promise.all(underWay.map(({ finish }) => finish()));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(await ended).toBe(0);

    const report = await verify(desk.dataDirectory);
    expect(report).toMatchObject({ findings: [], checkpointSize: report.events });
    const again = await start(desk.dataDirectory);
    await expectOpens(
      again,
      answers
        .slice(0, -1)
        .map(({ body }) => ({ plaintext: body['Plaintext'], blob: body['CiphertextBlob'] })),
    );
    const made = keyIdOf(answers.at(-1)?.body ?? {});
    expect((await again.call('DescribeKey', { KeyId: made })).status).toBe(200);
  });

  it('under load, leaves the log signed and everything answered readable', async () => {
    const desk = await start();
    const keyId = keyIdOf((await desk.call('CreateKey')).body);
    const kept: Kept[] = [];
    const enough = Promise.withResolvers<void>();
    const client = async (): Promise<void> => {
      for (;;) {
        kept.push(await makeKept(desk, keyId));
        if (kept.length >= 40) enough.resolve();
      }
    };
    const clients = Array.from({ length: 8 }, () => client().catch(() => undefined));
    await enough.promise;
    expect(await desk.stop()).toBe(0);
    await Promise.all(clients);
    const report = await verify(desk.dataDirectory);
    expect(report).toMatchObject({ findings: [], checkpointSize: report.events });
    await expectOpens(await start(desk.dataDirectory), kept);
  });
});

describe('a start that must not be', () => {
  it('on a directory that is in use says so, and does not disturb who uses it', async () => {
    const desk = await start();
    const second = await runCli(desk.dataDirectory, ['serve']);
    expect(second.code).toBe(1);
    expect(second.stderr).toBe(
      `keydesk: The data directory ${desk.dataDirectory} is in use by another Keydesk. Stop it first, or set KEYDESK_DATA to another directory.\n`,
    );
    expect((await desk.call('CreateKey')).status).toBe(200);
    expect((await desk.cli('service', 'create', 'still-there', '--json')).code).toBe(0);
  });

  it('with somebody else’s link at the place of its socket says so', async () => {
    const directory = fresh();
    const place = dirname(socketPath(directory));
    symlinkSync(fresh(), place);
    directories.push(place);
    const told = await runCli(directory, ['serve']);
    expect(told.code).toBe(78);
    expect(told.stderr).toContain(`the place of its socket, ${place}, is not this user's own`);
  });

  it('on a port in use names the setting', async () => {
    const desk = await start();
    const second = await runCli(fresh(), ['serve'], { KEYDESK_PORT: String(desk.port) });
    expect(second).toMatchObject({
      code: 78,
      stderr:
        'keydesk: KEYDESK_PORT: the port is in use. Stop what uses it, or choose another (0 takes a free one).\n',
    });
  });

  it.each([
    ['KEYDESK_ACCOUNT_ID', '111111111111', "is fixed at first start: this desk's is 000000000000."],
    ['KEYDESK_REGION', 'eu-central-1', "is fixed at first start: this desk's is us-east-1."],
  ])('with another %s than at first names it', async (name, value, sentence) => {
    const desk = await start();
    await desk.stop();
    const told = await runCli(desk.dataDirectory, ['serve'], { [name]: value });
    expect(told.code).toBe(78);
    expect(told.stderr).toContain(name);
    expect(told.stderr).toContain(sentence);
    expect((await verify(desk.dataDirectory)).findings).toEqual([]);
  });

  it.each([
    ['KEYDESK_PORT', '70707'],
    ['KEYDESK_HOST', '0.0.0.0'],
    ['KEYDESK_ACCOUNT_ID', '12'],
    ['KEYDESK_LOG_LEVEL', 'loud'],
    ['KEYDESK_DATABASE_URL', 'postgres://db/keydesk'],
    ['KEYDESK_ROOT_SECRET_ACCESS_KEY', 'short'],
    ['KEYDESK_PKCS11_MODULE', '/usr/lib/nothing.so'],
    ['KEYDESK_PROT', '7070'],
  ])('with a wrong %s names it and what is allowed', async (name, value) => {
    const told = await runCli(fresh(), ['serve'], { [name]: value });
    expect(told.code).toBe(78);
    expect(told.stdout).not.toContain('ready');
    expect(told.stderr).toMatch(/^keydesk: KEYDESK_/);
    expect(told.stderr.trim().split('\n')).toHaveLength(1);
    if (name !== 'KEYDESK_PKCS11_MODULE') expect(told.stderr).toContain(name);
    if (name.includes('SECRET')) expect(told.stderr).not.toContain(value);
  });
});

describe('a command for a running desk', () => {
  it('ends with 69 when the desk has stopped, or never ran', async () => {
    const desk = await start();
    await desk.stop();
    expect(existsSync(dirname(socketPath(desk.dataDirectory)))).toBe(false);
    for (const directory of [desk.dataDirectory, fresh()]) {
      const told = await runCli(directory, ['service', 'create', 'nobody-there']);
      expect(told).toMatchObject({ code: 69, stdout: '' });
      expect(told.stderr).toMatch(/^keydesk service: .+ Start it with "npm start"/);
    }
  });
});

describe('the root access key', () => {
  it('is refused once the setting is gone, and works again when it is back', async () => {
    const desk = await start();
    expect((await desk.call('CreateKey')).status).toBe(200);
    await desk.stop();
    const unset = { KEYDESK_ROOT_ACCESS_KEY_ID: '', KEYDESK_ROOT_SECRET_ACCESS_KEY: '' };
    const without = await start(desk.dataDirectory, unset);
    const answer = await without.call('ListKeys');
    expect(answer).toMatchObject({ status: 400, body: { __type: 'UnrecognizedClientException' } });
    await without.stop();
    const back = await start(desk.dataDirectory);
    expect((await back.call('ListKeys')).body['Keys']).toHaveLength(1);
    const { body } = await back.call('Keydesk.SearchAuditEvents', { Operation: 'EnsureRootOperator' });
    expect(body['Events']).toHaveLength(3);
  });

  it('is exactly the one that is set: another secret ends the old one', async () => {
    const desk = await start();
    await desk.stop();
    const secretAccessKey = 'another-root-secret-0123456789abcdefgh';
    const changed = await start(desk.dataDirectory, { KEYDESK_ROOT_SECRET_ACCESS_KEY: secretAccessKey });
    expect((await changed.call('ListKeys')).body['__type']).toBe('InvalidSignatureException');
    expect((await changed.call('ListKeys', {}, { ...ROOT, secretAccessKey })).status).toBe(200);
  });
});
