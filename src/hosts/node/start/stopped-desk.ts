/**
 * A desk that does not serve: opened for one command, with its ledger, so that what the command does is an event of the log like anything
 * else. Nobody can reach it, nothing is scheduled, and it is closed again with its log signed.
 */
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { toHex } from '../../../domain/bytes.ts';
import { ProbeHistory } from '../../../domain/health/probe-history.ts';
import { RunningTime } from '../../../domain/keys/deletion-guard.ts';
import type { Clock, WallClock } from '../../../domain/ports/clock.ts';
import { StoreError, type DeskMeta, type Store } from '../../../domain/ports/store.ts';
import { GRANT_TOKENS } from '../../../domain/grants/grant-token.ts';
import { deskIdBytes, ROW_AUTHENTICATION } from '../../../domain/state/row-mac.ts';
import { Dispatch } from '../../../service/dispatch/dispatch.ts';
import { readBody } from '../../../service/dispatch/read-body.ts';
import { eventClasses } from '../../../service/event-classes.ts';
import { uuid } from '../../../service/ids.ts';
import { Ledger } from '../../../service/ledger/ledger.ts';
import type { Call, Desk, DeskStatus, StreamOperation } from '../../../service/operation.ts';
import { createPolicyLibrary } from '../../../service/policy-library.ts';
import { rootPrincipal } from '../../../service/principals.ts';
import { Checkpoints, rootOfNote } from '../../../service/start/checkpoints.ts';
import { checkIdentity, checkSigned, currentOrigin, openLog } from '../../../service/start/open-log.ts';
import { openedVault } from '../../../service/start/vault-status.ts';
import { createPasswords } from '../auth/password-port.ts';
import { deskKeeper } from '../backup/keeper.ts';
import { readRestored } from '../backup/restored-mark.ts';
import type { Environment, Settings } from '../config/settings.ts';
import { SettingError } from '../config/setting-error.ts';
import type { Log } from '../log/operational-log.ts';
import { lockDirectory } from '../store-sqlite/lock.ts';
import { toStoreError } from '../store-sqlite/errors.ts';
import { openSqliteStore } from '../store-sqlite/sqlite-store.ts';
import { createRandom, hmacSha256, primitives, sha256 } from './bytes-node.ts';
import { DATABASE_FILE } from './database-file.ts';
import { hostFacts } from './host-facts.ts';
import { checkKept, keep, readKept } from './kept-checkpoint.ts';
import { openVault } from './open-vault.ts';

export interface StoppedDeskOptions {
  readonly settings: Settings;
  readonly env: Environment;
  readonly log: Log;
  readonly version: string;
}

export interface StoppedDesk {
  /** The messages of an operation, asked for as the account itself by the command line. Throws ServiceError. */
  stream(
    operation: StreamOperation,
    input: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<AsyncGenerator<unknown, void>>;
  /** Rejects when the log could not be written: nothing of it is answered any more. */
  readonly failed: Promise<never>;
  /** Signs and closes. */
  close(): Promise<void>;
}

/** Rejects as a start does (StoreError LOCKED while a desk runs); nothing is left open then. */
export async function openStoppedDesk(options: StoppedDeskOptions): Promise<StoppedDesk> {
  const opened: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const each of opened) await each();
  };
  try {
    const desk = await compose(options, (each) => opened.unshift(each));
    return { ...desk, close };
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
}

