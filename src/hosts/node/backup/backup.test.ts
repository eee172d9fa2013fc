/** What a backup and a restore refuse, what they leave when they are cut short, and what a restored desk makes of what it cannot know. */
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
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callConsole } from '../recovery/testing/console-client.ts';
import { alter } from '../recovery/testing/stored.ts';
import {
  removeDirectory,
  runCli,
  startTestDesk,
  temporaryDirectory,
  type TestDesk,
} from '../testing/desk.ts';
import { MANIFEST_FILE, parseManifest } from './manifest.ts';
import { makeBackup, type BackupSource } from './make-backup.ts';
import { readBackup } from './check-backup.ts';
import { restoreBackup } from './restore.ts';
import { takenAwayAfter } from './taken-away.ts';
import type { VaultDescription } from '../../../domain/ports/vault.ts';
import type { FinishedBackup } from '../../../service/keeper.ts';

const places = temporaryDirectory();
const place = (name: string): string => join(places, name);
const made = place('made');
let desk: TestDesk;
let keyId: string;
let doomed: string;
let ciphertext: unknown;
let session: string | null;
const WELCOMED = { Name: 'ada', Password: 'correct horse battery staple 42' };

const filesOf = (directory: string): string[] =>
  // A checkpoint is written beside its place, whenever one is due.
  readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.endsWith('.partial'))
    .sort();

async function call(of: TestDesk, target: string, input: object = {}): Promise<Record<string, unknown>> {
  const { status, body } = await of.call(target, input);
  expect([target, status]).toEqual([target, 200]);
  return body;
}

beforeAll(async () => {
  desk = await startTestDesk();
  const make = async (): Promise<string> =>
    ((await call(desk, 'CreateKey'))['KeyMetadata'] as { KeyId: string }).KeyId; // what CreateKey answers
  keyId = await make();
  doomed = await make();
  ciphertext = (await call(desk, 'Encrypt', { KeyId: keyId, Plaintext: 'c2VjcmV0' }))['CiphertextBlob'];
  await call(desk, 'ScheduleKeyDeletion', { KeyId: doomed, PendingWindowInDays: 7 });
  const token = new URLSearchParams(new URL(desk.welcomeUrl ?? '').hash.slice(1)).get('token');
  ({ session } = await callConsole(desk, 'RedeemWelcome', { Token: token, ...WELCOMED }));
  const { code, stdout, stderr } = await desk.cli('backup', made, '--json');
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toMatchObject({ directory: made, hasToken: true });
});
afterAll(async () => {
  await desk.stop();
  removeDirectory(desk.dataDirectory);
  removeDirectory(places);
});

