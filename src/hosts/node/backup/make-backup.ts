/**
 * A backup: `keydesk.db` (one moment of it), `tokens/` (SoftHSM's), `checkpoint` (signed over that moment) and `manifest.json`, in a
 * directory that was empty. Never the PIN. One that did not become whole is removed; after a kill it has no manifest, and `UNFINISHED`
 * says what it is.
 */
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { Worker } from 'node:worker_threads';
import { toHex } from '../../../domain/bytes.ts';
import type { DeskMeta, StoredCheckpoint } from '../../../domain/ports/store.ts';
import { StoreError } from '../../../domain/ports/store.ts';
import type { VaultDescription } from '../../../domain/ports/vault.ts';
import { ServiceError } from '../../../service/errors.ts';
import type { BackupAsked, BackupProgress, FinishedBackup } from '../../../service/keeper.ts';
import { fromFailure } from '../store-sqlite/worker-protocol.ts';
import type { Moment } from '../store-sqlite/copy.ts';
import type { CopyMessage, CopyStart } from './copy-protocol.ts';
import {
  BACKUP_CHECKPOINT,
  BACKUP_DATABASE,
  BACKUP_TOKENS,
  MANIFEST_FILE,
  newManifest,
  UNFINISHED_FILE,
  type ManifestFile,
} from './manifest.ts';
import { Mailbox } from './mailbox.ts';
import { syncDirectory } from './restored-mark.ts';

export interface BackupSource {
  readonly dataDirectory: string;
  /** The database file. */
  readonly path: string;
  /** SoftHSM's folder of tokens; null for a module of its own. */
  readonly tokens: string | null;
  /** Real paths that are in no backup, whatever folder they lie in. */
  readonly secrets: readonly string[];
  readonly meta: DeskMeta;
  readonly describeVault: () => VaultDescription;
  readonly version: string;
}

/** Beside the files themselves. */
const SPARE_BYTES = 64 * 1024 * 1024;
const TOKEN_TRIES = 5;

const UNFINISHED = `This backup was cut short and cannot be restored. Remove the folder, and run "keydesk backup" again.\n`;

function isInside(inner: string, outer: string): boolean {
  const path = relative(outer, inner);
  return path === '' || (!path.startsWith(`..${sep}`) && path !== '..' && !isAbsolute(path));
}

/** The real path of what there is, with what there is not yet behind it. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPath(parent), relative(parent, path));
  }
}

const said = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown';

/** Node's own recursion never ends where a parent cannot be made, as below /proc. Throws as mkdir(2). */
function makeDirectories(path: string): void {
  const parent = dirname(path);
  if (parent !== path && !existsSync(parent)) makeDirectories(parent);
  mkdirSync(path, { mode: 0o700 });
}

/** Makes the directory, or takes one that is empty. Answers whether it was made here. Throws ServiceError. */
function prepare(directory: string, dataDirectory: string): boolean {
  if (!isAbsolute(directory))
    throw new ServiceError('ValidationException', 'Directory is not an absolute path.');
  if (isInside(realPath(directory), realPath(dataDirectory)))
    throw new ServiceError(
      'ValidationException',
      `${directory} is inside the data directory: what takes the one takes the other. Choose a directory on another disk.`,
    );
  const there = lstatSync(directory, { throwIfNoEntry: false });
  if (there !== undefined && !statSync(directory).isDirectory())
    throw new ServiceError('ValidationException', `${directory} is not a directory.`);
  if (there !== undefined && readdirSync(directory).length > 0)
    throw new ServiceError(
      'ConflictException',
      `${directory} is not empty. Name a directory that is empty, or that does not exist yet: nothing is overwritten.`,
    );
  try {
    if (there === undefined) makeDirectories(directory);
    else chmodSync(directory, 0o700);
  } catch (error) {
    throw new ServiceError('ValidationException', `${directory} cannot be made (${said(error)}).`);
  }
  return there === undefined;
}