async function compose(
  { settings, env, log, version }: StoppedDeskOptions,
  onClose: (close: () => unknown) => void,
): Promise<Omit<StoppedDesk, 'close'>> {
  const { dataDirectory } = settings;
  const wallClock: WallClock = { now: Date.now };
  const random = createRandom();
  const lock = lockDirectory(dataDirectory);
  onClose(() => lock.release());
  if (readRestored(dataDirectory) !== null)
    throw new SettingError(
      'KEYDESK_DATA',
      'was just restored: start the desk first, so that its log goes on.',
    );
  const path = join(dataDirectory, DATABASE_FILE);
  const store: Store = await openSqliteStore({
    path,
    lock,
    existing: true,
    onFatal: (error) => log.error({ error }, 'the store stopped'),
  });
  onClose(() => store.close());
  const fixed = store.meta();
  if (fixed === null) throw new StoreError('NOT_FOUND', 'This desk was never started.');
  const vault = await openVault({ settings, env, firstStart: false, now: wallClock.now });
  onClose(() => vault.close());
  checkIdentity(fixed, vault.logPublicKey());
  const macKey = await vault.deriveKey(ROW_AUTHENTICATION);
  const mac = hmacSha256(macKey);
  const base = await openLog(primitives, store, fixed, mac);
  await checkSigned(primitives, base, fixed, vault.logPublicKey());
  const meta: DeskMeta = { ...fixed, logOrigin: currentOrigin(fixed, base.state.epochs) };
  const kept = readKept(dataDirectory);
  if (kept !== null) await checkKept(primitives, store, meta, kept, dataDirectory);
  const checkpoint = store.latestCheckpoint();
  const status: DeskStatus = {
    endpoint: '',
    vault: openedVault(vault.describe()),
    log: {
      size: base.tiles.size,
      checkpointSize: checkpoint?.size ?? 0,
      checkpointTime: checkpoint?.time ?? null,
      checkpointRoot: checkpoint === null ? null : rootOfNote(checkpoint.note),
      uncoveredSince: null,
    },
    unverified: () => 0,
    lowDisk: () => null,
  };
  let fail: (error: StoreError) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  failed.catch(() => undefined);
  const ledger: Ledger = new Ledger(base, {
    deskId: deskIdBytes(meta.deskId),
    sha256,
    mac,
    reopen: () => new Promise(() => {}),
    onFailure: (error) => fail(toStoreError(error, `The store ${path}`)),
    defer: (task) => setImmediate(task),
  });
  const checkpoints = new Checkpoints(
    {
      ledger,
      vault,
      meta,
      sha256,
      wallClock,
      status,
      log,
      keep: (note) => keep(dataDirectory, note),
    },
    checkpoint?.note ?? null,
  );
  onClose(() => checkpoints.stop());
  const clock: Clock = { now: Date.now, elapsed: () => performance.now() };
  const desk: Desk = {
    meta,
    clock,
    wallClock,
    random,
    sha256,
    status,
    welcome: { accepts: () => false, close: () => undefined },
    version,
    classes: eventClasses(),
    running: new RunningTime(base.state.running(), { now: clock.now(), elapsed: clock.elapsed() }),
    host: hostFacts({ settings, env, fromEnvFile: new Set(), now: wallClock.now() }),
    probes: new ProbeHistory(),
    metrics: () => '',
  };
  const dispatch = new Dispatch({
    desk,
    ledger,
    ports: {
      vault,
      passwords: createPasswords(),
      policies: createPolicyLibrary(sha256),
      sessions: { lastUse: () => null },
      tokenMac: hmacSha256(await vault.deriveKey(GRANT_TOKENS)),
      keeper: deskKeeper({ settings, path, meta, vault, macKey, version, alone: false }),
    },
    salt: () => toHex(random.bytes(16)),
    micros: () => Math.round(performance.now() * 1000),
    onInternalError: (error, requestId) => log.error({ error, requestId }, 'request failed'),
  });
  return {
    failed,
    stream: (operation, input, signal) => {
      const call: Call & { readonly signal: AbortSignal } = {
        principal: rootPrincipal(meta.accountId),
        via: 'cli',
        credential: null,
        sessionId: null,
        source: 'unix:',
        agent: 'keydesk',
        requestId: uuid(random),
        secure: true,
        time: wallClock.now(),
        passwordFresh: true,
        stillValid: () => true,
        signal,
      };
      return dispatch.open(operation, call, () => readBody(JSON.stringify(input)));
    },
  };
}
