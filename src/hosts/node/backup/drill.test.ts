/**
 * docs/recovery.md, followed literally: its fenced blocks are read from the page and run by a shell, on a real desk with SoftHSM, after
 * the trouble that each section is for was made. `remains` and `older` are what the page says to do where the block before is refused.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseCheckpoint } from '../../../domain/log/checkpoint.ts';
import { parseNote } from '../../../domain/log/note.ts';
import { runs } from '../../../testing/runs.ts';
import { removeDirectory, ROOT, temporaryDirectory } from '../testing/desk.ts';
import { signRequest } from '../testing/sign-request.ts';

const root = join(import.meta.dirname, '../../../..');

interface Block {
  readonly kind: 'sh' | 'setup' | 'serve' | 'remains' | 'older';
  readonly text: string;
}

/** Blocks of the page by the heading that they stand under. */
function readPage(): ReadonlyMap<string, readonly Block[]> {
  const page = new Map<string, Block[]>();
  let heading = '';
  let open: { kind: Block['kind']; lines: string[] } | null = null;
  for (const line of readFileSync(join(root, 'docs/recovery.md'), 'utf8').split('\n')) {
    if (open !== null) {
      if (line === '```') {
        page.set(heading, [...(page.get(heading) ?? []), { kind: open.kind, text: open.lines.join('\n') }]);
        open = null;
      } else open.lines.push(line);
      continue;
    }
    const fence = /^```sh( setup| serve| remains| older)?$/.exec(line);
    if (fence !== null)
      open = { kind: fence[1] === undefined ? 'sh' : (fence[1].trim() as Block['kind']), lines: [] };
    else if (line.startsWith('```')) throw new Error(`a block that is not followed: ${line}`);
    if (line.startsWith('## ')) heading = line.slice(3);
  }
  return page;
}

const page = readPage();
const blocksOf = (heading: string): readonly Block[] => {
  const blocks = page.get(heading);
  if (blocks === undefined) throw new Error(`the page has no section “${heading}” with commands`);
  return blocks;
};
const setup = blocksOf('Before anything happens').find(({ kind }) => kind === 'setup')?.text ?? '';

const places = temporaryDirectory();
const data = join(places, 'data');
const backups = join(places, 'backups');
const env = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(KEYDESK_|AWS_|NODE_OPTIONS|VITEST)/.test(name)),
  ),
  DESK: root,
  KEYDESK_DATA: data,
  BACKUPS: backups,
  SAFE: join(places, 'safe'),
  KEYDESK_PORT: '0',
  KEYDESK_LOG_FORMAT: 'json',
  KEYDESK_ROOT_ACCESS_KEY_ID: ROOT.accessKeyId,
  KEYDESK_ROOT_SECRET_ACCESS_KEY: ROOT.secretAccessKey,
};

/** In a group of its own: npm, the shell and the program end together. */
const shell = (text: string): ChildProcess =>
  spawn('bash', ['-euo', 'pipefail', '-c', `${setup}\n${text}`], {
    // Not Keydesk's folder: the page begins by going there.
    cwd: places,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });

let serving: { readonly child: ChildProcess; readonly url: string; readonly ended: Promise<void> } | null =
  null;

async function serve(text: string): Promise<void> {
  const child = shell(text);
  let stderr = '';
  child.stderr?.on('data', (part: Buffer) => (stderr += part.toString()));
  const ended = new Promise<void>((done) => child.on('close', () => done()));
  const url = await new Promise<string>((done, fail) => {
    if (child.stdout !== null)
      createInterface({ input: child.stdout }).on('line', (line) => {
        const ready = /^Keydesk is ready on (\S+)$/.exec(line)?.[1];
        if (ready !== undefined) done(ready);
      });
    void ended.then(() => fail(new Error(`the desk ended before it was ready:\n${stderr}`)));
  });
  serving = { child, url, ended };
}

/** To the whole group. */
async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (serving === null) return;
  const { child, ended } = serving;
  serving = null;
  if (child.pid !== undefined) process.kill(-child.pid, signal);
  await ended;
}

async function ran(text: string): Promise<{ readonly code: number | null; readonly out: string }> {
  const child = shell(text);
  let out = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (part: Buffer) => (out += part.toString()));
  return { code: await new Promise<number | null>((done) => child.on('close', done)), out };
}

