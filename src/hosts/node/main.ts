/** The one composition root of the service: settings → token → store → state → routes. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { toBase64, toHex } from '../../domain/bytes.ts';
import { ProbeHistory } from '../../domain/health/probe-history.ts';
import { RunningTime } from '../../domain/keys/deletion-guard.ts';
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
import { ClientAddresses } from './auth/addresses.ts';
import { BackOff, PER_ACCOUNT, PER_NETWORK } from './auth/back-off.ts';
import { createPasswords } from './auth/password-port.ts';
import { headerLookup } from './auth/header-lookup.ts';
import { lastSessionUse } from '../../service/start/last-session-use.ts';
import { Sessions } from '../../service/start/sessions.ts';
import { SigningKeyCache } from './auth/signing-keys.ts';
import { readRootSecret } from './config/secrets.ts';
import { SettingError } from './config/setting-error.ts';
import type { Settings } from './config/settings.ts';
import { createApp } from './http/app.ts';
import { awsEndpoint, isAwsCall } from './http/aws-endpoint.ts';
import type { HttpTools } from './http/context.ts';
import { listen } from './http/listen.ts';
import { listenOnSocket } from './http/socket.ts';
import { Streams } from './http/streams.ts';
import type { Log } from './log/operational-log.ts';
import { createRandom, hmacSha256, primitives, sha256 } from './start/bytes-node.ts';
import { Checkpoints, rootOfNote } from '../../service/start/checkpoints.ts';
import { Health } from '../../service/start/health.ts';
import { hostFacts } from './start/host-facts.ts';
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
import { ensureRootOperator } from './start/root-operator.ts';
import { startSchedule } from '../../service/start/schedule.ts';
import { SWEEP_MS, sweepSessions } from '../../service/start/session-sweep.ts';
import { readGrantUses } from '../../service/start/grant-uses.ts';
import { readUseDetail } from '../../service/start/use-detail.ts';
import { UnverifiedCounter } from './start/unverified-counter.ts';
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
  /** Drains requests, signs and flushes the log, closes everything. */
  stop(): Promise<void>;
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
    openSqliteStore({ path, lock, existing, onFatal: (error) => log.error({ error }, 'the store stopped') });

  const restored = readRestored(settings.dataDirectory);
  const store = await openStore(restored !== null);
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

  let stopping: Promise<void> | null = null;
  const reopen = async (failed: Store): Promise<LedgerBase> => {
    const known = ledger.committed;
    await failed.close().catch(() => undefined);
    for (let attempt = 0; ; attempt++) {
      await new Promise((done) => setTimeout(done, REOPEN_MS[Math.min(attempt, REOPEN_MS.length - 1)]));
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
  const described = vault.describe();
  const checkpoint = base.store.latestCheckpoint();
  const clock: Clock = options.clock ?? { now: Date.now, elapsed: () => performance.now() };
  const running = new RunningTime(base.state.running(), { now: clock.now(), elapsed: clock.elapsed() });
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
  const epochs = [...base.state.epochs, ...(epoch === null ? [] : [epoch])];
  /** As the log is named from this start on. */
  const named: DeskMeta = { ...fixed, logOrigin: currentOrigin(fixed, epochs) };
  const status: DeskStatus = {
    endpoint: '',
    vault: {
      state: 'ready',
      module: described.module,
      tokenLabel: described.tokenLabel,
      latencyMs: null,
      reason: null,
      since: null,
    },
    log: {
      checkpointSize: checkpoint?.size ?? 0,
      checkpointTime: checkpoint?.time ?? null,
      checkpointRoot: checkpoint === null ? null : rootOfNote(checkpoint.note),
      uncoveredSince: null,
    },
    unverified: () => unverified.lastHour(),
  };
  const unverified = new UnverifiedCounter(log);
  const signingKeys = new SigningKeyCache({ now: wallClock.now });
  const ledger: Ledger = new Ledger(base, {
    deskId: deskIdBytes(fixed.deskId),
    sha256,
    mac,
    reopen,
    onFailure: (error) => log.error({ error }, 'a commit failed; the database is being opened anew'),
    onChange: ({ kind, id, body }) => {
      if (kind === 'accessKey') signingKeys.drop(id);
      if (kind === 'session' && body === null) sessions.end(id);
    },
    onCommitted: (size) => checkpoints.committed(size),
    defer: (task) => setImmediate(task),
  });
  /** What was in the log before this start. */
  const sizeAtStart = ledger.committed.size;
  const checkpoints: Checkpoints = new Checkpoints(
    { ledger, vault, meta: named, sha256, wallClock, status, log },
    checkpoint?.note ?? null,
  );
  // A lost administrator is not a missing one: no link that would hand out the name.
  const lost = [...base.state.quarantine.keys()].some((name) => name.startsWith('principal/'));
  const welcome = issueWelcome(random, wallClock, lost || hasAdministrator(base.state.all('principal')));
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
  };
  const { accountId } = fixed;
  const lastUse = await lastSessionUse(sha256, ledger.store, ledger.state, accountId, wallClock.now());
  const sessions = new Sessions(wallClock, accountId, sha256, lastUse);
  if (epoch !== null) await beginEpoch(ledger, desk, epoch);
  if (restored !== null) forgetRestored(settings.dataDirectory);
  const refused = await ensureRootOperator(ledger, desk, vault, rootCredentials(settings, env));
  if (refused !== null)
    log.error({ reason: refused }, 'the root access key is refused until an administrator has looked');
  await sweepSessions(ledger, desk, sessions);
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
  });
  const health = new Health({
    vault,
    ledger,
    status,
    probes: desk.probes,
    wallClock,
    log,
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
    publicHost: (request) =>
      settings.publicUrl !== null && addresses.isTrustedProxy(request.socket.remoteAddress)
        ? new URL(settings.publicUrl).host
        : undefined,
    newRequestId: () => uuid(random),
    countUnverified: (code, address) => unverified.count(code, address),
    consoleDirectory: options.consoleDirectory,
  };
  let handle: (incoming: IncomingMessage, outgoing: ServerResponse) => void = (_, outgoing) =>
    outgoing.destroy();
  const listening = await listen(settings, log, (incoming, outgoing) => handle(incoming, outgoing));
  onFailure(() => listening.close(0));
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
  handle = (incoming, outgoing) => void (isAwsCall(incoming) ? awsCall : route)(incoming, outgoing);
  const socket = await listenOnSocket(tools, settings.dataDirectory);
  health.start();
  const scheduler = new Scheduler({
    ledger,
    desk,
    ports: { vault },
    onError: (error, keyId) => log.error({ error, keyId }, 'a scheduled act failed; it is tried again'),
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

  const stop = async (): Promise<void> => {
    health.stop();
    unverified.stop();
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
    await ledger.settled().catch(() => undefined);
    await checkpoints.stop();
    await ledger.store.close();
    await vault.close();
    lock.release();
  };
  return {
    url,
    welcomeUrl: welcome.token === null ? null : `${url}/welcome#token=${welcome.token}`,
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
