import { SEVERITIES, type Severity } from '../domain/policy/lint/finding.ts';
import { EXIT, parseCommand, UsageError, type Command } from './command.ts';
import { isFound, lintFiles } from './lint-files.ts';
import { noPolicy, reportJson, reportText } from './lint-report.ts';
import { sarifOf } from './lint-sarif.ts';
import { programVersion } from './program-version.ts';

const KINDS = ['key', 'identity'] as const;
const FORMATS = ['text', 'json', 'sarif'] as const;

function oneOf<T extends string>(
  option: string,
  value: string | undefined,
  allowed: readonly T[],
  usual: T,
): T {
  if (value === undefined) return usual;
  const known = allowed.find((each) => each === value);
  if (known === undefined) throw new UsageError(`--${option} is one of ${allowed.join(', ')}.`);
  return known;
}

function accountOf(value: string | undefined): string | null {
  if (value !== undefined && !/^[0-9]{12}$/.test(value)) throw new UsageError('--account has 12 digits.');
  return value ?? null;
}

export const lint: Command = {
  name: 'lint',
  usage: 'lint FILE|DIR|-… [--kind key|identity] [--format text|json|sarif]',
  summary: 'check policies in files, without a desk',
  help: () =>
    `Prints what is wrong with each policy, or could be better, where it stands and why: the findings of the console's editor. A folder is
searched for .json files that have a Statement, a nearly right one, or cannot be read; - is standard input.

  --kind key|identity         policies of keys, or of people and services; usually by whether anything names a Principal
  --format text|json|sarif    SARIF 2.1.0 for code scanning; --json is --format json
  --fail-on SEVERITY          exit code 1 from this severity on: ${SEVERITIES.join(', ')}; usually high
  --account ID                the account that the policies belong to; usually read off each policy

Nothing is known of people, grants and uses here, so rules about them are silent: the console and LintKeyPolicy ask them, too.
Exit codes: 0 nothing that severe was found, 1 something was, 64 wrong words or a file that cannot be read.`,
  run(args) {
    const { values, positionals } = parseCommand(args, {
      kind: { type: 'string' },
      format: { type: 'string' },
      'fail-on': { type: 'string' },
      account: { type: 'string' },
    });
    if (positionals.length === 0) throw new UsageError('expected: lint FILE|DIR|-…');
    const kind = values.kind === undefined ? null : oneOf('kind', values.kind, KINDS, 'key');
    const format = oneOf('format', values.format, FORMATS, values.json === true ? 'json' : 'text');
    const least = oneOf<Severity>('fail-on', values['fail-on'], SEVERITIES, 'high');
    const account = accountOf(values.account);
    const linted = lintFiles({ paths: positionals, kind, account, now: Date.now() });
    if (linted.files.length === 0)
      throw new UsageError(
        ['There is no policy in what was given.', ...linted.named.map((path) => `${path}: ${noPolicy}`)].join(
          '\n',
        ),
      );
    const printed =
      format === 'text'
        ? reportText(linted)
        : JSON.stringify(
            format === 'json' ? reportJson(linted) : sarifOf(linted, programVersion(), process.cwd()),
            null,
            2,
          );
    process.stdout.write(`${printed}\n`);
    return Promise.resolve(isFound(linted.files, least) ? EXIT.found : EXIT.done);
  },
};
