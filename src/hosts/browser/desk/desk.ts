/**
 * The composition root of a desk in the page: the same operations, dispatch, ledger and log as the service, over a vault on WebCrypto
 * and a store that a browser has. What is not here is what only a network needs: addresses, signatures of strangers, back-off.
 */
import { toBase64, toHex } from '../../../domain/bytes.ts';
import { ProbeHistory } from '../../../domain/health/probe-history.ts';
import { RunningTime } from '../../../domain/keys/deletion-guard.ts';
import { logOrigin } from '../../../domain/log/checkpoint.ts';
import type { Clock, WallClock } from '../../../domain/ports/clock.ts';
import type { DeskMeta, Store } from '../../../domain/ports/store.ts';
import type { Vault } from '../../../domain/ports/vault.ts';
import { GRANT_TOKENS } from '../../../domain/grants/grant-token.ts';
import { deskIdBytes, ROW_AUTHENTICATION } from '../../../domain/state/row-mac.ts';
import { deskMetrics } from '../../../service/metrics/desk-metrics.ts';
import { exposition } from '../../../service/metrics/exposition.ts';
import { OperationMetrics } from '../../../service/metrics/operation-metrics.ts';
import { Dispatch } from '../../../service/dispatch/dispatch.ts';
import { readBody } from '../../../service/dispatch/read-body.ts';
import { ServiceError } from '../../../service/errors.ts';
import { EVENT_STREAM_TYPE, eventStream } from '../../../service/event-stream.ts';
import { eventClasses } from '../../../service/event-classes.ts';
import type { HostFacts } from '../../../service/host-facts.ts';
import { uuid } from '../../../service/ids.ts';
import { Ledger } from '../../../service/ledger/ledger.ts';
import type { OperationalLog } from '../../../service/log.ts';
import type { Call, Desk, Operation } from '../../../service/operation.ts';
import { operationOfName } from '../../../service/operations/index.ts';
import { hasAdministrator } from '../../../service/operations/sessions/redeem-welcome.ts';
import { CHECKPOINT_HEADERS, publishedTile, TILE_HEADERS } from '../../../service/published-log.ts';
import { createPolicyLibrary } from '../../../service/policy-library.ts';
import { rootPrincipal } from '../../../service/principals.ts';
import { Scheduler } from '../../../service/scheduler/scheduler.ts';
import { later } from '../../../service/start/background.ts';
import { Checkpoints } from '../../../service/start/checkpoints.ts';
import { firstStatus } from '../../../service/start/first-status.ts';
import { readGrantUses } from '../../../service/start/grant-uses.ts';
import { Health } from '../../../service/start/health.ts';
import { placesOf } from '../../../service/start/vault-status.ts';
import { lastSessionUse } from '../../../service/start/last-session-use.ts';
import { checkIdentity, checkSigned, openLog } from '../../../service/start/open-log.ts';
import { startSchedule } from '../../../service/start/schedule.ts';
import { sessionCredential, Sessions } from '../../../service/start/sessions.ts';
import {
  asServiceError,
  JSON_TYPE,
  refusal,
  success,
  type WireAnswer,
} from '../../../service/wire-answer.ts';
import { hmacSha256, passwords, primitives, random, sha256 } from './primitives.ts';

const ACCOUNT = '000000000000';
const REGION = 'us-east-1';
/** The page's own name where an address would stand. */
const SOURCE = 'desk:page';

export interface BrowserDeskOptions {
  readonly store: Store;
  readonly vault: Vault;
  readonly version: string;
  /** Where the page is, for what names an endpoint. */
  readonly endpoint: string;
  readonly log: OperationalLog;
  /** What a new desk begins with, before anybody is served. `foundedAt`: ms. */
  readonly founding?: {
    readonly foundedAt: number;
    readonly fill: (tools: { readonly ledger: Ledger; readonly vault: Vault }) => Promise<void>;
  };
  /** Of what is scheduled; a demo may move it. */
  readonly clock?: Clock;
}

/** One request of the page. `session`: the token of who is signed in. */
export interface PageRequest {
  readonly operation: string;
  readonly body: string;
  readonly session: string | undefined;
  readonly agent: string;
  readonly signal: AbortSignal;
}

/** `session`: what becomes of it; left away when nothing does. */
export interface PageAnswer {
  readonly response: Response;
  readonly session?: string | null;
}

