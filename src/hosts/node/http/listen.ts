/** The listening server: plain or TLS, and how much of it one client may hold. */
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Settings } from '../config/settings.ts';
import type { Log } from '../log/operational-log.ts';
import { CONNECTION_LIMITS, Connections, type ConnectionLimits } from './connections.ts';
import { readTls, reloadOnChange } from './tls.ts';

/** Whoever sends slowly holds a connection no longer than this. */
export const LIMITS = {
  /** From the first byte, or the opening of the connection, to the end of the headers. */
  headersTimeout: 10_000,
  /** To the end of the body: 1 MiB over a slow line. */
  requestTimeout: 60_000,
  /** Longer than the minute of the usual proxies, which would otherwise send into a connection that is just closing. */
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16 * 1024,
} as const satisfies ServerOptions;
const HANDSHAKE_MS = 10_000;
/** A connection on which nothing moves, in either direction: whoever does not read their answer. Streams have a heartbeat of 15 s. */
const STALLED_MS = 300_000;

/** How often it is looked for connections that have become idle while the server closes. */
const IDLE_LOOK_MS = 20;

type Handle = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

export interface Listening {
  readonly server: HttpServer | HttpsServer;
  readonly port: number;
  /** Open now; refused or cut since the start, because their network or all together held too many, or too much was asked at once. */
  readonly connections: { readonly open: number; readonly refused: number };
  /** A request on this connection was verified. */
  verified(socket: Socket): void;
  /** Reads the certificate anew. */
  reload(): void;
  /** Stops accepting; resolves when the last connection has ended. Connections that are busy longer than `drainMs` are cut. */
  close(drainMs: number): Promise<void>;
}

export interface Listener {
  readonly settings: Settings;
  readonly log: Log;
  readonly handle: Handle;
  /** The networks that a connection counts for, narrowest first; none for a trusted proxy. */
  readonly networksOf: (peer: string | undefined) => readonly string[];
  /** Bytes that are no HTTP request came. */
  readonly onMalformed: (peer: string | undefined) => void;
  /** Tests do not wait as long. */
  readonly limits?: ServerOptions;
  readonly connectionLimits?: ConnectionLimits;
  readonly stalledMs?: number;
  readonly tlsWatchMs?: number;
}

const ANSWERS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** What Node answers by itself when nobody listens, and the end of the connection; only the end into an answer that is on its way. */
function answerMalformed(error: NodeJS.ErrnoException, socket: Duplex, isAnswering: boolean): void {
  if (error.code === 'ECONNRESET' || !socket.writable || isAnswering) {
    socket.destroy();
    return;
  }
  // Whoever does not close their end is not waited for.
  socket.end(`HTTP/1.1 ${ANSWERS[error.code ?? ''] ?? '400 Bad Request'}\r\nConnection: close\r\n\r\n`, () =>
    socket.destroy(),
  );
}

/** Rejects with SettingError for certificate files, with Node's own error (EADDRINUSE …) for the address. */
export async function listen({
  settings,
  log,
  handle,
  networksOf,
  onMalformed,
  limits = LIMITS,
  connectionLimits = CONNECTION_LIMITS,
  stalledMs = STALLED_MS,
  tlsWatchMs,
}: Listener): Promise<Listening> {
  const { tls } = settings;
  const connections = new Connections(connectionLimits);
  let closing = false;
  const looked: Handle = (incoming, outgoing) => {
    // Whoever asks without a pause would hold the desk until it cuts them.
    if (closing) outgoing.setHeader('connection', 'close');
    if (connections.begin(incoming, outgoing)) handle(incoming, outgoing);
  };
  const server =
    tls === null
      ? createHttpServer(limits, looked)
      : createHttpsServer({ ...limits, ...readTls(tls), handshakeTimeout: HANDSHAKE_MS }, looked);
  server.timeout = stalledMs;
  // Of a TLS server too this is the socket below, before the handshake.
  server.on('connection', (socket: Socket) => connections.accept(socket, networksOf(socket.remoteAddress)));
  server.on('secureConnection', (socket: Socket) => connections.secured(socket));
  server.on('clientError', (error: NodeJS.ErrnoException, duplex) => {
    const socket = duplex as Socket; // a server's are net's or tls's
    if (error.code?.startsWith('HPE_') === true) onMalformed(socket.remoteAddress);
    answerMalformed(error, socket, connections.isAnswering(socket));
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(settings.port, settings.host, done);
  });
  const reloading = tls === null ? null : reloadOnChange(server as HttpsServer, tls, log, tlsWatchMs); // made with tls just above
  return {
    server,
    port: (server.address() as AddressInfo).port, // a TCP server
    get connections() {
      return { open: connections.open, refused: connections.refused };
    },
    verified: (socket) => connections.verified(socket),
    reload: () => reloading?.reload(),
    async close(drainMs) {
      reloading?.stop();
      closing = true;
      const closed = new Promise<void>((done) => server.close(() => done()));
      // Each as its last answer has gone.
      const idle = setInterval(() => server.closeIdleConnections(), IDLE_LOOK_MS);
      const timer = setTimeout(() => server.closeAllConnections(), drainMs);
      await closed;
      clearInterval(idle);
      clearTimeout(timer);
    },
  };
}
