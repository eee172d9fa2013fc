/** What `keydesk lint` prints: for a person, and as JSON. */
import { SEVERITIES, type Finding } from '../domain/policy/lint/finding.ts';
import { escapeUnsafe } from '../hosts/node/log/terminal-safe.ts';
import { positionsIn, type LintedFiles } from './lint-files.ts';

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Of a file that was named. */
export const noPolicy = 'no policy (no Statement), left out.';

/** Files that are left out and named: a folder of another kind has many. */
const MOST_LEFT = 20;

/** `2 errors, 1 high`; empty without findings. */
function tally(findings: readonly Finding[]): string {
  return SEVERITIES.flatMap((severity) => {
    const count = findings.filter((each) => each.severity === severity).length;
    if (count === 0) return [];
    return [severity === 'error' ? plural(count, 'error') : `${count} ${severity}`];
  }).join(', ');
}

/** One line a finding, as compilers print them, so that editors and CI logs find the place. Policies are whoever's: the terminal is told. */
export function reportText({ files, skipped, named }: LintedFiles): string {
  const left = [...named, ...skipped.slice(0, MOST_LEFT)];
  const others = [
    ...left.map((path) => escapeUnsafe(`${path}: ${noPolicy}`)),
    ...(skipped.length > MOST_LEFT
      ? [`and ${plural(skipped.length - MOST_LEFT, 'more file')} without a Statement; --json names them all.`]
      : []),
  ];
  const lines = files.flatMap(({ path, text, findings }) => {
    const positionOf = positionsIn(text);
    return findings.map(({ code, severity, message, from, fixes }) => {
      const { line, column } = positionOf(from);
      const fix = fixes[0] === undefined ? '' : ` Fix: ${fixes[0].title}.`;
      return escapeUnsafe(`${path}:${line}:${column}: ${severity}: ${message}${fix} [${code}]`);
    });
  });
  const all = files.flatMap(({ findings }) => findings);
  const looked = `${plural(files.length, 'policy').replace('policys', 'policies')} looked at`;
  const besides =
    skipped.length === 0 ? '' : `; ${plural(skipped.length, 'JSON file')} without a Statement left out`;
  const found = all.length === 0 ? 'nothing found' : tally(all);
  return [...others, ...lines, `${looked}${besides}: ${found}.`].join('\n');
}

/** The same, with places both as offsets and as lines. */
export function reportJson({ files, skipped, named }: LintedFiles): unknown {
  return {
    files: files.map(({ path, text, kind, findings }) => {
      const positionOf = positionsIn(text);
      return {
        path,
        kind,
        findings: findings.map((finding) => ({
          ...finding,
          start: positionOf(finding.from),
          end: positionOf(finding.to),
        })),
      };
    }),
    skipped: [...named, ...skipped],
  };
}
