/** The one composition root of the service: settings → token → store → state → routes. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { toBase64, toHex } from '../../domain/bytes.ts';
import { ProbeHistory } from '../../domain/health/probe-history.ts';
import { DOUBT_MS, RunningTime } from '../../domain/keys/deletion-guard.ts';
import type { Clock, WallClock } from '../../domain/ports/clock.ts';
import type { DeskMeta, Store } from '../../domain/ports/store.ts';
import { logOrigin } from '../../domain/log/checkpoint.ts';
import { GRANT_TOKENS } from '../../domain/grants/grant-token.ts';
import { deskIdBytes, ROW_AUTHENTICATION } from '../../domain/state/row-mac.ts';
import { Dispatch } from '../../service/dispatch/dispatch.ts';
import { eventClasses } from '../../service/event-classes.ts';
import { uuid } from '../../service/ids.ts';
import { Ledger, type LedgerBase } from '../../service/ledger/ledger.ts';
import type { Desk, DeskStatus } from '../../service/operation.ts';
import { hasAdministrator } from '../../service/operations/sessions/redeem-welcome.ts';
import { Scheduler } from '../../service/scheduler/scheduler.ts';
import { createPolicyLibrary } from '../../service/policy-library.ts';
import { readAccessKeyUse } from '../../service/start/access-key-use.ts';
import { lookupAccessKey } from './auth/access-keys.ts';
import { ClientAddresses, networkOf } from './auth/addresses.ts';
import { BackOff, PER_ACCOUNT, PER_NETWORK } from './auth/back-off.ts';
import { createPasswords } from './auth/password-port.ts';
import { headerLookup } from './auth/header-lookup.ts';
import { lastSessionUse } from '../../service/start/last-session-use.ts';
import { newestTime } from '../../service/start/newest-time.ts';
import { Sessions, SKEW_MS } from '../../service/start/sessions.ts';
import { Strangers } from './auth/strangers.ts';
import { SigningKeyCache } from './auth/signing-keys.ts';
import { readRootSecret } from './config/secrets.ts';
import { SettingError } from './config/setting-error.ts';
import type { Settings } from './config/settings.ts';
import { createApp } from './http/app.ts';
import { awsEndpoint, isAwsCall } from './http/aws-endpoint.ts';
import type { HttpTools } from './http/context.ts';
import { FrontDoor } from './http/front-door.ts';
import { listen } from './http/listen.ts';
import { BodyRoom } from './http/read-body.ts';
import { listenOnSocket } from './http/socket.ts';
import { Streams } from './http/streams.ts';
import type { Log } from './log/operational-log.ts';
import { createRandom, hmacSha256, primitives, sha256 } from './start/bytes-node.ts';
import { Checkpoints, rootOfNote } from '../../service/start/checkpoints.ts';
import { Health } from '../../service/start/health.ts';
import { deskMetrics } from '../../service/metrics/desk-metrics.ts';
import { exposition } from '../../service/metrics/exposition.ts';
import { OperationMetrics } from '../../service/metrics/operation-metrics.ts';
import { openedVault, placesOf } from '../../service/start/vault-status.ts';
import { hostFacts } from './start/host-facts.ts';
import { hostMetrics } from './start/host-metrics.ts';
import {
  checkContinues,
  checkIdentity,
  checkSigned,
  currentOrigin,
  openLog,
} from '../../service/start/open-log.ts';
import { openVault } from './start/open-vault.ts';
import { deskKeeper } from './backup/keeper.ts';
import { DATABASE_FILE } from './start/database-file.ts';
import { forgetRestored, readRestored } from './backup/restored-mark.ts';
import { beginEpoch, epochAfter } from '../../service/start/epoch.ts';
import { checkKept, keep, readKept } from './start/kept-checkpoint.ts';
import { ensureRootOperator } from './start/root-operator.ts';
import { startSchedule } from '../../service/start/schedule.ts';
import { isForeseen } from '../../service/wire-answer.ts';
import { SWEEP_MS, sweepSessions } from '../../service/start/session-sweep.ts';
import { readGrantUses } from '../../service/start/grant-uses.ts';
import { readUseDetail } from '../../service/start/use-detail.ts';
import { UnverifiedRequests } from '../../service/start/unverified-requests.ts';
import { watchSpace } from './start/disk-space.ts';
import { issueWelcome } from './start/welcome.ts';
import { lockDirectory } from './store-sqlite/lock.ts';
import { openSqliteStore } from './store-sqlite/sqlite-store.ts';

export { DATABASE_FILE };
const DRAIN_MS = 10_000;
const REOPEN_MS = [0, 100, 500, 1_000, 2_000, 5_000];

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
  /** Drains requests, signs and flushes the log, closes everything. Answers how many events are on disk unsigned: 0 unless that failed. */
  stop(): Promise<{ readonly unsigned: number }>;
}

