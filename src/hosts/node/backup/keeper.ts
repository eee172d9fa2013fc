/** The files of the desk, and what only this host can see of them. Backup and check run in threads of their own, one of each at a time. */
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { DeskMeta } from '../../../domain/ports/store.ts';
import type { Vault } from '../../../domain/ports/vault.ts';
import { ServiceError } from '../../../service/errors.ts';
import type { DeskKeeper, FilesThere } from '../../../service/keeper.ts';
import type { VerifyReport } from '../../../service/verify-log.ts';
import type { Settings } from '../config/settings.ts';
import { softHsmFiles } from '../vault-pkcs11/softhsm.ts';
import { fromFailure } from '../store-sqlite/worker-protocol.ts';
import { Mailbox } from './mailbox.ts';
import { realPath } from './backup-place.ts';
import { makeBackup, type BackupSource } from './make-backup.ts';
import type { VerifyMessage, VerifyStart } from './verify-protocol.ts';

export interface DeskFiles {
  readonly settings: Settings;
  readonly path: string;
  readonly meta: DeskMeta;
  readonly vault: Pick<Vault, 'describe' | 'logPublicKey'>;
  readonly macKey: Uint8Array;
  readonly version: string;
  readonly alone: boolean;
}

/** The keeper of a desk as its settings have it. */
export function deskKeeper({ settings, vault, ...rest }: DeskFiles): DeskKeeper {
  const { dataDirectory, pkcs11 } = settings;
  const files = softHsmFiles(dataDirectory);
  const pinFiles = [files.pin, ...(pkcs11.pin?.from === 'file' ? [pkcs11.pin.file] : [])];
  return createKeeper({
    ...rest,
    dataDirectory,
    tokens: pkcs11.module === null ? files.tokens : null,
    pinFile: pinFileOf(settings),
    secrets: pinFiles.map(realPath),
    describeVault: () => vault.describe(),
    publicKey: vault.logPublicKey(),
  });
}

function pinFileOf({ dataDirectory, pkcs11: { pin, module } }: Settings): string | null {
  if (pin === null) return module === null ? softHsmFiles(dataDirectory).pin : null;
  return pin.from === 'file' ? pin.file : null;
}

export interface KeeperOptions extends BackupSource, Pick<VerifyStart, 'macKey' | 'publicKey' | 'alone'> {
  /** Null where the PIN comes from the environment. */
  readonly pinFile: string | null;
}

export function createKeeper(options: KeeperOptions): DeskKeeper {
  const running = new Set<string>();
  async function* alone<S, R>(
    what: string,
    busy: string,
    run: () => AsyncGenerator<S, R>,
  ): AsyncGenerator<S, R> {
    if (running.has(what)) throw new ServiceError('ConflictException', busy);
    running.add(what);
    try {
      return yield* run();
    } finally {
      running.delete(what);
    }
  }
  return {
    backUp: (asked) =>
      alone('backup', 'A backup is being made already. Wait until it is whole.', () =>
        makeBackup(options, asked),
      ),
    verifyLog: (signal) =>
      alone('verify', 'The log is being read already. Wait until that is done.', () =>
        verify(options, signal),
      ),
    filesThere: () => ({
      dataDirectory: existsSync(options.dataDirectory),
      database: existsSync(options.path),
      tokens: looked(options.tokens),
      pin: looked(options.pinFile),
    }),
    diskSpace: async () => {
      const { bavail, blocks, bsize } = await statfs(options.dataDirectory);
      return { free: bavail * bsize, total: blocks * bsize };
    },
  };
}

const looked = (path: string | null): FilesThere['pin'] =>
  path === null ? null : { path, isThere: existsSync(path) };

async function* verify(
  { path, alone, meta, macKey, publicKey }: KeeperOptions,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ done: number; total: number }, VerifyReport> {
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const giveUp = (): void => void Atomics.store(stop, 0, 1);
  signal?.addEventListener('abort', giveUp, { once: true });
  const start: VerifyStart = { path, alone, meta, macKey, publicKey, stop };
  const worker = new Worker(new URL('./verify-worker.ts', import.meta.url), { workerData: start });
  const box = new Mailbox<VerifyMessage>(worker);
  try {
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- message after message
      const message = await box.next();
      if (message.kind === 'report') return message.report;
      if (message.kind === 'failed') throw fromFailure(message.failure);
      if (message.kind === 'stopped')
        throw new ServiceError('ConflictException', 'The check was given up before its end.');
      yield message;
    }
  } finally {
    signal?.removeEventListener('abort', giveUp);
    giveUp();
    await box.closed;
  }
}