/** Throws ServiceError when what is to be written does not fit. */
async function checkSpace(directory: string, path: string): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  const free = bavail * bsize;
  const needed =
    statSync(path).size + (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) + SPARE_BYTES;
  if (free >= needed) return;
  const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20).toLocaleString('en')} MiB`;
  throw new ServiceError(
    'LimitExceededException',
    `${directory} has ${mebibytes(free)} free; the backup needs ${mebibytes(needed)}.`,
  );
}

/** Bytes of every file below `root`, by path. Throws ServiceError for what is neither file nor folder: a copy could not mean it. */
function readTree(root: string, secrets: readonly string[]): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  const walk = (folder: string, name: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      const inner = name === '' ? entry.name : `${name}/${entry.name}`;
      if (secrets.includes(realPath(path))) continue;
      if (entry.isDirectory()) walk(path, inner);
      else if (entry.isFile()) found.set(inner, readFileSync(path));
      else
        throw new ServiceError(
          'KMSInternalException',
          `The token's folder holds ${inner}, which is no file.`,
        );
    }
  };
  walk(root, '');
  return found;
}

const sameTree = (a: ReadonlyMap<string, Buffer>, b: ReadonlyMap<string, Buffer>): boolean =>
  a.size === b.size && [...a].every(([name, bytes]) => b.get(name)?.equals(bytes) === true);

/** The token as it was at one moment: read until two readings in a row are the same. Its objects are small, and seldom change. */
function readToken(root: string, secrets: readonly string[]): ReadonlyMap<string, Buffer> {
  let before = readTree(root, secrets);
  for (let i = 0; i < TOKEN_TRIES; i++) {
    const now = readTree(root, secrets);
    if (sameTree(before, now)) return now;
    before = now;
  }
  throw new ServiceError('ConflictException', 'The token changed all the while it was copied. Try again.');
}

