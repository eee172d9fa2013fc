/** The settings as the console shows them: what is in effect and where it comes from, secrets only as set or not. */
import type { SettingFact } from '../../../service/host-facts.ts';
import { networkText } from '../auth/addresses.ts';
import type { Environment, Settings } from './settings.ts';
import { settingsTable, type SettingName } from './settings-table.ts';

interface Row {
  readonly meaning: string;
  /** What is in effect, default included; null when nothing is. Left out for a secret. */
  readonly value?: (settings: Settings) => string | null;
  /** What holds when nothing is set, where `value` does not say it. */
  readonly whenUnset?: string;
  readonly fixed?: true;
}

/** One row a name; the README says the same by groups. */
const ROWS: Readonly<Record<SettingName, Row>> = {
  KEYDESK_DATA: {
    meaning: 'The folder of everything that this desk keeps',
    value: (settings) => settings.dataDirectory,
  },
  KEYDESK_HOST: { meaning: 'The address that it listens on', value: (settings) => settings.host },
  KEYDESK_PORT: {
    meaning: 'The port that it listens on; 0 takes a free one',
    value: (settings) => String(settings.port),
  },
  KEYDESK_PUBLIC_URL: {
    meaning: 'The origin in links and cookies, as people reach it',
    value: (settings) => settings.publicUrl,
    whenUnset: 'http://localhost with the port',
  },
  KEYDESK_TRUSTED_PROXIES: {
    meaning: 'Proxies whose forwarded address and host count',
    value: ({ trustedProxies }) =>
      trustedProxies.length === 0 ? null : trustedProxies.map(networkText).join(','),
  },
  KEYDESK_TLS_CERT_FILE: {
    meaning: 'The certificate for HTTPS; read again when it changes',
    value: ({ tls }) => tls?.certFile ?? null,
  },
  KEYDESK_TLS_KEY_FILE: {
    meaning: 'The certificate’s key; read again when it changes',
    value: ({ tls }) => tls?.keyFile ?? null,
  },
  KEYDESK_ALLOW_PLAIN_HTTP: {
    meaning: 'Whether others than loopback may go without TLS',
    value: (settings) => String(settings.allowPlainHttp),
  },
  KEYDESK_REGION: {
    meaning: 'The region in every ARN and credential scope',
    value: (settings) => settings.region,
    fixed: true,
  },
  KEYDESK_ACCOUNT_ID: {
    meaning: 'The account in every ARN',
    value: (settings) => settings.accountId,
    fixed: true,
  },
  KEYDESK_PKCS11_MODULE: {
    meaning: 'The library of the HSM’s PKCS#11 module',
    value: ({ pkcs11 }) => pkcs11.module,
    whenUnset: 'SoftHSM',
  },
  KEYDESK_PKCS11_TOKEN: {
    meaning: 'The label of the token to use',
    value: ({ pkcs11 }) => pkcs11.token,
    whenUnset: 'keydesk, in the data directory',
  },
  KEYDESK_PKCS11_PIN_FILE: {
    meaning: 'The file with the token’s PIN',
    value: ({ pkcs11: { pin } }) => (pin?.from === 'file' ? pin.file : null),
    whenUnset: 'hsm/pin in the data directory, with SoftHSM',
  },
  KEYDESK_PKCS11_PIN: { meaning: 'The token’s PIN itself; a file is safer' },
  KEYDESK_DATABASE_URL: {
    meaning: 'Another database than SQLite: not built yet',
    whenUnset: 'SQLite in the data directory',
  },
  KEYDESK_ROOT_ACCESS_KEY_ID: {
    meaning: 'The access key of role/root-operator',
    value: ({ rootAccessKey }) => rootAccessKey?.id ?? null,
  },
  KEYDESK_ROOT_SECRET_ACCESS_KEY_FILE: {
    meaning: 'The file with the root operator’s secret access key',
    value: ({ rootAccessKey }) => (rootAccessKey?.secret.from === 'file' ? rootAccessKey.secret.file : null),
  },
  KEYDESK_ROOT_SECRET_ACCESS_KEY: {
    meaning: 'The root operator’s secret access key itself; a file is safer',
  },
  KEYDESK_LOG_LEVEL: {
    meaning: 'How much the operational log says on stderr',
    value: (settings) => settings.logLevel,
  },
  KEYDESK_LOG_FORMAT: {
    meaning: 'How the operational log looks on stderr',
    value: (settings) => settings.logFormat,
  },
};

/** Words for the groups of the table, by their first name. */
const GROUPS: Readonly<Record<(typeof settingsTable)[number]['names'][0], string>> = {
  KEYDESK_DATA: 'Data',
  KEYDESK_HOST: 'Network',
  KEYDESK_PUBLIC_URL: 'Network',
  KEYDESK_TLS_CERT_FILE: 'TLS',
  KEYDESK_ALLOW_PLAIN_HTTP: 'TLS',
  KEYDESK_REGION: 'Identity',
  KEYDESK_PKCS11_MODULE: 'HSM',
  KEYDESK_DATABASE_URL: 'Data',
  KEYDESK_ROOT_ACCESS_KEY_ID: 'Root operator',
  KEYDESK_LOG_LEVEL: 'Operational log',
};

/** Every setting, in the order of the table. `fromEnvFile`: names that a file has set. */
export function settingFacts(
  settings: Settings,
  env: Environment,
  fromEnvFile: ReadonlySet<string>,
): readonly SettingFact[] {
  return settingsTable.flatMap(({ names }) =>
    names.map((name: SettingName): SettingFact => {
      const row = ROWS[name];
      const set = (env[name] ?? '') !== '';
      return {
        name,
        group: GROUPS[names[0]],
        value: row.value?.(settings) ?? null,
        secret: row.value === undefined,
        set,
        source: !set ? 'default' : fromEnvFile.has(name) ? 'env-file' : 'environment',
        whenUnset: row.whenUnset ?? 'none',
        meaning: row.meaning,
        takesEffect: row.fixed === true ? 'first-start' : 'restart',
      };
    }),
  );
}
