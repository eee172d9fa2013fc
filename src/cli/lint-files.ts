/** Policies on the command line: which files, what is in them, and what the linter finds. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { JsonError, parseJson, type JsonNode } from '../domain/json/parse-json.ts';
import { LINT_ENGINE } from '../domain/policy/compare/lint-engine.ts';
import type { PolicyKind } from '../domain/policy/document.ts';
import { SEVERITIES, type Finding, type Severity } from '../domain/policy/lint/finding.ts';
import { lintPolicy } from '../domain/policy/lint/lint.ts';
import { distance } from '../domain/policy/nearest.ts';
import { parsePolicy } from '../domain/policy/parse.ts';
import type { PolicyWorld } from '../domain/policy/world.ts';
import { UsageError } from './command.ts';

/** Nothing that is a policy is larger: 32 KiB is the most that can be saved. */
const MOST_BYTES = 1024 * 1024;
/** A folder's depth: a loop of links must end. */
const MOST_DEPTH = 32;

export interface LintedFile {
  /** As it was found: the name that was given, or below the folder that was given. */
  readonly path: string;
  readonly text: string;
  readonly kind: PolicyKind;
  readonly findings: readonly Finding[];
}

export interface LintedFiles {
  readonly files: readonly LintedFile[];
  /** JSON files that hold no policy: of folders; and such as were named themselves. */
  readonly skipped: readonly string[];
  readonly named: readonly string[];
}

export interface LintAsked {
  readonly paths: readonly string[];
  /** Null: each is what it looks like. */
  readonly kind: PolicyKind | null;
  /** Twelve digits; null: read off each policy. */
  readonly account: string | null;
  /** ms */
  readonly now: number;
}

function* jsonFilesIn(folder: string, depth = 0): Generator<string> {
  if (depth > MOST_DEPTH) return;
  const entries = readable(folder, () => readdirSync(folder, { withFileTypes: true })).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.name === 'node_modules' || entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) yield* jsonFilesIn(path, depth + 1);
    else if (entry.isFile() && entry.name.endsWith('.json')) yield path;
  }
}

/** What the file system says no to is said by its code, not by its own words. */
function readable<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${path} cannot be read (${String((error as NodeJS.ErrnoException).code)}).`); // of node:fs
  }
}

const textOf = (path: string): string =>
  readable(path, () => {
    const { size } = statSync(path);
    if (size > MOST_BYTES) throw new UsageError(`${path} has ${size} bytes: that is no policy.`);
    return readFileSync(path, 'utf8');
  });

/** What standard input is called. */
const STDIN = '-';

function textOfInput(): string {
  const bytes = readable('standard input', () => readFileSync(0));
  if (bytes.length > MOST_BYTES)
    throw new UsageError(`Standard input has ${bytes.length} bytes: that is no policy.`);
  return bytes.toString('utf8');
}

/**
 * Whether a file of a folder is meant to be a policy. What is no JSON may be one that somebody broke, and one with a misspelled Statement
 * would give nothing, or be left out by whoever reads it: both are looked at, so that neither passes in silence.
 */
function mayBePolicy(text: string): boolean {
  try {
    const root = parseJson(text);
    return root.kind === 'object' && root.members.some(isOfPolicy);
  } catch (error) {
    if (error instanceof JsonError) return true;
    throw error;
  }
}

const STATEMENT = 'statement';
/** Letters that may be wrong: `Statment`, `Statements`. */
const MOST_WRONG = 2;

function isOfPolicy({ name, value }: { readonly name: string; readonly value: JsonNode }): boolean {
  if (name === 'Version') return value.kind === 'string' && /^20(?:08|12)-10-17$/.test(value.value);
  return distance(name.slice(0, 2 * STATEMENT.length).toLowerCase(), STATEMENT) <= MOST_WRONG;
}

/** Whether what somebody named is surely something else: JSON that has nothing of a policy. */
function isNoPolicy(text: string): boolean {
  try {
    return !hasMember(parseJson(text), ['Version', 'Id', 'Statement']);
  } catch (error) {
    if (error instanceof JsonError) return false;
    throw error;
  }
}

const hasMember = (root: JsonNode, names: readonly string[]): boolean =>
  root.kind === 'object' && root.members.some(({ name }) => names.includes(name));

/** A policy of people and services names no principal anywhere; one of a key must. What cannot be told is of a key. */
export function kindOf(text: string): PolicyKind {
  const { tree } = parsePolicy(text, 'key');
  const list =
    tree?.kind === 'object' ? tree.members.findLast(({ name }) => name === 'Statement')?.value : undefined;
  const statements = list?.kind === 'array' ? list.items : list === undefined ? [] : [list];
  const isOfPeople =
    statements.length > 0 &&
    statements.every(
      (statement) =>
        statement.kind === 'object' &&
        !statement.members.some(({ name }) => /^(?:not)?principals?$/i.test(name)),
    );
  return isOfPeople ? 'identity' : 'key';
}

/** The account that the policy most speaks of: of its root where it names one, as nearly every key policy does. */
export function accountIn(text: string): string {
  const root = /arn:aws:iam::([0-9]{12}):root/.exec(text)?.[1];
  return root ?? /arn:aws:iam::([0-9]{12}):/.exec(text)?.[1] ?? '000000000000';
}

/** Nothing is known of the desk: rules that ask about people, grants or uses are silent. */
const worldOf = (accountId: string, now: number): PolicyWorld => ({
  accountId,
  region: 'us-east-1',
  key: null,
  principals: null,
  grants: null,
  usage: null,
  now,
  me: null,
});

/** Throws UsageError for what cannot be read. */
export function lintFiles({ paths, kind, account, now }: LintAsked): LintedFiles {
  const files: LintedFile[] = [];
  const skipped: string[] = [];
  const named: string[] = [];
  const add = (path: string, text: string): void => {
    const world = worldOf(account ?? accountIn(text), now);
    const own = kind ?? kindOf(text);
    const { findings } = lintPolicy(text, own, world, { engine: LINT_ENGINE });
    files.push({ path, text, kind: own, findings });
  };
  for (const path of paths) {
    if (path === STDIN) {
      add('stdin', textOfInput());
      continue;
    }
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) throw new UsageError(`${path} does not exist.`);
    if (!found.isDirectory()) {
      const text = textOf(path);
      if (isNoPolicy(text)) named.push(path);
      else add(path, text);
    } else
      for (const file of jsonFilesIn(path)) {
        const text = textOf(file);
        if (mayBePolicy(text)) add(file, text);
        else skipped.push(file);
      }
  }
  return { files, skipped, named };
}

/** Whether some finding is at least as severe. */
export const isFound = (files: readonly LintedFile[], least: Severity): boolean =>
  files.some(({ findings }) =>
    findings.some(({ severity }) => SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(least)),
  );

export interface Position {
  /** From 1, in UTF-16 units. */
  readonly line: number;
  readonly column: number;
}

/** Places of a text as lines and columns. */
export function positionsIn(text: string): (offset: number) => Position {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (starts[middle]! <= offset)
        low = middle; // within the list
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 }; // likewise
  };
}
