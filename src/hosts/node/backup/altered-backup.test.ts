/** What somebody who can write in the folder of a backup, but has no PIN, cannot make a restore, or the start after it, believe. */
import { generateKeyPairSync, sign as signBytes, type KeyObject } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatCheckpoint, parseCheckpoint } from '../../../domain/log/checkpoint.ts';
import { signManifest } from '../../../domain/log/manifest-note.ts';
import { parseNote, signNote } from '../../../domain/log/note.ts';
import { alter } from '../recovery/testing/stored.ts';
import { sha256 } from '../start/bytes-node.ts';
import { removeDirectory, runCli, startTestDesk, temporaryDirectory } from '../testing/desk.ts';
import { digestFile, MANIFEST_FILE, MANIFEST_SIGNATURE, parseManifest, type Manifest } from './manifest.ts';
import { restoreBackup, type RestoreDone } from './restore.ts';

const places = temporaryDirectory();
const place = (name: string): string => join(places, name);
/** Two backups of one desk; the key that made `keyId`'s ciphertext was disabled between them. */
const older = place('older');
const newer = place('newer');
let pin: string;

beforeAll(async () => {
  const desk = await startTestDesk();
  try {
    const { body } = await desk.call('CreateKey');
    expect((await desk.cli('backup', older)).code).toBe(0);
    const { KeyId } = body['KeyMetadata'] as { KeyId: string }; // what CreateKey answers
    expect((await desk.call('DisableKey', { KeyId })).status).toBe(200);
    expect((await desk.cli('backup', newer)).code).toBe(0);
    pin = readFileSync(join(desk.dataDirectory, 'hsm', 'pin'), 'utf8');
  } finally {
    await desk.stop();
    removeDirectory(desk.dataDirectory);
  }
});
afterAll(() => removeDirectory(places));