describe('backup', () => {
  it('is an event that changed what is known of the last backup, and the Vault page has it', async () => {
    const found = await call(desk, 'Keydesk.SearchAuditEvents', { Operations: ['BackUpDesk'], Limit: 10 });
    const events = found['Events'] as Record<string, unknown>[]; // what it answers
    expect(events.map(({ Outcome, Via, Extensions }) => [Outcome, Via, Extensions])).toEqual([
      [
        'allowed',
        'cli',
        [
          ['messages', expect.any(String)],
          ['stream', 'closed'],
        ],
      ],
      ['allowed', 'cli', [['stream', 'opened']]],
    ]);
    expect(events[0]).toMatchObject({ Changes: [{ Kind: 'backup', Id: 'desk' }] });
    const { Backup } = await call(desk, 'Keydesk.DescribeVault');
    expect(Backup).toMatchObject({ Directory: made, Events: expect.any(Number) });
  });

  it.each([
    ['a directory that is not empty', () => made, 1, /is not empty\. Name a directory that is empty/],
    [
      'a place inside the data directory',
      () => join(desk.dataDirectory, 'backup'),
      64,
      /is inside the data directory/,
    ],
    ['the data directory itself', () => desk.dataDirectory, 64, /is inside the data directory/],
    ['a file', () => join(made, MANIFEST_FILE), 64, /is not a directory/],
    ['a place that cannot be made', () => '/proc/nowhere/backup', 64, /cannot be made/],
    ['a place below a file', () => join(made, MANIFEST_FILE, 'sub'), 64, /is below a file/],
  ])('refuses %s', async (_, directory, code, words) => {
    const before = filesOf(desk.dataDirectory);
    const told = await desk.cli('backup', directory());
    expect(told).toMatchObject({ code, stdout: '' });
    expect(told.stderr).toMatch(words);
    expect(filesOf(desk.dataDirectory)).toEqual(before);
  });

  it('that failed is an event with its directory and why', async () => {
    expect((await desk.cli('backup', made)).code).toBe(1);
    const found = await call(desk, 'Keydesk.SearchAuditEvents', { Operations: ['BackUpDesk'], Limit: 1 });
    expect(found['Events']).toEqual([
      expect.objectContaining({
        Outcome: 'failed',
        Reason: expect.stringContaining(`${made} is not empty.`),
        Parameters: expect.arrayContaining([['Directory', made]]),
      }),
    ]);
  });

  it('that failed is on the Vault page and among the alerts, until one does not', async () => {
    const alerts = async () =>
      ((await call(desk, 'Keydesk.ListAlerts'))['Alerts'] as { Code: string; Detail: string }[]).filter(
        ({ Code }) => Code === 'backup-failed',
      ); // what it answers
    const failed = {
      Count: expect.any(Number) as unknown,
      Directory: made,
      Reason: expect.stringContaining('is not empty') as unknown,
    };
    expect(await call(desk, 'Keydesk.DescribeVault')).toMatchObject({ FailedBackups: failed });
    expect(await alerts()).toEqual([
      expect.objectContaining({ Detail: expect.stringContaining(`${made} is not empty`) as unknown }),
    ]);
    await desk.stop();
    desk = await startTestDesk({ dataDirectory: desk.dataDirectory });
    const before = await call(desk, 'Keydesk.DescribeVault');
    expect(before).toMatchObject({ FailedBackups: failed });
    expect((await desk.cli('backup', made)).code).toBe(1);
    const { Count } = before['FailedBackups'] as { Count: number }; // what it answers
    expect(await call(desk, 'Keydesk.DescribeVault')).toMatchObject({ FailedBackups: { Count: Count + 1 } });
    expect((await desk.cli('backup', place('after-a-failure'))).code).toBe(0);
    expect(await call(desk, 'Keydesk.DescribeVault')).not.toHaveProperty('FailedBackups');
    expect(await alerts()).toEqual([]);
  });

  it('is asked for on the machine alone: not over HTTP, with whatever permission', async () => {
    const signed = await desk.call('Keydesk.BackUpDesk', { Directory: place('over-http') });
    expect(signed.body['__type']).toBe('UnsupportedOperationException');
    const inConsole = await callConsole(desk, 'BackUpDesk', { Directory: place('over-http') }, session);
    expect(inConsole).toMatchObject({ status: 400, body: { __type: 'UnsupportedOperationException' } });
    expect(existsSync(place('over-http'))).toBe(false);
  });

  describe('that does not become whole', () => {
    const SIGNED = { size: 1, time: 0, note: 'signed' };
    const source = (): BackupSource => ({
      dataDirectory: desk.dataDirectory,
      path: join(desk.dataDirectory, 'keydesk.db'),
      tokens: join(desk.dataDirectory, 'hsm', 'tokens'),
      secrets: [],
      meta: { deskId: 'd', accountId: '0', region: 'r', createdAt: 0, logOrigin: 'o', logPublicKey: '' },
      describeVault: () => ({ tokenLabel: 'l', tokenSerial: 's', module: 'm' }) as VaultDescription, // nothing else is asked for
      version: '0',
    });
    const begin = (directory: string, over: Partial<BackupSource> = {}, sign = async () => SIGNED) => {
      const giveUp = new AbortController();
      const run = makeBackup(
        { ...source(), ...over },
        { directory, signal: giveUp.signal, sign, signManifest: () => Promise.reject(new Error('lost')) },
      );
      return { run, giveUp };
    };
    const toEnd = async (run: ReturnType<typeof makeBackup>): Promise<FinishedBackup> => {
      for (let step = await run.next(); ; step = await run.next()) if (step.done === true) return step.value;
    };

    it('says so until it is whole, and leaves nothing when nobody waits for it', async () => {
      const { run } = begin(place('left'));
      await run.next();
      expect(readFileSync(join(place('left'), 'UNFINISHED'), 'utf8')).toContain('cannot be restored');
      expect(existsSync(join(place('left'), MANIFEST_FILE))).toBe(false);
      expect(() => readBackup(place('left'))).toThrow(/has no manifest\.json/);
      await run.return(undefined as never);
      expect(existsSync(place('left'))).toBe(false);
    });

    it('leaves nothing when it is given up, or the token cannot be copied; the directory that was there stays', async () => {
      mkdirSync(place('mine'));
      const { run, giveUp } = begin(place('mine'));
      await run.next();
      giveUp.abort();
      await expect(toEnd(run)).rejects.toThrow(/given up before it was whole/);
      expect(filesOf(place('mine'))).toEqual([]);
      const lost = begin(place('mine'), { tokens: join(desk.dataDirectory, 'keydesk.db') });
      await expect(toEnd(lost.run)).rejects.toThrow(/could not be written .*ENOTDIR.* of it was removed/);
      expect(filesOf(place('mine'))).toEqual([]);
      const damaged = begin(place('mine'), { path: join(desk.dataDirectory, 'hsm', 'pin') });
      await expect(toEnd(damaged.run)).rejects.toThrow(/The database could not be copied/);
      expect(filesOf(place('mine'))).toEqual([]);
    });

    it.each([
      ['token', { tokens: place('nowhere') }, /token in .*nowhere is gone, .* “The token is gone”/],
      ['database', { path: place('nowhere') }, /database .*nowhere is gone, .* “The data directory is gone”/],
    ])('names its own %s where that is what is gone, and makes nothing', async (_, over, words) => {
      await expect(toEnd(begin(place('without'), over).run)).rejects.toThrow(words);
      expect(existsSync(place('without'))).toBe(false);
    });

    it('is whole without a new checkpoint while the token is lost, and never has the PIN, wherever that lies', async () => {
      const pin = join(desk.dataDirectory, 'hsm', 'tokens', 'pin-of-somebody');
      writeFileSync(pin, 'secret');
      try {
        const { run } = begin(place('lost'), { secrets: [pin] }, () => Promise.reject(new Error('lost')));
        const done = await toEnd(run);
        expect(done.checkpointSize).toBeGreaterThan(0);
        expect(done.checkpointSize).toBeLessThanOrEqual(done.events);
        expect(filesOf(place('lost')).join()).not.toContain('pin-of-somebody');
        expect(filesOf(place('lost'))).not.toContain('UNFINISHED');
        expect(readBackup(place('lost')).log.checkpointSize).toBe(done.checkpointSize);
      } finally {
        rmSync(pin);
      }
    });
  });

  it('of a desk that does not run, is an event, too', { timeout: 30_000 }, async () => {
    await desk.stop();
    const told = await desk.cli('backup', place('stopped'), '--json');
    expect([told.code, told.stderr.includes('"error"')]).toEqual([0, false]);
    const verified = await desk.cli('verify-log', '--json');
    expect(verified.code).toBe(0);
    const { events, checkpointSize } = JSON.parse(verified.stdout) as Record<string, number>; // our own report
    expect(checkpointSize).toBe(events);
    desk = await startTestDesk({ dataDirectory: desk.dataDirectory });
    const { Backup } = await call(desk, 'Keydesk.DescribeVault');
    expect(Backup).toMatchObject({ Directory: place('stopped') });
  });
});

