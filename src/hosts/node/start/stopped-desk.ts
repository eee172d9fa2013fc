/**
 * A desk that does not serve: opened for one command, with its ledger, so that what the command does is an event of the log like anything
 * else. Nobody can reach it, nothing is scheduled, and it is closed again with its log signed.
 */
import { performance } from 'node:perf_hooks';
import { toHex } from '../../../domain/bytes.ts';
import { ProbeHistory } from '../../../domain/health/probe-history.ts';
import { RunningTime } from '../../../domain/keys/deletion-guard.ts';
import type { Clock, WallClock } from '../../../domain/ports/clock.ts';
import type { DeskMeta, StoreError } from '../../../domain/ports/store.ts';
import { deskIdBytes } from '../../../domain/state/row-mac.ts';
import { Dispatch } from '../../../service/dispatch/dispatch.ts';
import { readBody } from '../../../service/dispatch/read-body.ts';
import { eventClasses } from '../../../service/event-classes.ts';
import { uuid } from '../../../service/ids.ts';
import { Ledger } from '../../../service/ledger/ledger.ts';
import type { Call, Desk, StreamOperation } from '../../../service/operation.ts';
import { createPolicyLibrary } from '../../../service/policy-library.ts';
import { rootPrincipal } from '../../../service/principals.ts';
import { Checkpoints } from '../../../service/start/checkpoints.ts';
import { firstStatus } from '../../../service/start/first-status.ts';
import { currentOrigin } from '../../../service/start/open-log.ts';
import { createPasswords } from '../auth/password-port.ts';
import { deskKeeper } from '../backup/keeper.ts';
import type { Environment, Settings } from '../config/settings.ts';
import type { Log } from '../log/operational-log.ts';
import { toStoreError } from '../store-sqlite/errors.ts';
import { createRandom, sha256 } from './bytes-node.ts';
import { hostFacts } from './host-facts.ts';
import { keep } from './kept-checkpoint.ts';
import { openDesk } from './open-desk.ts';

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
  const wallClock: WallClock = { now: Date.now };
  const random = createRandom();
  const { base, vault, ...found } = await openDesk({
    settings,
    env,
    purpose: 'command',
    onStoreFailed: (error) => log.error({ error }, 'the store stopped'),
    onOpened: onClose,
  });
  const { mac, path } = found;
  const meta: DeskMeta = { ...found.meta, logOrigin: currentOrigin(found.meta, base.state.epochs) };
  const status = firstStatus(base, vault);
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
      keep: (note) => keep(settings.dataDirectory, note),
    },
    base.store.latestCheckpoint()?.note ?? null,
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
      tokenMac: found.tokenMac,
      keeper: deskKeeper({ settings, path, meta, vault, macKey: found.macKey, version, alone: false }),
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