async function run(text: string): Promise<string> {
  const { code, out } = await ran(text);
  expect([text, code, code === 0 ? '' : out]).toEqual([text, 0, '']);
  return out;
}

/** What a block says that does not go through. */
async function refused(text: string): Promise<string> {
  const { code, out } = await ran(text);
  expect([text, code]).not.toEqual([text, 0]);
  return out;
}

/** Follows a section, from a block on; answers what its commands said. */
async function follow(heading: string, from = 0): Promise<string> {
  let said = '';
  for (const { kind, text } of blocksOf(heading).slice(from)) {
    if (kind === 'serve') await serve(text);
    else if (kind === 'sh') said += await run(text);
  }
  return said;
}

async function call(target: string, input: object): Promise<Record<string, unknown>> {
  const url = (serving?.url ?? '').replace('localhost', '127.0.0.1');
  const body = JSON.stringify(input);
  const { headers } = signRequest({ url, target, body, credentials: ROOT });
  const response = await fetch(url, { method: 'POST', headers, body });
  expect([target, response.status]).toEqual([target, 200]);
  return (await response.json()) as Record<string, unknown>; // the service answers objects
}

interface Envelope {
  readonly CiphertextBlob: unknown;
  readonly Plaintext: unknown;
}
const envelopes: Envelope[] = [];
/** More are made slowly: each is opened again after every trouble. */
const MOST = runs(200);
const keys: string[] = [];

async function seal(): Promise<void> {
  const KeyId = keys[envelopes.length % keys.length];
  const { CiphertextBlob, Plaintext } = await call('TrentService.GenerateDataKey', {
    KeyId,
    KeySpec: 'AES_256',
  });
  envelopes.push({ CiphertextBlob, Plaintext });
}

async function everyEnvelopeOpens(): Promise<void> {
  const left = [...envelopes];
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (let next = left.pop(); next !== undefined; next = left.pop()) {
        const { CiphertextBlob, Plaintext } = next;
        // oxlint-disable-next-line no-await-in-loop -- sixteen at a time
        expect((await call('TrentService.Decrypt', { CiphertextBlob }))['Plaintext']).toBe(Plaintext);
      }
    }),
  );
}

const newestBackup = (): string => join(backups, readdirSync(backups).sort().at(-1) ?? '');
const noteIn = (text: string) => parseCheckpoint(parseNote(text).text);
const published = async (): Promise<string> => (await fetch(`${serving?.url}/log/checkpoint`)).text();

beforeAll(async () => {
  mkdirSync(backups);
  await serve('npm run -s keydesk -- serve');
  for (let i = 0; i < 3; i++) {
    const { KeyMetadata } = await call('TrentService.CreateKey', {});
    keys.push((KeyMetadata as { KeyId: string }).KeyId); // what CreateKey answers
  }
  for (let i = 0; i < 12; i++) await seal();
}, 60_000);
afterAll(async () => {
  await end('SIGKILL');
  removeDirectory(places);
});

it('before anything happens: a backup under load, and nothing is broken', { timeout: 60_000 }, async () => {
  const loading = new AbortController();
  const load = Promise.all(
    Array.from({ length: 4 }, async () => {
      // oxlint-disable-next-line no-await-in-loop -- as fast as it answers
      while (!loading.signal.aborted) {
        await seal();
        if (envelopes.length > MOST) await new Promise((done) => setTimeout(done, 20));
      }
    }),
  );
  const said = await follow('Before anything happens');
  loading.abort();
  await load;
  expect(said).toMatch(/signed up to event \d+\./);
  expect(said).toContain('Nothing is broken');
  expect(said).toContain('The PIN is not in it');
  expect(envelopes.length).toBeGreaterThan(50);
  // Nobody but this user may read any of it, and the PIN is nowhere in it.
  const pin = readFileSync(join(data, 'hsm', 'pin'), 'utf8').trim();
  for (const name of readdirSync(newestBackup(), { recursive: true, encoding: 'utf8' })) {
    const path = join(newestBackup(), name);
    expect([name, statSync(path).mode & 0o077]).toEqual([name, 0]);
    if (statSync(path).isFile()) expect(readFileSync(path).includes(pin)).toBe(false);
  }
});

