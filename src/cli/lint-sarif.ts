/** Findings as SARIF 2.1.0 (OASIS), for code scanning. */
import { pathToFileURL } from 'node:url';
import { isAbsolute, relative, sep } from 'node:path';
import type { Finding, Severity, TextEdit } from '../domain/policy/lint/finding.ts';
import { ruleDoc } from '../domain/policy/lint/rule-docs.ts';
import { RULES } from '../domain/policy/lint/rules.ts';
import { positionsIn, type LintedFile, type LintedFiles, type Position } from './lint-files.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** §3.27.10: what a reader counts as a failure, a warning, a hint. */
const LEVELS = {
  error: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
} as const satisfies Record<Severity, string>;

/** CVSS-like score that code scanning sorts by. */
const SCORES = {
  error: '9.0',
  high: '8.0',
  medium: '5.0',
  low: '3.0',
  info: '0.0',
} as const satisfies Record<Severity, string>;

const INDEX: ReadonlyMap<string, number> = new Map(RULES.map(({ code }, index) => [code, index]));

const rules = () =>
  RULES.map(({ code, severity, group }) => {
    const { title, why } = ruleDoc(code);
    return {
      id: code,
      shortDescription: { text: title },
      fullDescription: { text: why },
      help: { text: why },
      defaultConfiguration: { level: LEVELS[severity] },
      properties: { severity, tags: [group], 'security-severity': SCORES[severity] },
    };
  });

/** Relative to where the command ran where that is possible, so that a report of one machine is read on another. */
function uriOf(path: string, directory: string): string {
  const below = relative(directory, path);
  if (isAbsolute(below) || below.startsWith('..')) return pathToFileURL(path).href;
  return below.split(sep).map(encodeURIComponent).join('/');
}

const regionOf = (from: number, to: number, positionOf: (offset: number) => Position) => {
  const start = positionOf(from);
  const end = positionOf(to);
  return {
    startLine: start.line,
    startColumn: start.column,
    endLine: end.line,
    endColumn: end.column,
    charOffset: from,
    charLength: to - from,
  };
};

const replacementOf = ({ from, to, insert }: TextEdit, positionOf: (offset: number) => Position) => ({
  deletedRegion: regionOf(from, to, positionOf),
  insertedContent: { text: insert },
});

function resultOf({ path, text }: LintedFile, finding: Finding, directory: string) {
  const positionOf = positionsIn(text);
  const artifactLocation = { uri: uriOf(path, directory) };
  const { code, severity, message, from, to, statement, blocks, fixes } = finding;
  const index = INDEX.get(code);
  return {
    ruleId: code,
    ...(index === undefined ? {} : { ruleIndex: index }),
    level: LEVELS[severity],
    message: { text: message },
    locations: [{ physicalLocation: { artifactLocation, region: regionOf(from, to, positionOf) } }],
    ...(fixes.length === 0
      ? {}
      : {
          fixes: fixes.map(({ title, edits }) => ({
            description: { text: title },
            artifactChanges: [
              { artifactLocation, replacements: edits.map((edit) => replacementOf(edit, positionOf)) },
            ],
          })),
        }),
    properties: {
      severity,
      blocks,
      ...(statement === null ? {} : { statement }),
      ...(fixes.length === 0 ? {} : { fixClasses: fixes.map((fix) => fix.class) }),
    },
  };
}

/** A SARIF log of one run. `directory`: where relative paths begin. */
export function sarifOf({ files }: LintedFiles, version: string, directory: string): unknown {
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Keydesk', semanticVersion: version, rules: rules() } },
        columnKind: 'utf16CodeUnits',
        artifacts: files.map(({ path }) => ({ location: { uri: uriOf(path, directory) } })),
        results: files.flatMap((file) => file.findings.map((finding) => resultOf(file, finding, directory))),
      },
    ],
  };
}
