/** The listening server: plain or TLS, with certificates read anew when their files change. */
import { unwatchFile, watchFile } from 'node:fs';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { readSettingFile } from '../config/secrets.ts';
import type { Settings } from '../config/settings.ts';
import type { Log } from '../log/operational-log.ts';

const MOST_PEM = 1024 * 1024;
const WATCH_MS = 2_000;

type Handle = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

export interface Listening {
  readonly server: HttpServer | HttpsServer;
  readonly port: number;
  /** Stops accepting; resolves when the last connection has ended. Connections that are busy longer than `drainMs` are cut. */
  close(drainMs: number): Promise<void>;
}

const readTls = ({
  certFile,
  keyFile,
}: NonNullable<Settings['tls']>): { readonly cert: Buffer; readonly key: Buffer } => ({
  cert: readSettingFile('KEYDESK_TLS_CERT_FILE', certFile, MOST_PEM),
  key: readSettingFile('KEYDESK_TLS_KEY_FILE', keyFile, MOST_PEM),
});

/** Rejects with SettingError for certificate files, with Node's own error (EADDRINUSE …) for the address. */
export async function listen(settings: Settings, log: Log, handle: Handle): Promise<Listening> {
  const { tls } = settings;
  const server =
    tls === null
      ? createHttpServer(handle)
      : createHttpsServer({ ...readTls(tls), minVersion: 'TLSv1.2' }, handle);
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(settings.port, settings.host, done);
  });
  const stopWatching = tls === null ? () => undefined : reloadOnChange(server as HttpsServer, tls, log); // made with tls just above
  return {
    server,
    port: (server.address() as AddressInfo).port, // a TCP server
    async close(drainMs) {
      stopWatching();
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), drainMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

function reloadOnChange(server: HttpsServer, tls: NonNullable<Settings['tls']>, log: Log): () => void {
  const reload = (): void => {
    try {
      server.setSecureContext({ ...readTls(tls), minVersion: 'TLSv1.2' });
      log.info({}, 'the TLS certificate was read anew');
    } catch (error) {
      // Half-written files come by; the old certificate goes on.
      log.warn({ error }, 'the changed TLS files cannot be used; the certificate in use stays');
    }
  };
  const files = [tls.certFile, tls.keyFile];
  for (const file of files) watchFile(file, { interval: WATCH_MS, persistent: false }, reload);
  return () => {
    for (const file of files) unwatchFile(file, reload);
  };
}