function writeFile(path: string, bytes: Uint8Array | string): void {
  writeFileSync(path, bytes, { mode: 0o600, flag: 'wx' });
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Answers the paths below `directory` of what was copied. */
function copyToken(tree: ReadonlyMap<string, Buffer>, directory: string): string[] {
  const folders = new Set<string>([join(directory, BACKUP_TOKENS)]);
  for (const name of tree.keys()) folders.add(dirname(join(directory, BACKUP_TOKENS, name)));
  for (const folder of folders) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const paths: string[] = [];
  for (const [name, bytes] of tree) {
    writeFile(join(directory, BACKUP_TOKENS, name), bytes);
    paths.push(`${BACKUP_TOKENS}/${name}`);
  }
  for (const folder of folders) syncDirectory(folder);
  return paths;
}

/** What the disk or the database said, for whoever asked for the backup. */
function explained(error: unknown, directory: string): unknown {
  if (error instanceof ServiceError) return error;
  const isFull =
    (error instanceof StoreError && error.code === 'FULL') ||
    (error instanceof Error && 'code' in error && error.code === 'ENOSPC');
  if (isFull)
    return new ServiceError(
      'LimitExceededException',
      `No space is left in ${directory}: the backup was removed.`,
    );
  if (error instanceof StoreError) return new ServiceError('KMSInternalException', error.message);
  if (error instanceof Error && 'code' in error)
    return new ServiceError(
      'KMSInternalException',
      `The backup could not be written to ${directory} (${String(error.code)}); it was removed.`,
    );
  return error;
}

/** Makes the backup. Throws ServiceError; what was written is removed then, and by who stops reading its progress, too. */
export async function* makeBackup(
  source: BackupSource,
  { directory, signal, sign }: BackupAsked,
): AsyncGenerator<BackupProgress, FinishedBackup> {
  const isNew = prepare(directory, source.dataDirectory);
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const giveUp = (): void => void Atomics.store(stop, 0, 1);
  signal?.addEventListener('abort', giveUp, { once: true });
  let isWhole = false;
  let worker: Worker | null = null;
  let exited: Promise<void> = Promise.resolve();
  try {
    await checkSpace(directory, source.path);
    writeFile(join(directory, UNFINISHED_FILE), UNFINISHED);
    syncDirectory(directory);
    const start: CopyStart = { source: source.path, directory, stop };
    worker = new Worker(new URL('./copy-worker.ts', import.meta.url), { workerData: start });
    const box = new Mailbox<CopyMessage>(worker);
    exited = box.closed;
    const copied = yield* copyDatabase(box);
    const checkpoint = await checkpointOf(copied, sign);
    const paths = [BACKUP_DATABASE, BACKUP_CHECKPOINT];
    writeFile(join(directory, BACKUP_CHECKPOINT), checkpoint.note);
    if (source.tokens !== null) {
      yield { step: 'token', done: 0, total: 1 };
      paths.push(...copyToken(readToken(source.tokens, source.secrets), directory));
      yield { step: 'token', done: 1, total: 1 };
    }
    const total = paths.reduce((sum, path) => sum + statSync(join(directory, path)).size, 0);
    worker.postMessage({ files: paths, total });
    const files = yield* digestsOf(box);
    writeManifest(source, directory, { copied, checkpoint, files });
    isWhole = true;
    return {
      directory,
      at: copied.at,
      events: copied.events,
      checkpointSize: checkpoint.size,
      bytes: files.reduce((sum, { size }) => sum + size, 0),
      files: files.length,
      hasToken: source.tokens !== null,
    };
  } catch (error) {
    throw explained(error, directory);
  } finally {
    signal?.removeEventListener('abort', giveUp);
    giveUp();
    worker?.postMessage({ files: [], total: 0 });
    await exited;
    if (!isWhole) remove(directory, isNew);
  }
}

async function* copyDatabase(box: Mailbox<CopyMessage>): AsyncGenerator<BackupProgress, Moment> {
  let moment: Moment | null = null;
  for (;;) {
    const message = await box.next();
    if (message.kind === 'moment') moment = message;
    else if (message.kind === 'progress') yield message;
    else if (message.kind === 'copied' && moment !== null) return moment;
    else throw failureOf(message);
  }
}

async function* digestsOf(
  box: Mailbox<CopyMessage>,
): AsyncGenerator<BackupProgress, readonly ManifestFile[]> {
  for (;;) {
    const message = await box.next();
    if (message.kind === 'digests') return message.files;
    if (message.kind !== 'progress') throw failureOf(message);
    yield message;
  }
}

const failureOf = (message: CopyMessage): Error =>
  message.kind === 'failed'
    ? fromFailure(message.failure)
    : new ServiceError('ConflictException', 'The backup was given up before it was whole, and was removed.');

/** Over all that the copy holds; while the token is lost, the newest one that is stored. */
async function checkpointOf(copied: Moment, sign: BackupAsked['sign']): Promise<StoredCheckpoint> {
  try {
    return await sign(copied.events, copied.root);
  } catch (error) {
    if (copied.checkpoint !== null) return copied.checkpoint;
    throw error;
  }
}

interface Made {
  readonly copied: Moment;
  readonly checkpoint: StoredCheckpoint;
  readonly files: readonly ManifestFile[];
}

function writeManifest(
  { meta, tokens, describeVault, version }: BackupSource,
  directory: string,
  { copied, checkpoint, files }: Made,
): void {
  const { tokenLabel, tokenSerial, module } = describeVault();
  const manifest = newManifest({
    deskId: meta.deskId,
    accountId: meta.accountId,
    region: meta.region,
    at: new Date(copied.at).toISOString(),
    finishedAt: new Date().toISOString(),
    program: version,
    schema: copied.schema,
    log: {
      origin: meta.logOrigin,
      events: copied.events,
      root: toHex(copied.root),
      checkpointSize: checkpoint.size,
    },
    keys: copied.keys,
    token: {
      directory: tokens === null ? null : BACKUP_TOKENS,
      label: tokenLabel,
      serial: tokenSerial,
      module,
    },
    files: [...files],
  });
  const partial = join(directory, `${MANIFEST_FILE}.partial`);
  writeFile(partial, `${JSON.stringify(manifest, null, 2)}\n`);
  renameSync(partial, join(directory, MANIFEST_FILE));
  syncDirectory(directory);
  rmSync(join(directory, UNFINISHED_FILE));
  syncDirectory(directory);
  syncDirectory(resolve(directory, '..'));
}

/** Only what a backup is made of: the directory was empty before. */
function remove(directory: string, isNew: boolean): void {
  const made = [
    BACKUP_DATABASE,
    `${BACKUP_DATABASE}-journal`,
    `${BACKUP_DATABASE}-wal`,
    `${BACKUP_DATABASE}-shm`,
    BACKUP_CHECKPOINT,
    BACKUP_TOKENS,
    MANIFEST_FILE,
    `${MANIFEST_FILE}.partial`,
  ];
  for (const name of made) rmSync(join(directory, name), { recursive: true, force: true });
  // Last: as long as it stands, it says what the rest is.
  rmSync(join(directory, UNFINISHED_FILE), { force: true });
  if (isNew && existsSync(directory) && readdirSync(directory).length === 0) rmdirSync(directory);
}
