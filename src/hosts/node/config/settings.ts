/**
 * Settings: environment → one typed, frozen value, once at start. Secrets are not in it (`secrets.ts` reads them where they are
 * used), so that the value may be logged and passed about.
 */
import { isIP } from 'node:net';
import path from 'node:path';
import { normaliseAddress, parseNetwork, type Network } from '../auth/addresses.ts';
import { SettingError } from './setting-error.ts';
import { isKnownName, nearestName, type SettingName } from './settings-table.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export const LOG_FORMATS = ['pretty', 'json'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** Where a secret is to be read from. */
export type SecretSource =
  { readonly from: 'file'; readonly file: string } | { readonly from: 'environment' };

export interface Settings {
  /** Absolute. */
  readonly dataDirectory: string;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** An origin without slash at its end; null: `http(s)://localhost:PORT`. */
  readonly publicUrl: string | null;
  readonly trustedProxies: readonly Network[];
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  readonly allowPlainHttp: boolean;
  readonly region: string;
  readonly accountId: string;
  readonly pkcs11: {
    /** Null: SoftHSM in the data directory. */
    readonly module: string | null;
    readonly token: string | null;
    /** Null: the PIN that Keydesk keeps in the data directory. */
    readonly pin: SecretSource | null;
  };
  readonly rootAccessKey: { readonly id: string; readonly secret: SecretSource } | null;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
}

export interface SettingsContext {
  /** Relative paths start here. Default: the process's. */
  readonly cwd?: string;
  /** Decides the default log format. Default: the process's. */
  readonly stderrIsTerminal?: boolean;
}

/** Throws SettingError for the first setting that is wrong or unknown. An empty value counts as not set. */
export function readSettings(env: Environment, context: SettingsContext = {}): Settings {
  refuseUnknown(env);
  const cwd = context.cwd ?? process.cwd();
  const get = (name: SettingName): string | undefined => env[name] || undefined;
  const file = (name: SettingName): string | undefined => {
    const value = get(name);
    return value === undefined ? undefined : absolute(name, value, cwd);
  };

  refuseDatabase(get('KEYDESK_DATABASE_URL'));
  const host = readHost(get('KEYDESK_HOST'));
  const tls = readTls(file('KEYDESK_TLS_CERT_FILE'), file('KEYDESK_TLS_KEY_FILE'));
  const allowPlainHttp =
    oneOf('KEYDESK_ALLOW_PLAIN_HTTP', get('KEYDESK_ALLOW_PLAIN_HTTP'), ['true', 'false'], 'false') === 'true';
  if (!isLoopback(host) && !tls && !allowPlainHttp) {
    throw new SettingError(
      'KEYDESK_HOST',
      'a host other than loopback needs KEYDESK_TLS_CERT_FILE and KEYDESK_TLS_KEY_FILE, or KEYDESK_ALLOW_PLAIN_HTTP=true when something in front of it speaks TLS.',
    );
  }
  const settings: Settings = {
    dataDirectory: file('KEYDESK_DATA') ?? path.resolve(cwd, 'data'),
    host,
    port: readPort(get('KEYDESK_PORT')),
    publicUrl: readPublicUrl(get('KEYDESK_PUBLIC_URL')),
    trustedProxies: readProxies(get('KEYDESK_TRUSTED_PROXIES')),
    tls,
    allowPlainHttp,
    region: matching(
      'KEYDESK_REGION',
      get('KEYDESK_REGION') ?? 'us-east-1',
      /^[a-z0-9-]{1,32}$/,
      'must be 1 to 32 lower-case letters, digits and hyphens, such as us-east-1.',
    ),
    accountId: matching(
      'KEYDESK_ACCOUNT_ID',
      get('KEYDESK_ACCOUNT_ID') ?? '000000000000',
      /^\d{12}$/,
      'must be 12 digits.',
    ),
    pkcs11: readPkcs11(file, get),
    rootAccessKey: readRootAccessKey(file, get),
    logLevel: oneOf('KEYDESK_LOG_LEVEL', get('KEYDESK_LOG_LEVEL'), LOG_LEVELS, 'info'),
    logFormat: oneOf(
      'KEYDESK_LOG_FORMAT',
      get('KEYDESK_LOG_FORMAT'),
      LOG_FORMATS,
      (context.stderrIsTerminal ?? process.stderr.isTTY) ? 'pretty' : 'json',
    ),
  };
  return deepFreeze(settings);
}

