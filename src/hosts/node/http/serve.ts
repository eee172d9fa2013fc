/** The doors of a desk: the port, where people, SDKs and strangers come in, and the socket of its own machine. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Dispatch } from '../../../service/dispatch/dispatch.ts';
import { uuid } from '../../../service/ids.ts';
import type { Ledger } from '../../../service/ledger/ledger.ts';
import type { Desk } from '../../../service/operation.ts';
import type { Checkpoints } from '../../../service/start/checkpoints.ts';
import type { Health } from '../../../service/start/health.ts';
import type { Sessions } from '../../../service/start/sessions.ts';
import type { UnverifiedRequests } from '../../../service/start/unverified-requests.ts';
import type { AccessKeyState } from '../auth/sigv4.ts';
import { ClientAddresses, networksOf, UNIX_SOURCE } from '../auth/addresses.ts';
import { BackOff, NetworkBackOff, PER_ACCOUNT } from '../auth/back-off.ts';
import { parse as parseCookies } from 'hono/utils/cookie';
import { headerLookup } from '../auth/header-lookup.ts';
import { KnownDevices } from '../auth/known-devices.ts';
import type { Mac } from '../../../domain/state/row-mac.ts';
import type { Visits } from '../auth/visits.ts';
import type { Strangers } from '../auth/strangers.ts';
import { isLoopback, type Settings } from '../config/settings.ts';
import type { Log } from '../log/operational-log.ts';
import { createApp } from './app.ts';
import { awsEndpoint, isAwsCall, splitTarget } from './aws-endpoint.ts';
import type { HttpTools } from './context.ts';
import { FrontDoor } from './front-door.ts';
import { listen, type Listening } from './listen.ts';
import { BodyRoom } from './read-body.ts';
import { listenOnSocket } from './socket.ts';
import { Streams } from './streams.ts';

const DRAIN_MS = 10_000;

/** A proxy that is trusted says where the request comes from, and it is no address: whose it is cannot be told. */
function refuseAddress(outgoing: ServerResponse): void {
  outgoing.writeHead(400, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  outgoing.end('X-Forwarded-For ends with something else than an address. Set it in the proxy.\n');
}

/** Pages and their like were asked for too often from there. */
function refuseVisit(outgoing: ServerResponse, seconds: number): void {
  outgoing.writeHead(429, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'retry-after': String(seconds),
  });
  outgoing.end('Too many requests from this address. Try again in a few seconds.\n');
}

/** Whether `/api` answers this request by its own rules. */
const isApiCall = ({ method, url }: IncomingMessage): boolean =>
  method === 'POST' && /^\/api\/[^/]+$/.test(splitTarget(url).path);

/**
 * Says once that somebody forwards requests whom no setting names: everybody behind such a proxy is one address to the desk, and shares
 * its limits. It may also be anybody's invention.
 */
function proxyWarning(
  log: Log,
  isTrusted: (peer: string | undefined) => boolean,
): (incoming: IncomingMessage) => void {
  let said = false;
  return ({ headers, socket: { remoteAddress: peer } }) => {
    if (said || headers['x-forwarded-for'] === undefined || isTrusted(peer)) return;
    said = true;
    log.warn(
      { peer },
      'X-Forwarded-For came from a peer that KEYDESK_TRUSTED_PROXIES does not name, and was not read. If it is your proxy, name it there: without, everybody behind it is one address and shares its limits',
    );
  };
}

/** Whether people come from elsewhere, and no proxy is named: then one may stand on this machine that does not say that it forwards. */
const mayHideProxy = ({ publicUrl, trustedProxies }: Settings): boolean =>
  publicUrl !== null &&
  trustedProxies.length === 0 &&
  !isLoopback(new URL(publicUrl).hostname.replace(/^\[(.*)\]$/, '$1'));

export interface ServeOptions {
  readonly settings: Settings;
  readonly log: Log;
  readonly desk: Desk;
  readonly dispatch: Dispatch;
  readonly ledger: Ledger;
  readonly health: Health;
  readonly checkpoints: Checkpoints;
  readonly sessions: Sessions;
  readonly unverified: UnverifiedRequests;
  readonly strangers: Strangers;
  readonly visits: Visits;
  /** Under a key that the vault derives for device cookies (`DEVICE_COOKIES`) alone. */
  readonly deviceMac: Mac;
  readonly lookupAccessKey: (accessKeyId: string) => AccessKeyState;
  readonly consoleDirectory: string | null;
}

export interface Doors {
  /** Where people go: `http://localhost:7070`. */
  readonly url: string;
  readonly connections: Listening['connections'];
  /** Answers from now on; before, whoever comes is cut off. */
  open(): Promise<void>;
  /** Reads the certificate anew. */
  reload(): void;
  /** Lets nobody in any more; resolves when those within have gone. `drainMs`: after which they are cut. */
  close(drainMs?: number): Promise<void>;
}