const copyOf = (name: string, change: (at: string) => void): string => {
  cpSync(newer, place(name), { recursive: true });
  change(place(name));
  return place(name);
};
const manifestIn = (at: string): Manifest => parseManifest(readFileSync(join(at, MANIFEST_FILE), 'utf8'));
const writeManifest = (at: string, manifest: object): void =>
  writeFileSync(join(at, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
/** As a forger would: every size and hash fits again. */
const fit = (at: string, over: object = {}): void => {
  const manifest = manifestIn(at);
  const files = manifest.files.map(({ path }) => ({ path, ...digestFile(join(at, path)) }));
  writeManifest(at, { ...manifest, ...over, files });
};
const restore = (directory: string, unsigned = false): Promise<RestoreDone> =>
  restoreBackup({
    directory,
    dataDirectory: place('into'),
    force: false,
    unsigned,
    now: Date.now(),
    onProgress: () => undefined,
  });
const nothingMade = (): boolean =>
  !existsSync(place('into')) || readdirSync(place('into')).every((name) => name === 'keydesk.lock');
const from = (at: string, name: string): void => cpSync(join(older, name), join(at, name));

const UNSIGNED =
  /its manifest\.json is not what the desk signed in manifest\.sig\. Nothing was changed\. Take the backup before it\.$/;
const token = (at: string): string =>
  manifestIn(at).files.find(({ path }) => path.endsWith('.object'))?.path ?? '';

describe('a backup', () => {
  it.each<[string, (at: string) => void, RegExp]>([
    [
      'a file of which was altered',
      (at) => writeFileSync(join(at, 'checkpoint'), 'x'.repeat(9)),
      /has 9 bytes/,
    ],
    [
      'a file of which was altered, with its size',
      (at) => spoil(join(at, 'keydesk.db')),
      /keydesk\.db was altered or damaged/,
    ],
    [
      'an object of the token of which was altered',
      (at) => spoil(join(at, token(at))),
      /\.object was altered or damaged/,
    ],
    [
      'an object of the token of which was dropped',
      (at) => rmSync(join(at, token(at))),
      /\.object is missing/,
    ],
    ['of which a file and its line in the manifest were dropped', (at) => drop(at, token(at)), UNSIGNED],
    [
      'the database of which is an older backup’s',
      (at) => from(at, 'keydesk.db'),
      /keydesk\.db (was altered|has \d+ bytes)/,
    ],
    [
      'the database of which is an older backup’s, with the manifest made to fit',
      (at) => {
        from(at, 'keydesk.db');
        from(at, 'checkpoint');
        fit(at, { log: manifestIn(older).log });
      },
      UNSIGNED,
    ],
    ['that was made to look newer than it is', (at) => fit(at, { at: new Date().toISOString() }), UNSIGNED],
    [
      'the manifest of which is an older backup’s',
      (at) => from(at, MANIFEST_FILE),
      /bytes, and the manifest says|was altered|not what the desk signed/,
    ],
    ['the signature of which is an older backup’s', (at) => from(at, MANIFEST_SIGNATURE), UNSIGNED],
    [
      'the signature of which is no note',
      (at) => writeFileSync(join(at, MANIFEST_SIGNATURE), 'yes'),
      UNSIGNED,
    ],
    [
      'the signature of which was taken away',
      (at) => rmSync(join(at, MANIFEST_SIGNATURE)),
      /nobody signed its manifest\.json: .* somebody took manifest\.sig away\. Nothing was changed\. Take the backup before it, or, when you know that nobody could write there, run this again with --unsigned\.$/,
    ],
  ])('%s is refused, and nothing is made', async (name, change, words) => {
    const at = copyOf(name, change);
    await expect(restore(at)).rejects.toThrow(words);
    expect(nothingMade()).toBe(true);
  });

  it('is refused also with --unsigned when its signature is a wrong one, or its checkpoint not the desk’s', async () => {
    const at = copyOf('both', (copy) => fit(copy, { at: new Date().toISOString() }));
    await expect(restore(at, true)).rejects.toThrow(UNSIGNED);
    rmSync(join(at, MANIFEST_SIGNATURE));
    const note = readFileSync(join(at, 'checkpoint'), 'utf8');
    writeFileSync(
      join(at, 'checkpoint'),
      note.replace(/\n(\d+)\n/, (_, size: string) => `\n${Number(size) + 1}\n`),
    );
    fit(at, { log: { ...manifestIn(at).log, checkpointSize: manifestIn(at).log.checkpointSize + 1 } });
    await expect(restore(at, true)).rejects.toThrow(/its checkpoint is not what the desk signed/);
    expect(nothingMade()).toBe(true);
  });
});

describe('a forger', () => {
  const { privateKey, publicKey: pair } = generateKeyPairSync('ed25519');
  const publicKey = new Uint8Array(pair.export({ format: 'der', type: 'spki' }).subarray(-32));
  const by = (key: KeyObject) => (message: Uint8Array) => new Uint8Array(signBytes(null, message, key));

  it('who signs everything anew with a key of their own passes the restore, and not the start', async () => {
    const at = copyOf('forged', (copy) => {
      // Write-ahead mode would leave what is written beside the file.
      const database = new DatabaseSync(join(copy, 'keydesk.db'));
      database.exec('PRAGMA journal_mode = DELETE');
      database.close();
      alter(copy, 'UPDATE meta SET log_public_key = ?', Buffer.from(publicKey).toString('base64'));
    });
    const { deskId, log } = manifestIn(at);
    const { size, root } = parseCheckpoint(parseNote(readFileSync(join(at, 'checkpoint'), 'utf8')).text);
    const text = formatCheckpoint({ origin: log.origin, size, root });
    writeFileSync(
      join(at, 'checkpoint'),
      await signNote(sha256, text, { name: log.origin, publicKey }, by(privateKey)),
    );
    fit(at);
    const digest = sha256(readFileSync(join(at, MANIFEST_FILE)));
    writeFileSync(
      join(at, MANIFEST_SIGNATURE),
      await signManifest(sha256, { deskId, digest, publicKey }, by(privateKey)),
    );
    await restore(at);
    writeFileSync(join(place('into'), 'hsm', 'pin'), pin, { mode: 0o600 });
    const started = await runCli(place('into'), ['serve']);
    expect(started).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('names another log, or another log key, than the token has'),
    });
  });
});

/** Flips one bit in the middle. */
function spoil(path: string): void {
  const bytes = readFileSync(path);
  bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1);
  writeFileSync(path, bytes);
}

function drop(at: string, path: string): void {
  rmSync(join(at, path));
  const manifest = manifestIn(at);
  writeManifest(at, { ...manifest, files: manifest.files.filter((file) => file.path !== path) });
}