describe('restore', () => {
  const restore = (from: string, into: string, ...more: string[]) => runCli(into, ['restore', from, ...more]);
  /** A copy of the backup with something wrong in it. */
  const copyWith = (name: string, change: (directory: string) => void): string => {
    cpSync(made, place(name), { recursive: true });
    change(place(name));
    return place(name);
  };

  it.each([
    ['no backup', () => copyWith('none', (at) => rmSync(join(at, MANIFEST_FILE))), /has no manifest\.json/],
    [
      'a file that is missing',
      () => copyWith('less', (at) => rmSync(join(at, 'checkpoint'))),
      /checkpoint is missing/,
    ],
    [
      'a file that was altered',
      () =>
        copyWith('altered', (at) => {
          const bytes = readFileSync(join(at, 'keydesk.db'));
          bytes.writeUInt8(bytes.readUInt8(5_000) ^ 1, 5_000);
          writeFileSync(join(at, 'keydesk.db'), bytes);
        }),
      /keydesk\.db was altered or damaged/,
    ],
    [
      'a manifest that names a place outside',
      () =>
        copyWith('outside', (at) => {
          const path = join(at, MANIFEST_FILE);
          writeFileSync(
            path,
            readFileSync(path, 'utf8').replace('"path": "tokens/', '"path": "tokens/../../'),
          );
        }),
      /manifest\.json was altered or damaged/,
    ],
    [
      'a backup of a newer Keydesk',
      () =>
        copyWith('newer', (at) => {
          const path = join(at, MANIFEST_FILE);
          writeFileSync(path, readFileSync(path, 'utf8').replace('"version": 1', '"version": 2'));
        }),
      /made by a newer Keydesk/,
    ],
  ])('refuses %s, and makes nothing', async (_, from, words) => {
    const asked = { directory: from(), dataDirectory: place('into'), force: false, now: Date.now() };
    await expect(restoreBackup({ ...asked, unsigned: false, onProgress: () => undefined })).rejects.toThrow(
      words,
    );
    expect(
      existsSync(place('into')) ? filesOf(place('into')).filter((name) => name !== 'keydesk.lock') : [],
    ).toEqual([]);
  });

  it('refuses a directory that is not empty, and one in which a desk runs', async () => {
    const before = filesOf(desk.dataDirectory);
    expect(await restore(made, desk.dataDirectory, '--force')).toMatchObject({
      code: 75,
      stderr: expect.stringContaining('A desk runs in'),
    });
    expect(filesOf(desk.dataDirectory)).toEqual(before);
    mkdirSync(place('full'));
    writeFileSync(join(place('full'), 'something'), 'of somebody');
    expect(await restore(made, place('full'))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is not empty. Nothing was changed.'),
    });
  });

  it('with --force moves aside what is there, and removes nothing', async () => {
    const told = await restore(made, place('full'), '--force', '--json');
    expect(told).toMatchObject({ code: 0, stderr: '' });
    const { movedTo, at, tokenLabel } = JSON.parse(told.stdout) as Record<string, string>; // our own answer
    expect(readFileSync(join(movedTo ?? '', 'something'), 'utf8')).toBe('of somebody');
    expect(tokenLabel).toBe('keydesk');
    expect(at).toBe(parseManifest(readFileSync(join(made, MANIFEST_FILE), 'utf8')).at);
    // Before the PIN is back that is all that is missing, and nobody is sent to a backup for it.
    const { code, stdout } = await runCli(place('full'), ['doctor']);
    expect([code, stdout.match(/^BAD .*$/gm)]).toEqual([
      1,
      [expect.stringMatching(/^BAD {3}PIN: .*hsm\/pin/)],
    ]);
    expect(stdout).toContain(`is the one that the desk was restored from, made a minute ago, in ${made}.`);
    expect(stdout).not.toMatch(/restore the/);
    for (const name of ['', ...filesOf(place('full'))])
      expect([name, statSync(join(place('full'), name)).mode & 0o077]).toEqual([name, 0]);
  });

  it('with --force lists what the desk that is moved aside took away since, and nothing else', async () => {
    const { KeyMetadata } = await call(desk, 'CreateKey');
    const { KeyId } = KeyMetadata as { KeyId: string }; // what CreateKey answers
    await call(desk, 'DisableKey', { KeyId });
    const later = place('later');
    mkdirSync(later);
    // What stands there is of a desk that was killed: its write-ahead log holds the newest.
    for (const name of readdirSync(desk.dataDirectory).filter((each) => each.startsWith('keydesk.db')))
      cpSync(join(desk.dataDirectory, name), join(later, name));
    const { code, stdout } = await restore(made, later, '--force');
    expect(code).toBe(0);
    const [, list = ''] = stdout.split('Do these again');
    expect(list.trim().split('\n').slice(1)).toEqual([
      expect.stringMatching(
        new RegExp(`^ {2}\\S+ {2}DisableKey of key ${KeyId}, by arn:aws:iam::\\d+:role/root-operator$`),
      ),
    ]);
    // One that is no desk has no log.
    expect(
      takenAwayAfter(place('nowhere'), parseManifest(readFileSync(join(made, MANIFEST_FILE), 'utf8'))),
    ).toBeNull();
  });

  it('that was cut short is no desk: nothing starts on it, and it is done over', async () => {
    const into = place('cut');
    mkdirSync(join(into, 'restoring'), { recursive: true });
    writeFileSync(join(into, 'restoring', 'keydesk.db'), 'half');
    const started = await runCli(into, ['serve']);
    expect(started).toMatchObject({ code: 78, stderr: expect.stringContaining('was cut short') });
    expect((await restore(made, into)).code).toBe(0);
    expect(existsSync(join(into, 'restoring'))).toBe(false);
  });

  it(
    'begins one epoch, ends every session, holds deletions, and charges budgets',
    { timeout: 60_000 },
    async () => {
      const into = place('restored');
      expect((await restore(made, into)).code).toBe(0);
      cpSync(join(desk.dataDirectory, 'hsm', 'pin'), join(into, 'hsm', 'pin'));
      // As after a day in which nobody had the backup at hand; the deletion is overdue by then.
      const mark = join(into, 'restored.json');
      const restored = JSON.parse(readFileSync(mark, 'utf8')) as Record<string, unknown>; // restore wrote it
      writeFileSync(mark, JSON.stringify({ ...restored, backupAt: Date.now() - 86_400_000 }));
      let back = await startTestDesk({ dataDirectory: into });
      try {
        expect((await call(back, 'Decrypt', { CiphertextBlob: ciphertext }))['Plaintext']).toBe('c2VjcmV0');
        expect((await call(back, 'Keydesk.DescribeVault'))['Backup']).toMatchObject({ Directory: made });
        expect((await callConsole(back, 'GetSession', {}, session)).status).toBe(401);
        expect((await callConsole(back, 'SignIn', WELCOMED)).status).toBe(200);
        // Half of what a version may do: it is replaced at once, and what it encrypted opens.
        await expect
          .poll(
            async () => (
              await call(back, 'GetKeyRotationStatus', { KeyId: keyId }),
              (await call(back, 'ListKeyRotations', { KeyId: keyId }))['Rotations']
            ),
            { timeout: 10_000 },
          )
          .toHaveLength(1);
        const { DeskId } = await call(back, 'Keydesk.DescribeDesk');
        const first = (await call(back, 'Keydesk.DescribeDesk'))['Log'] as Record<string, unknown>; // what it answers
        expect(first['Origin']).toMatch(new RegExp(`^keydesk/${String(DeskId)}/0/[1-9]\\d{9}$`));
        // Started once more it is the same epoch.
        await back.stop();
        back = await startTestDesk({ dataDirectory: into });
        expect((await call(back, 'Keydesk.DescribeDesk'))['Log']).toMatchObject({ Origin: first['Origin'] });
        const epochs = await call(back, 'Keydesk.SearchAuditEvents', {
          Operations: ['BeginLogEpoch'],
          Limit: 10,
        });
        expect(epochs['Events']).toHaveLength(1);
        await back.stop();
        expect(await back.cli('verify-log')).toMatchObject({ code: 0 });
        // The epoch is no word of the database's: taken out of it, nothing verifies.
        alter(into, `DELETE FROM "row" WHERE kind = 'epoch'`);
        expect((await back.cli('verify-log')).code).toBe(1);
        expect((await back.cli('doctor')).code).toBe(1);
      } finally {
        await back.stop();
      }
    },
  );
});
