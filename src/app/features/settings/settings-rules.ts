/** The Settings page's search, and a setting as a line of an env file. Pure. */
import { paths } from '../../paths.ts';
import type { Output } from '../../query/contract.ts';

export type Setting = Output<'ListSettings'>['Settings'][number];
export type Source = Setting['Source'];

export const SOURCES = ['environment', 'env-file', 'default'] as const satisfies readonly Source[];

export const SOURCE_WORDS: Readonly<Record<Source, string>> = {
  environment: 'Environment',
  'env-file': 'Env file',
  default: 'Default',
};

export interface SettingsSearch {
  readonly text: string;
  readonly source: Source | null;
  /** Parts of the URL that mean nothing here. */
  readonly ignored: readonly string[];
}

export function parseSettingsSearch(search: URLSearchParams): SettingsSearch {
  const wanted = search.get('source');
  const source = SOURCES.find((each) => each === wanted) ?? null;
  const ignored = [...new Set(search.keys())].filter((name) => name !== 'q' && name !== 'source');
  if (wanted !== null && source === null) ignored.push(`source ${wanted}`);
  return { text: (search.get('q') ?? '').slice(0, 256), source, ignored };
}

export const settingsPath = ({ text, source }: Omit<SettingsSearch, 'ignored'>): string =>
  paths.settings({ q: text, source: source ?? undefined });

/** Those whose name, value, group or meaning has every word of the search. */
export function matching(settings: readonly Setting[], { text, source }: SettingsSearch): readonly Setting[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return settings.filter((setting) => {
    if (source !== null && setting.Source !== source) return false;
    const hay = `${setting.Name} ${valueWords(setting)} ${setting.Group} ${setting.Meaning}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}

/** What is in effect. A secret is set or not, and nothing more is known here. */
export function valueWords({ Secret, Set, Value, WhenUnset }: Setting): string {
  if (Secret) return Set ? 'set, never shown' : WhenUnset === 'none' ? 'not set' : `not set: ${WhenUnset}`;
  return Value ?? WhenUnset;
}

/** The value as Node's reader of env files and a shell both take it: quoted with what it does not contain. */
function quoted(value: string): string {
  if (/^[\w./:@,+%=-]*$/.test(value)) return value;
  if (!value.includes("'")) return `'${value}'`;
  // In double quotes a shell would expand these.
  return /["$`\\]/.test(value) ? `'${value.replaceAll("'", `'\\''`)}'` : `"${value}"`;
}

/** `KEYDESK_PORT=7070`. What has no value here (nothing is set, or it is a secret) is the name alone, as a comment when it is not set. */
export function envLine(setting: Setting): string {
  const { Name, Value, Secret, Set } = setting;
  if (Secret) return Set ? `${Name}=` : `# ${Name}=`;
  return Value === undefined ? `# ${Name}=` : `${Name}=${quoted(Value)}`;
}

/** What is set, as an env file. */
export const envFile = (settings: readonly Setting[]): string =>
  settings
    .filter(({ Set }) => Set)
    .map((setting) => `${envLine(setting)}\n`)
    .join('');
