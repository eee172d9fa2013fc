/** The one composition root of the service: settings → token → store → state → routes. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '../../domain/bytes.ts';
import { ProbeHistory } from '../../domain/health/probe-history.ts';
import type { Clock, WallClock } from '../../domain/ports/clock.ts';
import type { DeskMeta } from '../../domain/ports/store.ts';
import { deskIdBytes } from '../../domain/state/row-mac.ts';
import { Dispatch } from '../../service/dispatch/dispatch.ts';
import { eventClasses } from '../../service/event-classes.ts';
import { Ledger, type LedgerBase } from '../../service/ledger/ledger.ts';
import { deskMetrics } from '../../service/metrics/desk-metrics.ts';
import { exposition } from '../../service/metrics/exposition.ts';
import { OperationMetrics } from '../../service/metrics/operation-metrics.ts';
import type { Desk } from '../../service/operation.ts';
import { hasAdministrator } from '../../service/operations/sessions/redeem-welcome.ts';
import { createPolicyLibrary } from '../../service/policy-library.ts';
import { Scheduler } from '../../service/scheduler/scheduler.ts';
import { readAccessKeyUse } from '../../service/start/access-key-use.ts';
import { readFailedBackups } from '../../service/start/failed-backups.ts';
import { Checkpoints } from '../../service/start/checkpoints.ts';
import { clockAtStart } from '../../service/start/clock-at-start.ts';
import { beginEpoch, epochAfter } from '../../service/start/epoch.ts';
import { firstStatus } from '../../service/start/first-status.ts';
import { readGrantUses } from '../../service/start/grant-uses.ts';
import { Health } from '../../service/start/health.ts';
import { lastSessionUse } from '../../service/start/last-session-use.ts';
import { currentOrigin } from '../../service/start/open-log.ts';
import { startSchedule } from '../../service/start/schedule.ts';
import { SWEEP_MS, sweepSessions } from '../../service/start/session-sweep.ts';
import { Sessions, SKEW_MS } from '../../service/start/sessions.ts';
import { UnverifiedRequests } from '../../service/start/unverified-requests.ts';
import { readUseDetail } from '../../service/start/use-detail.ts';
import { placesOf } from '../../service/start/vault-status.ts';
import { isForeseen } from '../../service/wire-answer.ts';
import { lookupAccessKey } from './auth/access-keys.ts';
import { createPasswords } from './auth/password-port.ts';
import { SigningKeyCache } from './auth/signing-keys.ts';
import { DEVICE_COOKIES } from './auth/known-devices.ts';
import { Strangers } from './auth/strangers.ts';
import { Visits } from './auth/visits.ts';
import { deskKeeper } from './backup/keeper.ts';
import { forgetRestored } from './backup/restored-mark.ts';
import { readRootSecret } from './config/secrets.ts';
import type { Settings } from './config/settings.ts';
import { serve } from './http/serve.ts';
import type { Log } from './log/operational-log.ts';
import { createRandom, hmacSha256, sha256 } from './start/bytes-node.ts';
import { watchSpace } from './start/disk-space.ts';
import { hostFacts } from './start/host-facts.ts';
import { hostMetrics } from './start/host-metrics.ts';
import { keep } from './start/kept-checkpoint.ts';
import { openDesk } from './start/open-desk.ts';
import { Reopening } from './start/reopening.ts';
import { ensureRootOperator } from './start/root-operator.ts';
import { issueWelcome } from './start/welcome.ts';

export interface StartOptions {
  readonly settings: Settings;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names in `env` that came from a file; the others are the process's own. */
  readonly fromEnvFile?: ReadonlySet<string>;
  readonly log: Log;
  readonly version: string;
  readonly consoleDirectory: string | null;
  /** Tests move it; the product's is the machine's. */
  readonly clock?: Clock;
  readonly onProgress?: (text: string) => void;
}