/** Whether only this machine can reach a listener on this host. */
export function isLoopback(host: string): boolean {
  if (host.toLowerCase() === 'localhost') return true;
  const address = normaliseAddress(host);
  return address !== undefined && (address === '::1' || (isIP(address) === 4 && address.startsWith('127.')));
}

type Get = (name: SettingName) => string | undefined;

function refuseUnknown(env: Environment): void {
  for (const name of Object.keys(env)) {
    if (!name.startsWith('KEYDESK_') || isKnownName(name)) continue;
    // The name itself may be anything: shown without what a terminal would obey.
    const shown = name.replace(/[^A-Za-z0-9_]/g, '?').slice(0, 64);
    throw new SettingError(shown, `is no setting of Keydesk; the nearest is ${nearestName(name)}.`);
  }
}

function refuseDatabase(url: string | undefined): void {
  if (url === undefined) return;
  const isPostgres = url.startsWith('postgres://') || url.startsWith('postgresql://');
  throw new SettingError(
    'KEYDESK_DATABASE_URL',
    isPostgres
      ? 'PostgreSQL is not built yet; leave it unset to use SQLite in the data directory.'
      : 'must be unset: SQLite in the data directory is used (postgres://… is not built yet).',
  );
}

function readHost(value = '127.0.0.1'): string {
  const isName =
    /^[A-Za-z0-9]([A-Za-z0-9-]{0,62})(\.[A-Za-z0-9-]{1,63}){0,8}$/.test(value) && !/^[\d.]+$/.test(value);
  if (isIP(value) !== 0 || isName) return value;
  throw new SettingError(
    'KEYDESK_HOST',
    'must be an IP address or a host name, such as 127.0.0.1, ::1 or 0.0.0.0.',
  );
}

function readPort(value = '7070'): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : NaN;
  if (port >= 0 && port <= 65_535) return port;
  throw new SettingError('KEYDESK_PORT', 'must be a whole number from 0 (any free port) to 65535.');
}

function readPublicUrl(value: string | undefined): string | null {
  if (value === undefined) return null;
  const url = URL.parse(value);
  const isOrigin =
    url !== null &&
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    url.username === '' &&
    url.password === '' &&
    // Compared as text too: the parser would also swallow spaces, backslashes and an empty `?`.
    (value.toLowerCase() === url.origin || value.toLowerCase() === `${url.origin}/`);
  if (isOrigin) return url.origin;
  throw new SettingError(
    'KEYDESK_PUBLIC_URL',
    'must be http:// or https:// with a host, and a port unless it is the usual one, without a path, such as https://keys.example.com.',
  );
}

function readProxies(value: string | undefined): Network[] {
  if (value === undefined) return [];
  return value.split(',').map((text) => {
    const network = parseNetwork(text.trim());
    if (network) return network;
    throw new SettingError(
      'KEYDESK_TRUSTED_PROXIES',
      'must be IP addresses or CIDR blocks separated by commas, such as 10.0.0.5,fd00::/8.',
    );
  });
}

function readTls(certFile: string | undefined, keyFile: string | undefined): Settings['tls'] {
  if (certFile !== undefined && keyFile !== undefined) return { certFile, keyFile };
  if (certFile === undefined && keyFile === undefined) return null;
  const [present, absent] =
    keyFile === undefined
      ? ['KEYDESK_TLS_CERT_FILE', 'KEYDESK_TLS_KEY_FILE']
      : ['KEYDESK_TLS_KEY_FILE', 'KEYDESK_TLS_CERT_FILE'];
  throw new SettingError(absent, `must be set too when ${present} is.`);
}