export interface BrowserDesk {
  /** As POST /api/<Operation> of the service. */
  request(request: PageRequest): Promise<PageAnswer>;
  /** For the first administrator; null when there is one. */
  readonly welcomeToken: string | null;
  /** As GET /log/… of the service: the newest checkpoint, and tiles. */
  publishedLog(path: string): Promise<Response>;
  /** Signs and closes. The store must not be used any more. */
  stop(): Promise<void>;
}

const toResponse = ({ status, headers, body }: WireAnswer): Response =>
  new Response(body, { status, headers });

function hostFacts(now: number): HostFacts {
  return {
    startedAt: now,
    dataDirectory: 'IndexedDB of this browser',
    pinPlace: 'none',
    tokenInDataDirectory: false,
    settings: [],
  };
}

async function makeMeta({ store, vault, founding }: BrowserDeskOptions): Promise<DeskMeta> {
  const deskId = uuid(random);
  const meta: DeskMeta = {
    deskId,
    accountId: ACCOUNT,
    region: REGION,
    createdAt: founding?.foundedAt ?? Date.now(),
    logOrigin: logOrigin(deskId),
    logPublicKey: toBase64(vault.logPublicKey()),
  };
  await store.initialise(meta);
  return meta;
}

/** Opens the desk, or founds it; rejects as `openLog` does when what the browser keeps was altered. */
export async function openBrowserDesk(options: BrowserDeskOptions): Promise<BrowserDesk> {
  const { store, vault, version, endpoint, log } = options;
  const wallClock: WallClock = { now: Date.now };
  const isNew = store.meta() === null;
  const meta = store.meta() ?? (await makeMeta(options));
  checkIdentity(meta, vault.logPublicKey());
  const mac = hmacSha256(await vault.deriveKey(ROW_AUTHENTICATION));
  const tokenMac = hmacSha256(await vault.deriveKey(GRANT_TOKENS));
  const base = await openLog(primitives, store, meta, mac);
  await checkSigned(primitives, base, meta, vault.logPublicKey());
  const status = firstStatus(base, vault, { endpoint });
  const ledger: Ledger = new Ledger(base, {
    deskId: deskIdBytes(meta.deskId),
    sha256,
    mac,
    // A browser that lost its database has lost the page's memory of it, too: a reload opens it anew.
    reopen: () => new Promise(() => {}),
    onFailure: (error) => log.error({ error }, 'a commit failed; the page must be loaded anew'),
    onChange: ({ kind, id, body }) => {
      if (kind === 'session' && body === null) sessions.end(id);
    },
    onCommitted: (size) => checkpoints.committed(size),
    defer: (task) => void later(task, 0),
  });
  const checkpoints: Checkpoints = new Checkpoints(
    { ledger, vault, meta, sha256, wallClock, status, log },
    store.latestCheckpoint()?.note ?? null,
  );
  if (isNew) await options.founding?.fill({ ledger, vault });
  const welcome = issueWelcome(hasAdministrator(base.state.all('principal')));
  const clock: Clock = options.clock ?? { now: Date.now, elapsed: () => performance.now() };
  const operations = new OperationMetrics();
  const desk: Desk = {
    meta,
    clock,
    wallClock,
    random,
    sha256,
    status,
    welcome,
    version,
    classes: eventClasses(),
    running: new RunningTime(
      base.state.running(),
      { now: clock.now(), elapsed: clock.elapsed() },
      base.state.doubtedAt(),
    ),
    host: hostFacts(wallClock.now()),
    probes: new ProbeHistory(),
    metrics: () =>
      exposition([
        ...deskMetrics({ ledger, status, version, now: wallClock.now(), runtime: 'browser' }),
        ...operations.metrics(),
      ]),
  };
  const lastUse = await lastSessionUse(sha256, ledger.store, ledger.state, ACCOUNT, wallClock.now());
  const sessions = new Sessions(
    { now: wallClock.now, elapsed: () => performance.now() },
    ACCOUNT,
    sha256,
    lastUse,
  );
  let closing = false;
  readGrantUses({
    sha256,
    store: ledger.store,
    state: ledger.state,
    size: base.tiles.size,
    now: wallClock.now(),
    stopping: () => closing,
  }).catch((error: unknown) => {
    if (!closing) log.warn({ error }, 'the use of grants could not be read from the log');
  });
  const dispatch = new Dispatch({
    desk,
    ledger,
    ports: { vault, passwords, policies: createPolicyLibrary(sha256), sessions, tokenMac, keeper: null },
    salt: () => toHex(random.bytes(16)),
    micros: () => Math.round(performance.now() * 1000),
    onInternalError: (error, requestId) => log.error({ error, requestId }, 'request failed'),
    observe: (operation, outcome, seconds) => operations.observe(operation, outcome, seconds),
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
  await checkpoints.begin();
  health.start();
  const scheduler = new Scheduler({
    ledger,
    desk,
    ports: { vault },
    onError: (error, keyId) => log.error({ error, keyId }, 'a scheduled act failed; it is tried again'),
  });
  const schedule = startSchedule(scheduler, (error) => log.error({ error }, 'the scheduler failed'));
  await health.probe();

  const callOf = (operation: Operation, request: PageRequest, requestId: string): Call => {
    const common = {
      via: 'console' as const,
      source: SOURCE,
      agent: request.agent,
      requestId,
      secure: true,
      time: wallClock.now(),
      signal: request.signal,
    };
    if (operation.on === 'public')
      return {
        ...common,
        principal: rootPrincipal(ACCOUNT),
        credential: null,
        sessionId: null,
        passwordFresh: false,
        stillValid: () => true,
      };
    const session = sessions.open(ledger.state, request.session, operation.background !== true);
    if (session === null) throw new ServiceError('NotSignedInException', 'Sign in to go on.');
    return {
      ...common,
      principal: session.principal,
      credential: sessionCredential(session.id),
      sessionId: session.id,
      passwordFresh: session.passwordFresh,
      idleExpiresAt: session.idleExpiresAt,
      stillValid: (state) => state.session(session.id) !== undefined,
    };
  };

  const answer = async (request: PageRequest, requestId: string): Promise<PageAnswer> => {
    const operation = operationOfName(request.operation);
    if (operation === undefined)
      throw new ServiceError('UnknownOperationException', 'There is no such operation. Reload the page.');
    const call = callOf(operation, request, requestId);
    const members = (): Readonly<Record<string, unknown>> => readBody(request.body);
    if (operation.on === 'stream') {
      const gone = new AbortController();
      const signal = AbortSignal.any([request.signal, gone.signal]);
      const messages = await dispatch.open(operation, { ...call, signal }, members);
      const body = eventStream(messages, { ended: () => {}, gone: () => gone.abort() });
      return { response: new Response(body, { headers: { 'content-type': EVENT_STREAM_TYPE } }) };
    }
    const { output, session } = await dispatch.run(operation, call, members);
    if (session?.kind === 'end' && call.sessionId !== null) sessions.end(call.sessionId);
    if (session?.kind === 'confirm' && call.sessionId !== null) sessions.confirm(call.sessionId);
    const response = toResponse(success(requestId, JSON_TYPE, output));
    if (session?.kind === 'start') return { response, session: session.token };
    return session?.kind === 'end' ? { response, session: null } : { response };
  };

  return {
    welcomeToken: welcome.token,
    async publishedLog(path) {
      const missing = (words: string): Response => new Response(`${words}\n`, { status: 404 });
      if (path === 'checkpoint')
        return checkpoints.note === null
          ? missing('No checkpoint has been signed yet.')
          : new Response(checkpoints.note, { headers: CHECKPOINT_HEADERS });
      const tile = await publishedTile(ledger, desk, path);
      return typeof tile === 'string'
        ? missing(tile)
        : new Response(tile.hashes, { headers: TILE_HEADERS[tile.full ? 'full' : 'partial'] });
    },
    async request(request) {
      const requestId = uuid(random);
      try {
        return await answer(request, requestId);
      } catch (error) {
        if (!(error instanceof ServiceError)) log.error({ error, requestId }, 'request failed');
        return { response: toResponse(refusal(requestId, JSON_TYPE, asServiceError(error))) };
      }
    },
    async stop() {
      closing = true;
      health.stop();
      await schedule.stop();
      dispatch.closeMinutes(Infinity);
      await ledger.settled().catch(() => undefined);
      await checkpoints.stop();
      await ledger.store.close();
      await vault.close();
    },
  };
}

/** For the first administrator of a desk that has none. Nobody but the page can try it. */
function issueWelcome(closed: boolean): Desk['welcome'] & { readonly token: string | null } {
  const token = random.bytes(24).toBase64({ alphabet: 'base64url', omitPadding: true });
  let open = !closed;
  return {
    token: open ? token : null,
    accepts: (given) => open && given === token,
    close: () => {
      open = false;
    },
  };
}
