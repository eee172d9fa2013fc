/**
 * A backup: `keydesk.db` (one moment of it), `tokens/` (SoftHSM's), `checkpoint` (signed over that moment), `manifest.json` with its
 * signature `manifest.sig`, in a directory that was empty. Never the PIN. One that did not become whole is removed; after a kill it has no
 * manifest, `UNFINISHED` says what it is, and the next backup to that directory begins it anew.
 */
import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { toHex, utf8 } from '../../../domain/bytes.ts';
import type { DeskMeta, StoredCheckpoint } from '../../../domain/ports/store.ts';
import { StoreError } from '../../../domain/ports/store.ts';
import type { VaultDescription } from '../../../domain/ports/vault.ts';
import { ServiceError } from '../../../service/errors.ts';
import type { BackupAsked, BackupProgress, FinishedBackup } from '../../../service/keeper.ts';
import { sha256 } from '../start/bytes-node.ts';
import { fromFailure } from '../store-sqlite/worker-protocol.ts';
import type { Moment } from '../store-sqlite/copy.ts';
import { beginPlace, checkSpace, clearPlace, preparePlace } from './backup-place.ts';
import type { CopyMessage, CopyStart } from './copy-protocol.ts';
import { copyToken, readToken } from './copy-token.ts';
import { diskError, diskWords, syncDirectory, writeFile } from '../durable-file.ts';
import {
  BACKUP_CHECKPOINT,
  BACKUP_DATABASE,
  BACKUP_TOKENS,
  MANIFEST_FILE,
  MANIFEST_PARTIAL,
  MANIFEST_SIGNATURE,
  newManifest,
  UNFINISHED_FILE,
  type ManifestFile,
} from './manifest.ts';
import { Mailbox } from './mailbox.ts';

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

/** What there is to back up, but is not there; null when all is. */
function missing({ path, tokens }: BackupSource): ServiceError | null {
  const gone = (what: string, section: string): ServiceError =>
    new ServiceError(
      'ConflictException',
      `${what} is gone, so there is nothing whole to back up: docs/recovery.md, “${section}”.`,
    );
  if (!existsSync(path)) return gone(`The desk’s own database ${path}`, 'The data directory is gone');
  return tokens === null || existsSync(tokens)
    ? null
    : gone(`The desk’s own token in ${tokens}`, 'The token is gone');
}

/** What the disk or the database said, for whoever asked for the backup, and what became of what was written. */
function explained(error: unknown, directory: string, isGone: boolean): unknown {
  const left = isGone
    ? 'What was written of it was removed.'
    : `What was written of it in ${directory} could not be removed: it is no backup, and says so.`;
  if (error instanceof ServiceError)
    return isGone ? error : new ServiceError(error.code, `${error.message} ${left}`);
  const code = diskError(error);
  if ((error instanceof StoreError && error.code === 'FULL') || code === 'ENOSPC')
    return new ServiceError(
      'LimitExceededException',
      `No space is left in ${directory}. Make room, or name a directory on another disk. ${left}`,
    );
  if (error instanceof StoreError)
    return new ServiceError('KMSInternalException', `${error.message} ${left}`);
  if (code !== null)
    return new ServiceError(
      'KMSInternalException',
      `The backup could not be written to ${directory}: ${diskWords(error)}. ${left}`,
    );
  return error;
}

/** Makes the backup. Throws ServiceError; what was written is removed then, and by who stops reading its progress, too. */
export async function* makeBackup(
  source: BackupSource,
  { directory, signal, sign, signManifest }: BackupAsked,
): AsyncGenerator<BackupProgress, FinishedBackup> {
  const nothing = missing(source);
  if (nothing !== null) throw nothing;
  const isNew = preparePlace(directory, source.dataDirectory, source.meta.deskId);
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const giveUp = (): void => void Atomics.store(stop, 0, 1);
  signal?.addEventListener('abort', giveUp, { once: true });
  let isWhole = false;
  let worker: Worker | null = null;
  let exited: Promise<void> = Promise.resolve();
  /** Ends the thread; answers whether nothing is left of a backup that is not whole. */
  const clear = async (): Promise<boolean> => {
    signal?.removeEventListener('abort', giveUp);
    giveUp();
    worker?.postMessage({ files: [], total: 0 });
    await exited;
    return isWhole || clearPlace(directory, isNew);
  };
  let ended: Promise<boolean> | null = null;
  const end = (): Promise<boolean> => (ended ??= clear());
  try {
    await checkSpace(directory, source.path);
    beginPlace(directory, source.meta.deskId);
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
    const manifest = manifestText(source, { copied, checkpoint, files });
    const signature = await signManifest(sha256(utf8(manifest))).catch(() => null);
    publish(directory, manifest, signature);
    isWhole = true;
    return {
      directory,
      at: copied.at,
      events: copied.events,
      checkpointSize: checkpoint.size,
      bytes: files.reduce((sum, { size }) => sum + size, 0),
      files: files.length,
      hasToken: source.tokens !== null,
      isSigned: signature !== null,
    };
  } catch (error) {
    throw explained(missing(source) ?? error, directory, await end());
  } finally {
    await end();
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

function manifestText(
  { meta, tokens, describeVault, version }: BackupSource,
  { copied, checkpoint, files }: Made,
): string {
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
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** The manifest gets its name when everything else is on disk, names too: from then on it is a backup. */
function publish(directory: string, manifest: string, signature: string | null): void {
  if (signature !== null) writeFile(join(directory, MANIFEST_SIGNATURE), signature);
  writeFile(join(directory, MANIFEST_PARTIAL), manifest);
  syncDirectory(directory);
  renameSync(join(directory, MANIFEST_PARTIAL), join(directory, MANIFEST_FILE));
  syncDirectory(directory);
  rmSync(join(directory, UNFINISHED_FILE));
  syncDirectory(directory);
}