/** Takes the port. Rejects when it is taken, and when the certificate cannot be used. */
export async function serve(options: ServeOptions): Promise<Doors> {
  const { settings, log, desk, dispatch, strangers, unverified } = options;
  // Behind a proxy that speaks TLS, the public address says so.
  const secure = settings.tls !== null || settings.publicUrl?.startsWith('https:') === true;
  const addresses = new ClientAddresses(settings.trustedProxies);
  const door: FrontDoor = new FrontDoor({
    strangers,
    visits: options.visits,
    count: (code, network, guessedAt) => unverified.count(code, network, guessedAt),
    verified: (socket) => listening.verified(socket),
  });
  const addressOf = ({ socket: { remoteAddress: peer }, rawHeaders }: IncomingMessage): string | undefined =>
    addresses.clientAddress(
      peer,
      addresses.isTrustedProxy(peer) ? headerLookup(rawHeaders)('x-forwarded-for') : undefined,
    );
  const peerAddress = (peer: string | undefined): string => addresses.clientAddress(peer) ?? UNIX_SOURCE;
  let handle: (incoming: IncomingMessage, outgoing: ServerResponse) => void = (_, outgoing) =>
    outgoing.destroy();
  const listening: Listening = await listen({
    settings,
    log,
    handle: (incoming, outgoing) => handle(incoming, outgoing),
    networksOf: (peer) => (addresses.isTrustedProxy(peer) ? [] : networksOf(peerAddress(peer))),
    onMalformed: (peer) => door.malformed(peerAddress(peer)),
  });
  const { port } = listening;
  const scheme = settings.tls === null ? 'http' : 'https';
  const url = settings.publicUrl ?? `${scheme}://localhost:${port}`;
  const local = [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`];
  const streams = new Streams(dispatch);
  const tools: HttpTools = {
    desk,
    dispatch,
    ledger: options.ledger,
    health: options.health,
    checkpoints: options.checkpoints,
    log,
    secure,
    origins: new Set([...local.map((host) => `${scheme}://${host}`), new URL(url).origin]),
    localHosts: new Set(mayHideProxy(settings) ? [] : local),
    hosts: new Set([...local, new URL(url).host]),
    sessions: options.sessions,
    streams,
    lookupAccessKey: options.lookupAccessKey,
    backOff: {
      perAccount: new BackOff(PER_ACCOUNT, { now: () => performance.now() }),
      perNetwork: new NetworkBackOff({ now: () => performance.now() }),
      perDevice: new BackOff(PER_ACCOUNT, { now: () => performance.now() }),
    },
    devices: new KnownDevices({
      mac: options.deviceMac,
      deskId: desk.meta.deskId,
      random: desk.random,
      now: () => desk.wallClock.now(),
    }),
    cookieName: secure ? '__Host-keydesk' : `keydesk-${port}`,
    deviceCookieName: secure ? '__Host-keydesk-device' : `keydesk-device-${port}`,
    clientAddress: (request) => addressOf(request) ?? UNIX_SOURCE, // whoever has none was refused before
    isTrustedProxy: (peer) => addresses.isTrustedProxy(peer),
    publicHost: (request) =>
      settings.publicUrl !== null && addresses.isTrustedProxy(request.socket.remoteAddress)
        ? new URL(settings.publicUrl).host
        : undefined,
    newRequestId: () => uuid(desk.random),
    bodies: new BodyRoom(),
    door,
    consoleDirectory: options.consoleDirectory,
  };
  const route = getRequestListener(createApp(tools).fetch, { overrideGlobalObjects: false });
  const awsCall = awsEndpoint(tools);
  /** Whoever comes with a session, or on a device that is known: what their visits are counted by. */
  const visitorOf = ({ headers: { cookie = '' } }: IncomingMessage): string | null => {
    const { [tools.cookieName]: token, [tools.deviceCookieName]: mark } = parseCookies(cookie);
    const session = tools.sessions.open(tools.ledger.state, token, false);
    if (session !== null) return `session ${session.id}`;
    const [device] = tools.devices.open(tools.ledger.state, mark);
    return device === undefined ? null : `device ${device.id}`;
  };
  const visit = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const seconds = door.visit(incoming, tools.clientAddress(incoming), () => visitorOf(incoming));
    if (seconds === 0) {
      await route(incoming, outgoing);
      return;
    }
    await door.pause();
    refuseVisit(outgoing, seconds);
  };
  const warnOfProxy = proxyWarning(log, (peer) => addresses.isTrustedProxy(peer));
  let closeSocket: (drainMs: number) => Promise<void> = () => Promise.resolve();
  return {
    url,
    get connections() {
      return listening.connections;
    },
    open: async () => {
      handle = (incoming, outgoing) => {
        if (door.isClosing(incoming)) return;
        warnOfProxy(incoming);
        if (addressOf(incoming) === undefined) refuseAddress(outgoing);
        else if (isAwsCall(incoming)) void awsCall(incoming, outgoing);
        else if (isApiCall(incoming)) void route(incoming, outgoing);
        else void visit(incoming, outgoing);
      };
      const socket = await listenOnSocket(tools, settings.dataDirectory);
      closeSocket = async (drainMs) => {
        socket.closeIdleConnections();
        const cut = setTimeout(() => socket.closeAllConnections(), drainMs);
        await new Promise<void>((done) => socket.close(() => done()));
        clearTimeout(cut);
      };
    },
    reload: () => listening.reload(),
    close: async (drainMs = DRAIN_MS) => {
      streams.close();
      await Promise.all([listening.close(drainMs), closeSocket(drainMs)]);
    },
  };
}
