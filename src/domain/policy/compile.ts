/**
 * From a document to what decides quickly: actions as a row of flags over the catalogue, principals as sets, patterns and conditions as
 * closures, and for every action the statements that cover it. Made once per text (whoever holds policies interns them by digest) and
 * immutable, so one object serves every key that has it.
 */
import { foldCase } from './fold-case.ts';
import { ACTIONS, FOLDED_ACTION_NAMES } from './actions.ts';
import { conditionKey } from './condition-keys.ts';
import type { PolicyCondition, PolicyDocument, PolicyKind, PolicyStatement } from './document.ts';
import {
  compileTest,
  holdsOnAbsent,
  operatorRow,
  type ConditionLookup,
  type ConditionValue,
  type Effect,
  type OperandType,
  type Test,
} from './operators.ts';
import { globAny } from './matchers.ts';
import { hasWildcard, wildcard } from './wildcard.ts';
import { isVariable, parseTemplate } from './variables.ts';

export interface CompiledCondition {
  /** As written, and its bare operator. */
  readonly operator: string;
  readonly base: string;
  /** As written, and folded for the look-up. */
  readonly key: string;
  readonly folded: string;
  readonly wanted: readonly string[];
  /** A policy variable stands in some value. */
  readonly open: boolean;
  readonly holds: (values: ConditionLookup) => boolean;
}

export interface CompiledPrincipals {
  /** NotPrincipal: whoever is *not* in the sets. */
  readonly inverted: boolean;
  readonly anyone: boolean;
  readonly arns: ReadonlySet<string>;
  readonly accounts: ReadonlySet<string>;
}

export interface CompiledStatement {
  readonly index: number;
  readonly sid: string | null;
  readonly effect: Effect;
  /** Null in an identity policy. */
  readonly principals: CompiledPrincipals | null;
  /** 1 at the index of every action in ACTIONS that the statement covers, NotAction reckoned in. */
  readonly actions: Uint8Array;
  /** Of an ARN, NotResource reckoned in. */
  readonly resource: Test;
  /**
   * Statements that say the same mostly share it, and no others do, be they of one text or of many: whoever works out what follows from a
   * statement keeps it by this, and an edit of one statement leaves the others known.
   */
  readonly conditions: readonly CompiledCondition[];
  /** Whether all of them hold. */
  readonly meets: (values: ConditionLookup) => boolean;
  /** What was written, to explain a decision. */
  readonly written: PolicyStatement;
  readonly version: PolicyDocument['version'];
}

export interface CompiledPolicy {
  readonly kind: PolicyKind;
  readonly statements: readonly CompiledStatement[];
  /** By the index in ACTIONS: the statements that cover the action, in their order. */
  readonly covering: readonly (readonly CompiledStatement[])[];
}

/** Compiles a document that `parsePolicy` made with the same kind. */
export const compilePolicy = (document: PolicyDocument, kind: PolicyKind): CompiledPolicy =>
  policyOf(
    kind,
    document.statements.map((statement) => compileStatement(statement, document.version)),
  );

/** A policy of these statements. Actions that the same statements cover share one list. */
export function policyOf(kind: PolicyKind, statements: readonly CompiledStatement[]): CompiledPolicy {
  const lists = new Map<string, readonly CompiledStatement[]>();
  const covering = ACTIONS.map((_, action) => {
    const own = statements.filter(({ actions }) => actions[action] === 1);
    const name = own.map(({ index }) => index).join(' ');
    const list = lists.get(name) ?? own;
    lists.set(name, list);
    return list;
  });
  return { kind, statements, covering };
}

type Meaning = Pick<
  CompiledStatement,
  'effect' | 'principals' | 'actions' | 'resource' | 'conditions' | 'meets'
>;

/** By all that a statement says. An editor compiles a text at every keystroke, in which one statement is new. */
const meanings = new Map<string, Meaning>();
const MOST_MEANINGS = 1000;
/** Of a longer one nothing is kept: whoever sends texts does not choose how much memory they take. */
const LONGEST_KEPT = 4096;

function compileStatement(statement: PolicyStatement, version: PolicyDocument['version']): CompiledStatement {
  const key = textOf(statement, version);
  let meaning = meanings.get(key);
  if (meaning === undefined) {
    meaning = meaningOf(statement, version === '2012-10-17');
    if (meanings.size >= MOST_MEANINGS) meanings.clear();
    if (key.length <= LONGEST_KEPT) meanings.set(key, meaning);
  }
  return { index: statement.index, sid: statement.sid, ...meaning, written: statement, version };
}

/** All that a statement says, as it is written, without its name and place. */
const textOf = (
  { effect, not, principals, actions, resources, conditions }: PolicyStatement,
  version: PolicyDocument['version'],
): string =>
  JSON.stringify([
    version,
    effect,
    not.principal,
    not.action,
    not.resource,
    principals?.map(({ from: _from, to: _to, ...who }) => who),
    actions.map(({ text }) => text),
    resources.map(({ text }) => text),
    conditions.map(({ operator, key, values }) => [operator, key, values.map(({ text }) => text)]),
  ]);

