/** Every setting in one table: `--help` and the README's table are made from it, and nothing outside it is read. */

export interface SettingRow {
  /** Environment variables that belong together, in the order of `defaults`. */
  readonly names: readonly string[];
  readonly default: string;
  readonly meaning: string;
}

export const settingsTable = [
  { names: ['KEYDESK_DATA'], default: '`./data`', meaning: 'everything this desk keeps; mode 0700' },
  {
    names: ['KEYDESK_HOST', 'KEYDESK_PORT'],
    default: '`127.0.0.1`, `7070`',
    meaning: 'where it listens; port 0 takes a free one, and the ready line names it',
  },
  {
    names: ['KEYDESK_PUBLIC_URL', 'KEYDESK_TRUSTED_PROXIES'],
    default: '`http://localhost:PORT`; none',
    meaning:
      'the origin in links and cookies; addresses or CIDR blocks, by comma, of the proxies whose forwarded address and host count',
  },
  {
    names: ['KEYDESK_TLS_CERT_FILE', 'KEYDESK_TLS_KEY_FILE'],
    default: 'none',
    meaning: 'HTTPS, TLS 1.2 or newer; reloaded when the files change',
  },
  {
    names: ['KEYDESK_ALLOW_PLAIN_HTTP'],
    default: '`false`',
    meaning: 'without it, a host other than loopback needs TLS',
  },
  {
    names: ['KEYDESK_REGION', 'KEYDESK_ACCOUNT_ID'],
    default: '`us-east-1`, `000000000000`',
    meaning: 'in every ARN and credential scope; fixed at first start',
  },
  {
    names: ['KEYDESK_PKCS11_MODULE', 'KEYDESK_PKCS11_TOKEN', 'KEYDESK_PKCS11_PIN_FILE', 'KEYDESK_PKCS11_PIN'],
    default: 'SoftHSM in the data directory',
    meaning: 'any PKCS#11 module: its library, the label of the token, and the PIN, from a file or directly',
  },
  {
    names: ['KEYDESK_DATABASE_URL'],
    default: 'SQLite in the data directory',
    meaning: '`postgres://…` is not built yet: leave it unset',
  },
  {
    names: [
      'KEYDESK_ROOT_ACCESS_KEY_ID',
      'KEYDESK_ROOT_SECRET_ACCESS_KEY_FILE',
      'KEYDESK_ROOT_SECRET_ACCESS_KEY',
    ],
    default: 'none',
    meaning:
      'when set at start, the service principal `role/root-operator` with the administrator policy and exactly this access key exists; when no longer set, that access key is disabled',
  },
  {
    names: ['KEYDESK_LOG_LEVEL', 'KEYDESK_LOG_FORMAT'],
    default: '`info`; `pretty` on a terminal, else `json`',
    meaning: 'the operational log on stderr: `error`, `warn`, `info`, `debug` or `trace`; never secrets',
  },
] as const satisfies readonly SettingRow[];

export type SettingName = (typeof settingsTable)[number]['names'][number];

export const SETTING_NAMES: readonly SettingName[] = settingsTable.flatMap((row) => [...row.names]);

/** Read by others with the same environment (client commands, `npm run dev`): known, so that they are not refused. */
const NAMES_OF_OTHERS: readonly string[] = ['KEYDESK_ENDPOINT', 'KEYDESK_DEV_PORT'];

const KNOWN: ReadonlySet<string> = new Set([...SETTING_NAMES, ...NAMES_OF_OTHERS]);

/** Whether a `KEYDESK_…` name means something. */
export const isKnownName = (name: string): boolean => KNOWN.has(name);

/** The known name that is fewest edits away. */
export function nearestName(name: string): string {
  let nearest = '';
  let fewest = Infinity;
  for (const known of KNOWN) {
    const distance = edits(name.slice(0, 64), known);
    if (distance < fewest) [nearest, fewest] = [known, distance];
  }
  return nearest;
}

/** Levenshtein distance. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? Infinity;
}

/** The README's table, without a newline at its end. */
export function settingsAsMarkdown(): string {
  const lines = settingsTable.map(
    (row) => `| ${row.names.map((name) => `\`${name}\``).join(', ')} | ${row.default} | ${row.meaning} |`,
  );
  return ['| setting | default | meaning |', '|---|---|---|', ...lines].join('\n');
}

const plain = (text: string): string => text.replaceAll('`', '');

/** For `--help`: names, then default and meaning, indented. */
export function settingsAsText(): string {
  return settingsTable
    .map((row) => `  ${row.names.join(', ')}\n      ${plain(row.meaning)} (default: ${plain(row.default)})`)
    .join('\n');
}
