/** The certificate for HTTPS: read at start, and anew when its files change or the desk is told to. */
import { unwatchFile, watchFile } from 'node:fs';
import { X509Certificate } from 'node:crypto';
import type { Server as HttpsServer } from 'node:https';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { readSettingFile } from '../config/secrets.ts';
import { SettingError } from '../config/setting-error.ts';
import type { Settings } from '../config/settings.ts';
import type { Log } from '../log/operational-log.ts';

const MOST_PEM = 1024 * 1024;
const WATCH_MS = 2_000;

type TlsFiles = NonNullable<Settings['tls']>;

/** Options that a server can serve with. Throws SettingError for files that cannot be read, are no PEM, or do not belong together. */
export function readTls({ certFile, keyFile }: TlsFiles): SecureContextOptions {
  const cert = readSettingFile('KEYDESK_TLS_CERT_FILE', certFile, MOST_PEM);
  const key = readSettingFile('KEYDESK_TLS_KEY_FILE', keyFile, MOST_PEM);
  try {
    void new X509Certificate(cert);
  } catch {
    throw new SettingError('KEYDESK_TLS_CERT_FILE', `${certFile} holds no certificate in PEM.`);
  }
  const options: SecureContextOptions = { cert, key, minVersion: 'TLSv1.2' };
  try {
    createSecureContext(options);
  } catch {
    // OpenSSL's own text names neither file, and may hold parts of either.
    throw new SettingError(
      'KEYDESK_TLS_KEY_FILE',
      `${keyFile} holds no key in PEM that belongs to the certificate in ${certFile}.`,
    );
  }
  return options;
}

/** Who the certificate is for, and until when, for the operational log. */
function describe({ cert }: SecureContextOptions): Readonly<Record<string, string>> {
  const { subject, subjectAltName, validTo, fingerprint256 } = new X509Certificate(cert as Buffer); // readTls's
  return { for: subjectAltName ?? subject, validTo, fingerprint: fingerprint256 };
}

export interface TlsReload {
  /** Reads both files again. What cannot be used changes nothing, and is said. */
  reload(): void;
  stop(): void;
}

export function reloadOnChange(
  server: HttpsServer,
  files: TlsFiles,
  log: Log,
  interval = WATCH_MS,
): TlsReload {
  const reload = (): void => {
    try {
      const options = readTls(files);
      server.setSecureContext(options);
      log.info(describe(options), 'the TLS certificate was read anew');
    } catch (error) {
      // Half-written files and a pair of which one is still the old one come by; the next change is looked at again.
      log.warn({ error }, 'the changed TLS files cannot be used; the certificate in use stays');
    }
  };
  const watched = [files.certFile, files.keyFile];
  for (const file of watched) watchFile(file, { interval, persistent: false }, reload);
  return {
    reload,
    stop: () => {
      for (const file of watched) unwatchFile(file, reload);
    },
  };
}