function readPkcs11(file: Get, get: Get): Settings['pkcs11'] {
  const module = file('KEYDESK_PKCS11_MODULE') ?? null;
  const token = get('KEYDESK_PKCS11_TOKEN') ?? null;
  const pin = readSource('KEYDESK_PKCS11_PIN_FILE', 'KEYDESK_PKCS11_PIN', file, get);
  // CK_TOKEN_INFO.label has 32 bytes (PKCS#11 v2.40 §3.2).
  if (token !== null && (new TextEncoder().encode(token).length > 32 || /\p{Cc}/u.test(token))) {
    throw new SettingError(
      'KEYDESK_PKCS11_TOKEN',
      'must be the label of a token: at most 32 bytes, no control characters.',
    );
  }
  if (module !== null && token === null) {
    throw new SettingError(
      'KEYDESK_PKCS11_TOKEN',
      'must be the label of a token when KEYDESK_PKCS11_MODULE is set.',
    );
  }
  if (module !== null && pin === null) {
    throw new SettingError(
      'KEYDESK_PKCS11_PIN_FILE',
      'must be a file with the PIN of the token (or set KEYDESK_PKCS11_PIN) when KEYDESK_PKCS11_MODULE is set.',
    );
  }
  return { module, token, pin };
}

function readRootAccessKey(file: Get, get: Get): Settings['rootAccessKey'] {
  const id = get('KEYDESK_ROOT_ACCESS_KEY_ID');
  const secret = readSource(
    'KEYDESK_ROOT_SECRET_ACCESS_KEY_FILE',
    'KEYDESK_ROOT_SECRET_ACCESS_KEY',
    file,
    get,
  );
  if (id === undefined && secret === null) return null;
  if (id === undefined || !/^[A-Za-z0-9_]{16,128}$/.test(id)) {
    throw new SettingError(
      'KEYDESK_ROOT_ACCESS_KEY_ID',
      'must be 16 to 128 letters, digits and underscores.',
    );
  }
  if (secret === null) {
    throw new SettingError(
      'KEYDESK_ROOT_SECRET_ACCESS_KEY_FILE',
      'must be a file with the secret access key (or set KEYDESK_ROOT_SECRET_ACCESS_KEY) when KEYDESK_ROOT_ACCESS_KEY_ID is set.',
    );
  }
  return { id, secret };
}

function readSource(
  fileName: SettingName,
  directName: SettingName,
  file: Get,
  get: Get,
): SecretSource | null {
  const secretFile = file(fileName);
  const direct = get(directName) !== undefined;
  if (secretFile !== undefined && direct)
    throw new SettingError(directName, `must not be set when ${fileName} is.`);
  if (secretFile !== undefined) return { from: 'file', file: secretFile };
  return direct ? { from: 'environment' } : null;
}

function absolute(name: SettingName, value: string, cwd: string): string {
  if (/\p{Cc}/u.test(value)) throw new SettingError(name, 'must be a path without control characters.');
  return path.resolve(cwd, value);
}

function matching(name: SettingName, value: string, form: RegExp, message: string): string {
  if (form.test(value)) return value;
  throw new SettingError(name, message);
}

function oneOf<T extends string>(
  name: SettingName,
  value: string | undefined,
  allowed: readonly T[],
  otherwise: T,
): T {
  if (value === undefined) return otherwise;
  const found = allowed.find((one) => one === value);
  if (found !== undefined) return found;
  throw new SettingError(name, `must be one of ${allowed.join(', ')}.`);
}

function deepFreeze<T extends object>(value: T): T {
  for (const member of Object.values(value)) {
    if (typeof member === 'object' && member !== null) deepFreeze(member);
  }
  return Object.freeze(value);
}