it('power was lost', { timeout: 60_000 }, async () => {
  await end('SIGKILL');
  expect(await follow('Power was lost')).toContain('Nothing is broken');
  await everyEnvelopeOpens();
});

it('the token is gone', { timeout: 60_000 }, async () => {
  await end('SIGTERM');
  rmSync(join(data, 'hsm', 'tokens'), { recursive: true });
  const said = await follow('The token is gone');
  expect(said).toContain('Nothing is broken');
  await everyEnvelopeOpens();
});

it('the PIN is wrong', { timeout: 60_000 }, async () => {
  await end('SIGTERM');
  writeFileSync(join(data, 'hsm', 'pin'), 'not-the-pin\n');
  await expect(serve('npm run -s keydesk -- serve')).rejects.toThrow('refused the PIN');
  await follow('The PIN is wrong');
  await everyEnvelopeOpens();
});

it('the disk is full: its commands at least run', { timeout: 60_000 }, async () => {
  expect(await follow('The disk is full')).toContain('are free where');
});

it('the data directory is gone: all of it comes back, and the log goes on', { timeout: 90_000 }, async () => {
  const kept = newestBackup();
  const old = noteIn(readFileSync(join(kept, 'checkpoint'), 'utf8'));
  const seen = await published();
  await end('SIGKILL');
  rmSync(data, { recursive: true });
  const [restore, remains, older] = blocksOf('The data directory is gone').map(({ text }) => text);
  const again = restore?.split('\n').at(-1) ?? '';
  // The newest backup is damaged: the one before it.
  const damaged = join(backups, '9999-damaged');
  cpSync(kept, damaged, { recursive: true });
  writeFileSync(join(damaged, 'checkpoint'), 'x'.repeat(statSync(join(kept, 'checkpoint')).size));
  const why = await refused(restore ?? '');
  expect(why).toMatch(/altered or damaged.*\. Nothing was changed\. Take the backup before it\./);
  expect(existsSync(data)).toBe(false);
  let said = await run(`${older}\n${again}`);
  rmSync(damaged, { recursive: true });
  // And now there are remains.
  expect(await refused(restore ?? '')).toMatch(/is not empty\. Nothing was changed/);
  said += await run(`${restore?.replace(again, '')}\n${remains}`);
  said += await follow('The data directory is gone', 3);
  expect(said).toContain('It needs the PIN of the token “keydesk”');
  expect(said).toContain('key versions open in the HSM');
  await everyEnvelopeOpens();
  // The first event of the epoch names the checkpoint that the backup ended with.
  const found = await call('Keydesk.SearchAuditEvents', { Operations: ['BeginLogEpoch'], Limit: 10 });
  const [event, ...more] = found['Events'] as { Sequence: number; Parameters: [string, string][] }[]; // what it answers
  expect(more).toEqual([]);
  expect(event?.Sequence).toBe(old.size);
  expect(Object.fromEntries(event?.Parameters ?? [])).toMatchObject({
    FromOrigin: old.origin,
    FromSize: String(old.size),
    FromRoot: Buffer.from(old.root).toString('base64'),
  });
  const now = noteIn(await published());
  expect(now.origin).not.toBe(old.origin);
  expect(now.origin.slice(0, now.origin.lastIndexOf('/'))).toBe(
    old.origin.slice(0, old.origin.lastIndexOf('/')),
  );
  expect(now.size).toBeGreaterThan(old.size);
  writeFileSync(join(places, 'seen'), seen);
});

it(
  'something was altered: the evidence is kept, and a checkpoint of before is understood',
  { timeout: 60_000 },
  async () => {
    await end('SIGTERM');
    const said = await follow('Something was altered');
    expect(said).toContain('The log is whole');
    // What the desk had signed after the backup is told as lost, not as forged.
    const lost = await run(`npm run -s keydesk -- verify-log --checkpoint ${join(places, 'seen')}`);
    expect(lost).toMatch(/were recorded after that backup and are lost with it/);
  },
);

it('follows every command of the page', () => {
  expect([...page.keys()]).toEqual([
    'Before anything happens',
    'Power was lost',
    'The token is gone',
    'The PIN is wrong',
    'The disk is full',
    'The data directory is gone',
    'Something was altered',
  ]);
});