export interface RunningDesk {
  /** Where people go: `http://localhost:7070`. */
  readonly url: string;
  /** `…/welcome#token=…` until an administrator exists; null then. */
  readonly welcomeUrl: string | null;
  /** Reads the TLS certificate anew. What cannot be used changes nothing, and is said. */
  reload(): void;
  /**
   * Drains requests, signs and flushes the log, closes everything. Answers how many events are on disk unsigned: 0 unless that failed.
   * `lost`: the database could not be written at the end, so that its place may lack the newest events.
   */
  stop(): Promise<{ readonly unsigned: number; readonly lost: boolean }>;
}

/** Starts the desk, or leaves nothing open behind: what was opened is closed again in reverse order before the error goes on. */
export async function startDesk(options: StartOptions): Promise<RunningDesk> {
  const opened: (() => unknown)[] = [];
  try {
    return await compose(options, (close) => opened.unshift(close));
  } catch (error) {
    for (const close of opened) await Promise.resolve(close()).catch(() => undefined);
    throw error;
  }
}

async function compose(
  options: StartOptions,
  onFailure: (close: () => unknown) => void,
): Promise<RunningDesk> {
  const { settings, env, log, version } = options;
  const { dataDirectory } = settings;
  const wallClock: WallClock = { now: Date.now };
  const clock: Clock = options.clock ?? { now: Date.now, elapsed: () => performance.now() };
  const random = createRandom();
  let stopping: ReturnType<RunningDesk['stop']> | null = null;
  let failed = false;
  const isStopping = (): boolean => failed || stopping !== null;
  /** The ledger, once it is there. */
  let recorder: Ledger | null = null;

  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  const { base, vault, meta, restored, release, ...found } = await openDesk({
    settings,
    env,
    purpose: 'serve',
    onStoreFailed: (error) => {
      if (recorder === null) log.error({ error }, 'the store stopped');
      else recorder.storeFailed(error);
    },
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    onOpened: onFailure,
  });
  const { accountId } = meta;
  for (const reason of base.state.quarantine.values())
    log.error({ reason }, 'an object did not authenticate and is refused');

  const { running, newest } = await clockAtStart(sha256, base, clock);
  const setBackFrom = newest !== null && newest - wallClock.now() > SKEW_MS ? newest : null;
  if (setBackFrom !== null)
    log.error(
      { newestEvent: new Date(setBackFrom).toISOString(), now: new Date(wallClock.now()).toISOString() },
      'the clock stands before the newest event of the log: it was set back, or it is wrong now. Everybody is signed out; set the clock right, and start again if it was not',
    );
  const checkpoint = base.store.latestCheckpoint()?.note ?? null;
  const epoch =
    restored === null
      ? null
      : epochAfter({
          restored,
          state: base.state,
          size: base.tiles.size,
          checkpoint,
          now: wallClock.now(),
          ran: running.ran,
        });
  if (epoch !== null) running.doubt();
  const epochs = [...base.state.epochs, ...(epoch === null ? [] : [epoch])];
  /** As the log is named from this start on. */
  const named: DeskMeta = { ...meta, logOrigin: currentOrigin(meta, epochs) };
  const status = firstStatus(base, vault, {
    unverified: () => unverified.lastHour(),
    guesses: () => unverified.guessesOfLastHour(),
    lowDisk: () => (space.isLow() ? (space.look()?.free ?? null) : null),
  });

  // In the background: nobody waits for it, and until it is done an access key is "not used since the start", a grant too.
  const readUse = ({ store, state }: Pick<LedgerBase, 'store' | 'state'>, size: number): void => {
    const now = wallClock.now();
    const tell = (what: string) => (error: unknown) => {
      if (!isStopping()) log.warn({ error }, `the ${what} could not be read from the log`);
    };
    readGrantUses({ sha256, store, state, size, now, stopping: isStopping }).catch(tell('use of grants'));
    readAccessKeyUse(sha256, store, state, accountId, now).catch(tell('last use of access keys'));
    readFailedBackups(sha256, store, state, size).catch(tell('backups that failed'));
  };
  // By the time of this process: a clock that is set back keeps no signing key longer.
  const signingKeys = new SigningKeyCache({ now: () => performance.now() });
  const reopening = new Reopening({ openStore: found.openStore, meta, mac: found.mac, log, isStopping });
  const ledger: Ledger = new Ledger(base, {
    deskId: deskIdBytes(meta.deskId),
    sha256,
    mac: found.mac,
    reopen: async (failed) => {
      const opened = await reopening.reopen(failed, ledger.committed);
      readUse(opened, opened.tiles.size);
      return opened;
    },
    onFailure: (error) => log.error({ error }, 'a commit failed; the database is being opened anew'),
    onReloaded: () => {
      log.info({}, 'the database is open again');
      signingKeys.clear();
      checkpoints.again();
    },
    onChange: ({ kind, id, body }) => {
      if (kind === 'accessKey') signingKeys.drop(id);
      if (kind === 'session' && body === null) sessions.end(id);
    },
    onCommitted: (size) => {
      reopening.committed(size);
      checkpoints.committed(size);
    },
    defer: (task) => setImmediate(task),
  });
  recorder = ledger;
  // A store that was opened anew meanwhile is another than the one that was found.
  onFailure(async () => {
    failed = true;
    await ledger.whenWritable().catch(() => undefined);
    await ledger.store.close();
  });
  /** What was in the log before this start. */
  const sizeAtStart = ledger.committed.size;
  const checkpoints: Checkpoints = new Checkpoints(
    {
      ledger,
      vault,
      meta: named,
      sha256,
      wallClock,
      status,
      log,
      keep: (note) => keep(dataDirectory, note),
    },
    checkpoint,
  );
  // A lost administrator is not a missing one: no link that would hand out the name.
  const lost = [...base.state.quarantine.keys()].some((name) => name.startsWith('principal/'));
  const welcome = issueWelcome(random, clock, lost || hasAdministrator(base.state.all('principal')));
  const operations = new OperationMetrics();
  const desk: Desk = {
    meta: named,
    clock,
    wallClock,
    random,
    sha256,
    status,
    welcome,
    version,
    classes: eventClasses(),
    running,
    host: hostFacts({ settings, env, fromEnvFile: options.fromEnvFile ?? new Set(), now: wallClock.now() }),
    probes: new ProbeHistory(),
    metrics: () =>
      exposition([
        ...deskMetrics({ ledger, status, version, now: wallClock.now(), runtime: `node ${process.version}` }),
        ...operations.metrics(),
        ...ofHost.metrics(),
      ]),
  };
  const lastUse = await lastSessionUse(sha256, ledger.store, ledger.state, accountId, wallClock.now());
  const sessionClock: Clock = { now: wallClock.now, elapsed: () => performance.now() };
  const sessions = new Sessions(sessionClock, accountId, sha256, lastUse);
  if (epoch !== null) await beginEpoch(ledger, desk, epoch);
  if (restored !== null) forgetRestored(dataDirectory);
  const refused = await ensureRootOperator(ledger, desk, vault, rootCredentials(settings, env));
  if (refused !== null)
    log.error({ reason: refused }, 'the root access key is refused until an administrator has looked');
  await sweepSessions(ledger, desk, sessions, setBackFrom);
  readUse(ledger, sizeAtStart);

  const dispatch = new Dispatch({
    desk,
    ledger,
    ports: {
      vault,
      passwords: createPasswords(),
      policies: createPolicyLibrary(sha256),
      sessions,
      tokenMac: found.tokenMac,
      keeper: deskKeeper({
        settings,
        path: found.path,
        meta: named,
        vault,
        macKey: found.macKey,
        version,
        alone: false,
      }),
    },
    salt: () => toHex(random.bytes(16)),
    micros: () => Math.round(performance.now() * 1000),
    onInternalError: (error, requestId) => log.error({ error, requestId }, 'request failed'),
    observe: (operation, outcome, seconds) => operations.observe(operation, outcome, seconds),
    onThrottled: (principal, calls) =>
      log.warn(
        { principal, calls },
        'a principal had too many calls refused: the audit log has them by number',
      ),
  });
  const space = watchSpace(dataDirectory, log);
  const unverified = new UnverifiedRequests({ ledger, desk, log, hasRoom: () => !space.isLow() });
  const strangers = new Strangers({
    now: () => performance.now(),
    isActive: (id) => ledger.state.accessKey(id)?.status === 'Active',
  });
  const visits = new Visits(() => performance.now());
  const health = new Health({
    vault,
    ledger,
    status,
    probes: desk.probes,
    wallClock,
    log,
    places: placesOf(desk.host),
    onRecovered: () => void checkpoints.sign(),
  });

  const doors = await serve({
    settings,
    log,
    desk,
    dispatch,
    ledger,
    health,
    checkpoints,
    sessions,
    unverified,
    strangers,
    visits,
    deviceMac: hmacSha256(await vault.deriveKey(DEVICE_COOKIES)),
    lookupAccessKey: (id) =>
      lookupAccessKey({ state: () => ledger.state, vault, cache: signingKeys, region: meta.region }, id),
    consoleDirectory: options.consoleDirectory,
  });
  onFailure(() => doors.close(0));
  const ofHost = hostMetrics({
    unverified,
    strangers,
    visits,
    space,
    throttled: () => dispatch.throttled,
    connections: () => doors.connections,
  });
  const { url } = doors;
  status.endpoint = url;
  await checkpoints.begin();
  await doors.open();
  health.start();
  const scheduler = new Scheduler({
    ledger,
    desk,
    ports: { vault },
    onError: (error, keyId) => {
      if (!isForeseen(error)) log.error({ error, keyId }, 'a scheduled act failed; it is tried again');
    },
  });
  const schedule = startSchedule(scheduler, (error) => log.error({ error }, 'the scheduler failed'));
  const minutes = setInterval(() => dispatch.closeMinutes(wallClock.now()), 60_000).unref();
  const sweeps = setInterval(() => {
    sweepSessions(ledger, desk, sessions).catch((error: unknown) =>
      log.error({ error }, 'sessions that are over could not be removed; trying again in an hour'),
    );
  }, SWEEP_MS).unref();
  await health.probe();
  readUseDetail(sha256, ledger, sizeAtStart, accountId, isStopping).catch((error: unknown) =>
    log.warn({ error }, 'what is known of access keys begins with this start'),
  );

  const stop: RunningDesk['stop'] = async () => {
    health.stop();
    space.stop();
    ofHost.stop();
    await doors.close();
    clearInterval(minutes);
    await schedule.stop();
    clearInterval(sweeps);
    await ledger.whenWritable().catch(() => undefined);
    dispatch.closeMinutes(Infinity);
    await unverified.stop();
    await ledger.settled().catch(() => undefined);
    const unsigned = await checkpoints.stop();
    const lost = !ledger.writable;
    await ledger.store.close();
    await vault.close();
    release();
    return { unsigned, lost };
  };
  return {
    url,
    welcomeUrl: welcome.token === null ? null : `${url}/welcome#token=${welcome.token}`,
    reload: () => doors.reload(),
    stop: () => (stopping ??= stop()),
  };
}

function rootCredentials(
  settings: Settings,
  env: StartOptions['env'],
): { accessKeyId: string; secret: string } | null {
  const secret = readRootSecret(settings, env);
  return settings.rootAccessKey === null || secret === null
    ? null
    : { accessKeyId: settings.rootAccessKey.id, secret };
}

/** The built console beside the sources, when it was built. */
export function builtConsole(root: string): string | null {
  const directory = join(root, 'dist');
  return existsSync(join(directory, 'index.html')) ? directory : null;
}
