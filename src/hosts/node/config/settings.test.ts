import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readPin, readRootSecret, readSettingFile } from './secrets.ts';
import { SettingError } from './setting-error.ts';
import { isLoopback, readSettings, type Environment } from './settings.ts';
import { nearestName, SETTING_NAMES, settingsAsMarkdown, settingsAsText } from './settings-table.ts';

const context = { cwd: '/srv/desk', stderrIsTerminal: false };
const read = (env: Environment) => readSettings(env, context);

function wrong(env: Environment, run: (env: Environment) => unknown = read): SettingError {
  try {
    run(env);
  } catch (error) {
    if (error instanceof SettingError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('readSettings', () => {
  it('has the documented defaults', () => {
    const settings = read({ HOME: '/root', PATH: '/usr/bin' });
    expect(settings).toEqual({
      dataDirectory: '/srv/desk/data',
      host: '127.0.0.1',
      port: 7070,
      publicUrl: null,
      trustedProxies: [],
      tls: null,
      allowPlainHttp: false,
      region: 'us-east-1',
      accountId: '000000000000',
      pkcs11: { module: null, token: null, pin: null },
      rootAccessKey: null,
      logLevel: 'info',
      logFormat: 'json',
    });
    expect(readSettings({}, { cwd: '/', stderrIsTerminal: true }).logFormat).toBe('pretty');
  });

  it('reads every setting', () => {
    const settings = read({
      KEYDESK_DATA: 'store',
      KEYDESK_HOST: '0.0.0.0',
      KEYDESK_PORT: '0',
      KEYDESK_PUBLIC_URL: 'https://Keys.example.com:8443/',
      KEYDESK_TRUSTED_PROXIES: '10.0.0.0/8, ::1',
      KEYDESK_TLS_CERT_FILE: 'cert.pem',
      KEYDESK_TLS_KEY_FILE: '/etc/key.pem',
      KEYDESK_ALLOW_PLAIN_HTTP: 'true',
      KEYDESK_REGION: 'eu-central-1',
      KEYDESK_ACCOUNT_ID: '123456789012',
      KEYDESK_PKCS11_MODULE: '/usr/lib/other.so',
      KEYDESK_PKCS11_TOKEN: 'desk',
      KEYDESK_PKCS11_PIN_FILE: 'pin',
      KEYDESK_ROOT_ACCESS_KEY_ID: 'AKIAROOTROOTROOTROOT',
      KEYDESK_ROOT_SECRET_ACCESS_KEY: 'never in the settings',
      KEYDESK_LOG_LEVEL: 'debug',
      KEYDESK_LOG_FORMAT: 'pretty',
    });
    expect(settings).toEqual({
      dataDirectory: '/srv/desk/store',
      host: '0.0.0.0',
      port: 0,
      publicUrl: 'https://keys.example.com:8443',
      trustedProxies: [
        { address: '10.0.0.0', family: 'ipv4', prefix: 8 },
        { address: '::1', family: 'ipv6', prefix: 128 },
      ],
      tls: { certFile: '/srv/desk/cert.pem', keyFile: '/etc/key.pem' },
      allowPlainHttp: true,
      region: 'eu-central-1',
      accountId: '123456789012',
      pkcs11: { module: '/usr/lib/other.so', token: 'desk', pin: { from: 'file', file: '/srv/desk/pin' } },
      rootAccessKey: { id: 'AKIAROOTROOTROOTROOT', secret: { from: 'environment' } },
      logLevel: 'debug',
      logFormat: 'pretty',
    });
    expect(JSON.stringify(settings)).not.toContain('never in the settings');
  });

  it('is frozen through and through', () => {
    const settings = read({ KEYDESK_TRUSTED_PROXIES: '10.0.0.1' });
    expect(Object.isFrozen(settings) && Object.isFrozen(settings.pkcs11)).toBe(true);
    expect(Object.isFrozen(settings.trustedProxies) && Object.isFrozen(settings.trustedProxies[0])).toBe(
      true,
    );
  });

  it('takes an empty value for not set', () => {
    expect(read(Object.fromEntries(SETTING_NAMES.map((name) => [name, ''])))).toEqual(read({}));
  });

  it.each<[Environment, string, RegExp]>([
    [{ KEYDESK_PORT: '70000' }, 'KEYDESK_PORT', /0 .* to 65535/],
    [{ KEYDESK_PORT: '-1' }, 'KEYDESK_PORT', /whole number/],
    [{ KEYDESK_PORT: '8e3' }, 'KEYDESK_PORT', /whole number/],
    [{ KEYDESK_HOST: '127.0.0.256' }, 'KEYDESK_HOST', /IP address or a host name/],
    [{ KEYDESK_HOST: 'a b' }, 'KEYDESK_HOST', /IP address or a host name/],
    [{ KEYDESK_HOST: '0.0.0.0' }, 'KEYDESK_HOST', /KEYDESK_ALLOW_PLAIN_HTTP=true/],
    [{ KEYDESK_HOST: '::' }, 'KEYDESK_HOST', /TLS/],
    [{ KEYDESK_HOST: 'keys.example.com' }, 'KEYDESK_HOST', /TLS/],
    [{ KEYDESK_ALLOW_PLAIN_HTTP: 'yes' }, 'KEYDESK_ALLOW_PLAIN_HTTP', /one of true, false/],
    [{ KEYDESK_PUBLIC_URL: 'keys.example.com' }, 'KEYDESK_PUBLIC_URL', /https:\/\//],
    [{ KEYDESK_PUBLIC_URL: 'ftp://keys.example.com' }, 'KEYDESK_PUBLIC_URL', /https:\/\//],
    [{ KEYDESK_PUBLIC_URL: 'https://keys.example.com/kms' }, 'KEYDESK_PUBLIC_URL', /without a path/],
    [{ KEYDESK_PUBLIC_URL: 'https://a:b@keys.example.com' }, 'KEYDESK_PUBLIC_URL', /https:\/\//],
    [{ KEYDESK_TRUSTED_PROXIES: '10.0.0.0/8,proxy' }, 'KEYDESK_TRUSTED_PROXIES', /CIDR/],
    [{ KEYDESK_TLS_CERT_FILE: 'c' }, 'KEYDESK_TLS_KEY_FILE', /KEYDESK_TLS_CERT_FILE/],
    [{ KEYDESK_TLS_KEY_FILE: 'k' }, 'KEYDESK_TLS_CERT_FILE', /KEYDESK_TLS_KEY_FILE/],
    [{ KEYDESK_REGION: 'US East' }, 'KEYDESK_REGION', /us-east-1/],
    [{ KEYDESK_REGION: 'a/b' }, 'KEYDESK_REGION', /us-east-1/],
    [{ KEYDESK_ACCOUNT_ID: '12345' }, 'KEYDESK_ACCOUNT_ID', /12 digits/],
    [{ KEYDESK_PKCS11_TOKEN: 'x'.repeat(33) }, 'KEYDESK_PKCS11_TOKEN', /32 bytes/],
    [{ KEYDESK_PKCS11_MODULE: '/m.so', KEYDESK_PKCS11_PIN: '1' }, 'KEYDESK_PKCS11_TOKEN', /label/],
    [{ KEYDESK_PKCS11_MODULE: '/m.so', KEYDESK_PKCS11_TOKEN: 't' }, 'KEYDESK_PKCS11_PIN_FILE', /PIN/],
    [{ KEYDESK_PKCS11_PIN: '1', KEYDESK_PKCS11_PIN_FILE: 'p' }, 'KEYDESK_PKCS11_PIN', /must not be set/],
    [
      { KEYDESK_DATABASE_URL: 'postgres://u:hunter2@h/d' },
      'KEYDESK_DATABASE_URL',
      /PostgreSQL is not built yet/,
    ],
    [{ KEYDESK_DATABASE_URL: 'sqlite:x' }, 'KEYDESK_DATABASE_URL', /must be unset/],
    [
      { KEYDESK_ROOT_ACCESS_KEY_ID: 'AKIAROOTROOTROOTROOT' },
      'KEYDESK_ROOT_SECRET_ACCESS_KEY_FILE',
      /secret access key/,
    ],
    [{ KEYDESK_ROOT_SECRET_ACCESS_KEY: 'hunter2' }, 'KEYDESK_ROOT_ACCESS_KEY_ID', /16 to 128/],
    [
      { KEYDESK_ROOT_ACCESS_KEY_ID: 'a b', KEYDESK_ROOT_SECRET_ACCESS_KEY: 'hunter2' },
      'KEYDESK_ROOT_ACCESS_KEY_ID',
      /16 to 128/,
    ],
    [{ KEYDESK_LOG_LEVEL: 'INFO' }, 'KEYDESK_LOG_LEVEL', /error, warn, info, debug, trace/],
    [{ KEYDESK_LOG_FORMAT: 'text' }, 'KEYDESK_LOG_FORMAT', /pretty, json/],
    [{ KEYDESK_DATA: 'a\u0000b' }, 'KEYDESK_DATA', /control/],
    [{ KEYDESK_PROT: '7070' }, 'KEYDESK_PROT', /nearest is KEYDESK_PORT\./],
    [{ KEYDESK_DATABASE: 'x' }, 'KEYDESK_DATABASE', /nearest is KEYDESK_DATA/],
    [{ 'KEYDESK_\u001b[2J': 'x' }, 'KEYDESK_??2J', /no setting/],
  ])('refuses %j', (env, setting, message) => {
    const error = wrong(env);
    expect(error.setting).toBe(setting);
    expect(error.message).toMatch(message);
    expect(error.message.startsWith(`${setting}: `)).toBe(true);
    expect(error.message).not.toContain('hunter2');
    expect(error.exitCode).toBe(78);
  });

  it('accepts another host with TLS, or with plain HTTP allowed, and loopback in every spelling', () => {
    expect(read({ KEYDESK_HOST: '::', KEYDESK_TLS_CERT_FILE: 'c', KEYDESK_TLS_KEY_FILE: 'k' }).host).toBe(
      '::',
    );
    expect(read({ KEYDESK_HOST: '10.0.0.1', KEYDESK_ALLOW_PLAIN_HTTP: 'true' }).host).toBe('10.0.0.1');
    for (const host of ['localhost', '127.0.0.9', '::1', '::ffff:127.0.0.1'])
      expect(read({ KEYDESK_HOST: host }).host).toBe(host);
    for (const host of ['0.0.0.0', '::', '128.0.0.1', '127.example.com', ''])
      expect(isLoopback(host)).toBe(false);
  });

  it('leaves alone what client commands and the dev script read', () => {
    expect(read({ KEYDESK_ENDPOINT: 'http://localhost:7070', KEYDESK_DEV_PORT: '5173' })).toEqual(read({}));
  });
});

const pinOf = (env: Environment) => readPin(read(env), env);
const rootOf = (env: Environment) => readRootSecret(read(env), env);

describe('secrets', () => {
  const directory = mkdtempSync(join(tmpdir(), 'keydesk-settings-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  const file = (content: string): string => {
    const name = join(directory, 'secret');
    writeFileSync(name, content);
    return name;
  };
  const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
  const root = { KEYDESK_ROOT_ACCESS_KEY_ID: 'AKIAROOTROOTROOTROOT' };

  it('come from a file, without its last newline, or from the environment', () => {
    expect(pinOf({})).toBeNull();
    expect(pinOf({ KEYDESK_PKCS11_PIN: '1234' })).toBe('1234');
    expect(pinOf({ KEYDESK_PKCS11_PIN_FILE: file('12 34\r\n') })).toBe('12 34');
    expect(rootOf({})).toBeNull();
    expect(rootOf({ ...root, KEYDESK_ROOT_SECRET_ACCESS_KEY: secret })).toBe(secret);
    expect(rootOf({ ...root, KEYDESK_ROOT_SECRET_ACCESS_KEY_FILE: file(`${secret}\n`) })).toBe(secret);
  });

  it('are named, not shown, when they are wrong', () => {
    const missing = wrong({ KEYDESK_PKCS11_PIN_FILE: join(directory, 'absent') }, pinOf);
    expect(missing.setting).toBe('KEYDESK_PKCS11_PIN_FILE');
    expect(missing.message).toMatch(/cannot be read \(ENOENT\)/);
    expect(wrong({ KEYDESK_PKCS11_PIN_FILE: directory }, pinOf).message).toMatch(/EISDIR/);
    expect(wrong({ KEYDESK_PKCS11_PIN_FILE: file('\n') }, pinOf).message).toMatch(/1 to 255/);
    expect(wrong({ KEYDESK_PKCS11_PIN_FILE: file('12\n34\n') }, pinOf).message).toMatch(/one line/);
    const short = wrong({ ...root, KEYDESK_ROOT_SECRET_ACCESS_KEY: 'hunter2' }, rootOf);
    expect(short.setting).toBe('KEYDESK_ROOT_SECRET_ACCESS_KEY');
    expect(short.message).toMatch(/32 to 128/);
    expect(short.message).not.toContain('hunter2');
    expect(
      wrong({ ...root, KEYDESK_ROOT_SECRET_ACCESS_KEY_FILE: file(`${secret} x`) }, rootOf).message,
    ).toMatch(/without spaces/);
  });

  it('and a file that is far too large is refused', () => {
    expect(() => readSettingFile('KEYDESK_PKCS11_PIN_FILE', file('x'.repeat(4097)), 4096)).toThrow(
      /at most 4096 bytes/,
    );
  });
});

describe('the table', () => {
  it('names each setting once, in help and README alike', () => {
    expect(new Set(SETTING_NAMES).size).toBe(SETTING_NAMES.length);
    const [markdown, text] = [settingsAsMarkdown(), settingsAsText()];
    for (const name of SETTING_NAMES) {
      expect(markdown).toContain(`\`${name}\``);
      expect(text).toContain(name);
    }
    expect(markdown.split('\n').every((line) => line.startsWith('| ') || line.startsWith('|-'))).toBe(true);
    expect(text).not.toContain('`');
  });

  it.each([
    ['KEYDESK_PORTS', 'KEYDESK_PORT'],
    ['KEYDESK_LOGLEVEL', 'KEYDESK_LOG_LEVEL'],
    ['KEYDESK_TLS_CERT', 'KEYDESK_TLS_CERT_FILE'],
    [`KEYDESK_${'X'.repeat(10_000)}`, expect.stringMatching(/^KEYDESK_/)],
  ])('finds the nearest name of %s', (name, nearest) => {
    expect(nearestName(name)).toEqual(nearest);
  });
});
