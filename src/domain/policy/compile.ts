/**
 * From a document to what decides quickly: actions as a row of flags over the catalogue, principals as sets, patterns and conditions as
 * closures. Made once per text (whoever holds policies interns them by digest) and immutable, so one object serves every key that has it.
 */
import { ACTIONS, FOLDED_ACTION_NAMES } from './actions.ts';
import type { PolicyCondition, PolicyDocument, PolicyKind, PolicyStatement } from './document.ts';
import { operatorRow, type ConditionTest } from './operators.ts';
import { anyWildcard, hasWildcard, wildcard, type Matcher } from './wildcard.ts';

export interface CompiledCondition {
  readonly operator: string;
  /** As written, and folded for the look-up. */
  readonly key: string;
  readonly folded: string;
  readonly wanted: readonly string[];
  readonly holds: ConditionTest;
}

export interface CompiledPrincipals {
  readonly anyone: boolean;
  readonly arns: ReadonlySet<string>;
  readonly accounts: ReadonlySet<string>;
}

export interface CompiledStatement {
  readonly index: number;
  readonly sid: string | null;
  readonly effect: 'Allow' | 'Deny';
  /** Null in an identity policy. */
  readonly principals: CompiledPrincipals | null;
  /** 1 at the index of every action in ACTIONS that the statement covers. */
  readonly actions: Uint8Array;
  readonly resource: Matcher;
  readonly conditions: readonly CompiledCondition[];
  /** What was written, to explain a decision. */
  readonly written: PolicyStatement;
}

export interface CompiledPolicy {
  readonly kind: PolicyKind;
  readonly statements: readonly CompiledStatement[];
}

/** Compiles a document that `parsePolicy` made with the same kind. */
export function compilePolicy(document: PolicyDocument, kind: PolicyKind): CompiledPolicy {
  return { kind, statements: document.statements.map(compileStatement) };
}

function compileStatement(statement: PolicyStatement): CompiledStatement {
  return {
    index: statement.index,
    sid: statement.sid,
    effect: statement.effect,
    principals: statement.principals === null ? null : compilePrincipals(statement.principals),
    actions: compileActions(statement.actions.map(({ text }) => text)),
    resource: anyWildcard(statement.resources.map(({ text }) => text)),
    conditions: statement.conditions.map((condition) => compileCondition(condition, statement.effect)),
    written: statement,
  };
}

function compilePrincipals(principals: NonNullable<PolicyStatement['principals']>): CompiledPrincipals {
  const arns = new Set<string>();
  const accounts = new Set<string>();
  let anyone = false;
  for (const principal of principals) {
    if (principal.type === 'anyone') anyone = true;
    else if (principal.type === 'account') accounts.add(principal.account);
    else if (principal.type === 'principal') arns.add(principal.arn);
  }
  return { anyone, arns, accounts };
}

const INDEX_OF_FOLDED: ReadonlyMap<string, number> = new Map(
  FOLDED_ACTION_NAMES.map((name, index) => [name, index]),
);

/** Without case. A name or pattern that no action has sets nothing. */
function compileActions(patterns: readonly string[]): Uint8Array {
  const out = new Uint8Array(ACTIONS.length);
  // A policy can repeat a pattern thousands of times; each is expanded once.
  for (const pattern of new Set(patterns.map((text) => text.toLowerCase()))) {
    if (hasWildcard(pattern)) {
      const matches = wildcard(pattern);
      for (const [index, name] of FOLDED_ACTION_NAMES.entries()) if (matches(name)) out[index] = 1;
    } else {
      const index = INDEX_OF_FOLDED.get(pattern);
      if (index !== undefined) out[index] = 1;
    }
  }
  return out;
}

function compileCondition(
  { operator, key, values }: PolicyCondition,
  effect: PolicyStatement['effect'],
): CompiledCondition {
  const row = operatorRow(operator);
  if (row === undefined)
    throw new RangeError(`The condition operator ${operator} is not in the table: parsePolicy refuses it.`);
  const wanted = values.map(({ text }) => text);
  return { operator, key, folded: key.toLowerCase(), wanted, holds: row.compile(wanted, effect) };
}