function meaningOf(
  { effect, not, principals, actions, resources, conditions }: PolicyStatement,
  variables: boolean,
): Meaning {
  const compiled = conditions.map((condition) => compileCondition(condition, effect, variables));
  return {
    effect,
    principals: principals === null ? null : compilePrincipals(principals, not.principal),
    actions: compileActions(
      actions.map(({ text }) => text),
      not.action,
    ),
    resource: compileTest(
      resources.map(({ text }) => text),
      { matchAny: globAny, negated: not.resource, effect, variables },
    ),
    conditions: compiled,
    meets: allHold(compiled),
  };
}

/** What is read before it is compared, the dearest last. */
const READ: readonly OperandType[] = ['Bool', 'Numeric', 'Binary', 'ARN', 'IpAddress', 'Date'];
const costOf = ({ base }: CompiledCondition): number => {
  const type = operatorRow(base)?.type;
  return type === undefined ? 0 : READ.indexOf(type);
};

/** Whether all conditions hold. Texts are asked first: a request that is not meant mostly fails by one, and nothing is read for it. */
export function allHold(conditions: readonly CompiledCondition[]): (values: ConditionLookup) => boolean {
  const inTurn = conditions.toSorted((a, b) => costOf(a) - costOf(b)).map(({ holds }) => holds);
  return (values) => {
    for (const holds of inTurn) if (!holds(values)) return false;
    return true;
  };
}

function compilePrincipals(
  principals: NonNullable<PolicyStatement['principals']>,
  inverted: boolean,
): CompiledPrincipals {
  const arns = new Set<string>();
  const accounts = new Set<string>();
  let anyone = false;
  for (const principal of principals) {
    if (principal.type === 'anyone') anyone = true;
    else if (principal.type === 'account') accounts.add(principal.account);
    else if (principal.type === 'principal') arns.add(principal.arn);
  }
  return { inverted, anyone, arns, accounts };
}

const INDEX_OF_FOLDED: ReadonlyMap<string, number> = new Map(
  FOLDED_ACTION_NAMES.map((name, index) => [name, index]),
);

/** Without case. A name or pattern that no action has sets nothing. */
function compileActions(patterns: readonly string[], inverted: boolean): Uint8Array {
  const named = new Uint8Array(ACTIONS.length);
  // A policy can repeat a pattern thousands of times; each is expanded once.
  for (const pattern of new Set(patterns.map((text) => text.toLowerCase()))) {
    if (hasWildcard(pattern)) {
      const matches = wildcard(pattern);
      for (const [index, name] of FOLDED_ACTION_NAMES.entries()) if (matches(name)) named[index] = 1;
    } else {
      const index = INDEX_OF_FOLDED.get(pattern);
      if (index !== undefined) named[index] = 1;
    }
  }
  return inverted ? named.map((flag) => 1 - flag) : named;
}

const isAbsent = (given: ConditionValue): given is undefined | readonly [] =>
  given === undefined || (typeof given !== 'string' && given.length === 0);

function compileCondition(condition: PolicyCondition, effect: Effect, variables: boolean): CompiledCondition {
  const { operator, base, key, values } = condition;
  const row = operatorRow(base);
  if (row === undefined)
    throw new RangeError(`The condition operator ${operator} is not in the table: parsePolicy refuses it.`);
  const wanted = values.map(({ text }) => text);
  const folded = foldCase(key);
  const known = conditionKey(folded);
  const templates = variables && row.variables;
  const open = templates && wanted.some((text) => parseTemplate(text)?.some(isVariable) ?? false);
  const test = compileTest(wanted, {
    matchAny: row.matchAny,
    negated: row.negated,
    effect,
    variables: templates,
  });
  const told = { operator, base, key, folded, wanted, open };
  // A key that is not in the catalogue is absent in every request, whatever a look-up says.
  if (row.type === 'Null') {
    const absent = (lookup: ConditionLookup): boolean => known === undefined || isAbsent(lookup(folded));
    return { ...told, holds: (lookup) => test(String(absent(lookup)), lookup) };
  }
  const onAbsent = holdsOnAbsent(condition);
  if (known === undefined) return { ...told, holds: () => onAbsent };
  // Several values of a key that has one are several readings of it; of a key that has many, the qualifier says how they count.
  const every = known.multi ? condition.qualifier === 'ForAllValues' : effect === 'Allow';
  return {
    ...told,
    holds: (lookup) => {
      const value = lookup(folded);
      if (typeof value === 'string') return test(value, lookup);
      if (isAbsent(value)) return onAbsent;
      return every ? value.every((each) => test(each, lookup)) : value.some((each) => test(each, lookup));
    },
  };
}