function firstMeta(settings: Settings, deskId: string, publicKey: Uint8Array, now: number): DeskMeta {
  const { accountId, region } = settings;
  return {
    deskId,
    accountId,
    region,
    createdAt: now,
    logOrigin: logOrigin(deskId),
    logPublicKey: toBase64(publicKey),
  };
}

/** Account and region are in every ARN: fixed at first start. */
function checkFixed(settings: Settings, meta: DeskMeta): void {
  if (settings.accountId !== meta.accountId)
    throw new SettingError(
      'KEYDESK_ACCOUNT_ID',
      `is fixed at first start: this desk's is ${meta.accountId}.`,
    );
  if (settings.region !== meta.region)
    throw new SettingError('KEYDESK_REGION', `is fixed at first start: this desk's is ${meta.region}.`);
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
  const say = options.onProgress ?? (() => undefined);
  const wallClock: WallClock = { now: Date.now };
  const random = createRandom();
  mkdirSync(settings.dataDirectory, { recursive: true, mode: 0o700 });
  const lock = lockDirectory(settings.dataDirectory);
  onFailure(() => lock.release());
  const path = join(settings.dataDirectory, DATABASE_FILE);
  const openStore = (existing: boolean): Promise<Store> =>
    openSqliteStore({
      path,
      lock,
      existing,
      onFatal: (error) => {
        if (recorder === null) log.error({ error }, 'the store stopped');
        else recorder.storeFailed(error);
      },
    });
  /** The ledger, once it is there. */
  let recorder: Ledger | null = null;

  const restored = readRestored(settings.dataDirectory);
  const kept = readKept(settings.dataDirectory);
  // A desk that has signed is not a new one, however empty its database is.
  const store = await openStore(kept !== null || restored !== null);
  onFailure(() => store.close());
  let meta = store.meta();
  say(meta === null ? 'Making the token and its resident keys' : 'Opening the token');
  const vault = await openVault({ settings, env, firstStart: meta === null, now: wallClock.now });
  onFailure(() => vault.close());
  if (meta === null) {
    meta = firstMeta(settings, uuid(random), vault.logPublicKey(), wallClock.now());
    await store.initialise(meta);
  }
  const fixed = meta;
  checkFixed(settings, fixed);
  checkIdentity(fixed, vault.logPublicKey());
  const macKey = await vault.deriveKey(ROW_AUTHENTICATION);
  const mac = hmacSha256(macKey);
  const tokenMac = hmacSha256(await vault.deriveKey(GRANT_TOKENS));
  const base = await openLog(primitives, store, fixed, mac, (done, total) =>
    say(`Checking stored objects: ${done} of ${total}`),
  );
  await checkSigned(primitives, base, fixed, vault.logPublicKey());
  if (kept !== null) {
    const current = { ...fixed, logOrigin: currentOrigin(fixed, base.state.epochs) };
    await checkKept(primitives, store, current, kept, settings.dataDirectory);
  }
  for (const reason of base.state.quarantine.values())
    log.error({ reason }, 'an object did not authenticate and is refused');

  // In the background: nobody waits for it, and until it is done an access key is "not used since the start", a grant too.
  const readUse = ({ store: from, state }: Pick<LedgerBase, 'store' | 'state'>, size: number): void => {
    const now = wallClock.now();
    readGrantUses({ sha256, store: from, state, size, now, stopping: () => stopping !== null }).catch(
      (error: unknown) => {
        if (stopping === null) log.warn({ error }, 'the use of grants could not be read from the log');
      },
    );
    readAccessKeyUse(sha256, from, state, fixed.accountId, now).catch((error: unknown) => {
      if (stopping === null)
        log.warn({ error }, 'the last use of access keys could not be read from the log');
    });
  };

  let stopping: ReturnType<RunningDesk['stop']> | null = null;
  /** Attempts since something could be written: each waits longer, also when opening succeeds and writing does not. */
  let attempt = 0;
  /** Events that were on disk when it was last opened anew. */
  let reopenedAt = 0;
  const reopen = async (failed: Store): Promise<LedgerBase> => {
    const known = ledger.committed;
    await failed.close().catch(() => undefined);
    for (;;) {
      await new Promise((done) => setTimeout(done, REOPEN_MS[Math.min(attempt++, REOPEN_MS.length - 1)]));
      if (stopping !== null) throw new Error('The desk stops before its database could be opened anew.');
      let found: Store | null = null;
      try {
        found = await openStore(true);
        await checkContinues(primitives, found, fixed, known);
        const opened = await openLog(primitives, found, fixed, mac);
        readUse(opened, opened.tiles.size);
        return opened;
      } catch (error) {
        await found?.close().catch(() => undefined);
        log.error({ error }, 'the database could not be opened anew; trying again');
      }
    }
  };
  const clock: Clock = options.clock ?? { now: Date.now, elapsed: () => performance.now() };
  const running = new RunningTime(
    base.state.running(),
    { now: clock.now(), elapsed: clock.elapsed() },
    // A deletion that was pending in a backup may have been cancelled after it.
    Math.max(base.state.doubtedAt(), base.state.restoredAt),
  );
  // The log knows what time it was at least.
  const newest = await newestTime(sha256, base.store);
  if (newest !== null && Math.abs(clock.now() - newest) > DOUBT_MS) running.doubt();
  const setBackFrom = newest !== null && newest - wallClock.now() > SKEW_MS ? newest : null;
  if (setBackFrom !== null)
    log.error(
      { newestEvent: new Date(setBackFrom).toISOString(), now: new Date(wallClock.now()).toISOString() },
      'the clock stands before the newest event of the log: it was set back, or it is wrong now. Everybody is signed out; set the clock right, and start again if it was not',
    );
  const checkpoint = base.store.latestCheckpoint();
  const epoch =
    restored === null
      ? null
      : epochAfter({
          restored,
          state: base.state,
          size: base.tiles.size,
          checkpoint: checkpoint?.note ?? null,
          now: wallClock.now(),
          ran: running.ran,
        });
  if (epoch !== null) running.doubt();
  const epochs = [...base.state.epochs, ...(epoch === null ? [] : [epoch])];
  /** As the log is named from this start on. */
  const named: DeskMeta = { ...fixed, logOrigin: currentOrigin(fixed, epochs) };
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
    unverified: () => unverified.lastHour(),
    lowDisk: () => (space.isLow() ? (space.look()?.free ?? null) : null),
  };
  // By the time of this process: a clock that is set back keeps no signing key longer.
  const signingKeys = new SigningKeyCache({ now: () => performance.now() });
  const ledger: Ledger = new Ledger(base, {
    deskId: deskIdBytes(fixed.deskId),
    sha256,
    mac,
    reopen,
    onFailure: (error) => log.error({ error }, 'a commit failed; the database is being opened anew'),
    onReloaded: () => {
      log.info({}, 'the database is open again');
      reopenedAt = ledger.committed.size;
      signingKeys.clear();
      checkpoints.again();
    },
    onChange: ({ kind, id, body }) => {
      if (kind === 'accessKey') signingKeys.drop(id);
      if (kind === 'session' && body === null) sessions.end(id);
    },
    onCommitted: (size) => {
      if (size > reopenedAt) attempt = 0;
      checkpoints.committed(size);
    },
    defer: (task) => setImmediate(task),
  });
  recorder = ledger;
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
      keep: (note) => keep(settings.dataDirectory, note),
    },
    checkpoint?.note ?? null,
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
  const { accountId } = fixed;
  const lastUse = await lastSessionUse(sha256, ledger.store, ledger.state, accountId, wallClock.now());
  const sessionClock: Clock = { now: wallClock.now, elapsed: () => performance.now() };
  const sessions = new Sessions(sessionClock, accountId, sha256, lastUse);
  if (epoch !== null) await beginEpoch(ledger, desk, epoch);
  if (restored !== null) forgetRestored(settings.dataDirectory);
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
      tokenMac,
      keeper: deskKeeper({ settings, path, meta: named, vault, macKey, version, alone: false }),
    },
    salt: () => toHex(random.bytes(16)),
    micros: () => Math.round(performance.now() * 1000),
    onInternalError: (error, requestId) => log.error({ error, requestId }, 'request failed'),
    observe: (operation, outcome, seconds) => operations.observe(operation, outcome, seconds),
  });
  const space = watchSpace(settings.dataDirectory, log);
  const unverified = new UnverifiedRequests({ ledger, desk, log, hasRoom: () => !space.isLow() });
  const strangers = new Strangers({
    now: () => performance.now(),
    isActive: (id) => ledger.state.accessKey(id)?.status === 'Active',
  });
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

  // Behind a proxy that speaks TLS, the public address says so.
  const secure = settings.tls !== null || settings.publicUrl?.startsWith('https:') === true;
  const addresses = new ClientAddresses(settings.trustedProxies);
  const hosts = new Set<string>();
  const origins = new Set<string>();
  const streams = new Streams(dispatch);
  const tools: HttpTools = {
    desk,
    dispatch,
    ledger,
    health,
    checkpoints,
    log,
    secure,
    origins,
    hosts,
    sessions,
    streams,
    lookupAccessKey: (id) =>
      lookupAccessKey({ state: () => ledger.state, vault, cache: signingKeys, region: fixed.region }, id),
    backOff: {
      perAccount: new BackOff(PER_ACCOUNT, { now: () => performance.now() }),
      perNetwork: new BackOff(PER_NETWORK, { now: () => performance.now() }),
    },
    cookieName: '',
    clientAddress: (request) =>
      addresses.clientAddress(
        request.socket.remoteAddress,
        headerLookup(request.rawHeaders)('x-forwarded-for'),
      ),
    isTrustedProxy: (peer) => addresses.isTrustedProxy(peer),
    publicHost: (request) =>
      settings.publicUrl !== null && addresses.isTrustedProxy(request.socket.remoteAddress)
        ? new URL(settings.publicUrl).host
        : undefined,
    newRequestId: () => uuid(random),
    bodies: new BodyRoom(),
    door: new FrontDoor({ strangers, count: (code, network) => unverified.count(code, network) }),
    consoleDirectory: options.consoleDirectory,
  };
  let handle: (incoming: IncomingMessage, outgoing: ServerResponse) => void = (_, outgoing) =>
    outgoing.destroy();
  const listening = await listen({
    settings,
    log,
    handle: (incoming, outgoing) => handle(incoming, outgoing),
    networkOf: (peer) => (addresses.isTrustedProxy(peer) ? null : networkOf(addresses.clientAddress(peer))),
    onMalformed: (peer) => tools.door.malformed(addresses.clientAddress(peer)),
  });
  onFailure(() => listening.close(0));
  const ofHost = hostMetrics({ unverified, strangers, space, connections: () => listening.connections });
  const { port } = listening;
  const scheme = settings.tls === null ? 'http' : 'https';
  const url = settings.publicUrl ?? `${scheme}://localhost:${port}`;
  status.endpoint = url;
  for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
    hosts.add(host);
    origins.add(`${scheme}://${host}`);
  }
  hosts.add(new URL(url).host);
  origins.add(new URL(url).origin);
  const app = createApp({ ...tools, cookieName: secure ? '__Host-keydesk' : `keydesk-${port}` });
  const route = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const awsCall = awsEndpoint(tools);
  await checkpoints.begin();
  handle = (incoming, outgoing) => {
    if (!tools.door.isClosing(incoming)) void (isAwsCall(incoming) ? awsCall : route)(incoming, outgoing);
  };
  const socket = await listenOnSocket(tools, settings.dataDirectory);
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
  readUseDetail(sha256, ledger, sizeAtStart, fixed.accountId, () => stopping !== null).catch(
    (error: unknown) => log.warn({ error }, 'what is known of access keys begins with this start'),
  );

  const stop: RunningDesk['stop'] = async () => {
    health.stop();
    space.stop();
    ofHost.stop();
    streams.close();
    socket.closeIdleConnections();
    const cut = setTimeout(() => socket.closeAllConnections(), DRAIN_MS);
    await Promise.all([listening.close(DRAIN_MS), new Promise<void>((done) => socket.close(() => done()))]);
    clearTimeout(cut);
    clearInterval(minutes);
    await schedule.stop();
    clearInterval(sweeps);
    await ledger.whenWritable().catch(() => undefined);
    dispatch.closeMinutes(Infinity);
    await unverified.stop();
    await ledger.settled().catch(() => undefined);
    const unsigned = await checkpoints.stop();
    await ledger.store.close();
    await vault.close();
    lock.release();
    return { unsigned };
  };
  return {
    url,
    welcomeUrl: welcome.token === null ? null : `${url}/welcome#token=${welcome.token}`,
    reload: () => listening.reload(),
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
