/**
 * The condition operators, one row each, and what a qualifier, IfExists and an absent key make of them (kms-api.md §8.3). The rules, where
 * §8.3 leaves room:
 *
 * - A negated operator is the exact inverse of its positive one on every single value: a value of a wrong type matches nothing, so
 *   `NumericNotEquals` holds of it.
 * - A set qualifier settles what absence means, so IfExists adds nothing to it.
 * - A plain operator on a key with several values looks at them as ForAnyValue does; what absence means it says itself.
 * - Where the request leaves open what a policy means (tags or context names that differ in case only; a variable that cannot be
 *   resolved), the caller may have chosen it so. The safe side is taken: an Allow wants the condition to hold in every reading, for a
 *   Deny one is enough.
 */
import type { SetQualifier } from './document.ts';
import {
  anyAddress,
  anyArn,
  arnParts,
  BINARIES,
  BOOLEANS,
  compare,
  DATES,
  equalsAny,
  equalsAnyFolded,
  globAny,
  NUMBERS,
  type MatchAny,
  type Operand,
  type Reading,
  equalsNumber,
  orderedTo,
} from './matchers.ts';
import { readBinary, readBoolean, readDate, readNumber, readRange } from './operand-values.ts';
import { openTest } from './open-test.ts';
import { isVariable, parseTemplate, readingsOf, shownReading, type Template } from './variables.ts';

/** A request's value of a condition key. Undefined (or an empty list): the key is absent. */
export type ConditionValue = string | readonly string[] | undefined;

/** The request's value of a condition key, given in lower case (`kms:encryptioncontext:tenant`); undefined = absent. */
export type ConditionLookup = (key: string) => ConditionValue;

export type Effect = 'Allow' | 'Deny';

/** What values an operator compares. */
export type OperandType = 'String' | 'Numeric' | 'Date' | 'Bool' | 'Binary' | 'IpAddress' | 'ARN' | 'Null';

export interface OperatorRow {
  readonly name: string;
  readonly type: OperandType;
  /** Holds where its positive does not: absence included. */
  readonly negated: boolean;
  /** Its values may hold `*` and `?`. */
  readonly wildcards: boolean;
  /** Its values may hold policy variables. */
  readonly variables: boolean;
  /** What a policy's value must be, when this one is not; null when it is good. Such a value matches nothing. */
  readonly refuse: (value: string) => string | null;
  /** Whether a single value of a request matches any of these values: the positive comparison, of a negated operator too. */
  readonly matchAny: MatchAny;
}

const typed =
  (read: (text: string) => unknown, sentence: string): OperatorRow['refuse'] =>
  (value) =>
    read(value) === null ? sentence : null;

const REFUSE: Readonly<Record<OperandType, OperatorRow['refuse']>> = {
  String: () => null,
  Numeric: typed(readNumber, 'must be a number'),
  Date: typed(readDate, 'must be a date as 2026-01-31T00:00:00Z, or seconds since 1970'),
  Bool: typed(readBoolean, 'must be "true" or "false"'),
  Binary: typed(readBinary, 'must be base64'),
  IpAddress: typed(readRange, 'must be an IP address or a block as 192.0.2.0/24 or 2001:db8::/32'),
  ARN: (value) =>
    (parseTemplate(value)?.some(isVariable) ?? false) || arnParts(value) !== null
      ? null
      : 'must have the six parts of an ARN, separated by colons (each may be "*")',
  Null: typed(readBoolean, 'must be "true" or "false"'),
};

const row = (
  type: OperandType,
  name: string,
  matchAny: MatchAny,
  more: Partial<OperatorRow> = {},
): OperatorRow => ({
  name,
  type,
  negated: false,
  wildcards: type === 'ARN',
  variables: type === 'String' || type === 'ARN',
  refuse: REFUSE[type],
  matchAny,
  ...more,
});

/** An operator and its inverse. */
const pair = (
  type: OperandType,
  [name, inverse]: readonly [string, string],
  matchAny: MatchAny,
  more: Partial<OperatorRow> = {},
): OperatorRow[] => [
  row(type, name, matchAny, more),
  row(type, inverse, matchAny, { ...more, negated: true }),
];

const ordered = (type: 'Numeric' | 'Date', read: Reading<number>): OperatorRow[] => [
  ...pair(type, [`${type}Equals`, `${type}NotEquals`], equalsNumber(read)),
  row(
    type,
    `${type}LessThan`,
    orderedTo(read, 'greatest', (given, wanted) => given < wanted),
  ),
  row(
    type,
    `${type}LessThanEquals`,
    orderedTo(read, 'greatest', (given, wanted) => given <= wanted),
  ),
  row(
    type,
    `${type}GreaterThan`,
    orderedTo(read, 'least', (given, wanted) => given > wanted),
  ),
  row(
    type,
    `${type}GreaterThanEquals`,
    orderedTo(read, 'least', (given, wanted) => given >= wanted),
  ),
];

const same = <T>(given: T, wanted: T): boolean => given === wanted;

export const OPERATORS: readonly OperatorRow[] = [
  ...pair('String', ['StringEquals', 'StringNotEquals'], equalsAny),
  ...pair('String', ['StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'], equalsAnyFolded),
  ...pair('String', ['StringLike', 'StringNotLike'], globAny, { wildcards: true }),
  ...ordered('Numeric', NUMBERS),
  ...ordered('Date', DATES),
  row('Bool', 'Bool', compare(BOOLEANS, same)),
  row('Binary', 'BinaryEquals', compare(BINARIES, same)),
  ...pair('IpAddress', ['IpAddress', 'NotIpAddress'], anyAddress),
  ...pair('ARN', ['ArnEquals', 'ArnNotEquals'], anyArn),
  ...pair('ARN', ['ArnLike', 'ArnNotLike'], anyArn),
  row('Null', 'Null', compare(BOOLEANS, same)),
];

const BY_NAME: ReadonlyMap<string, OperatorRow> = new Map(OPERATORS.map((each) => [each.name, each]));

/** The row of a bare operator, without qualifier and IfExists. */
export const operatorRow = (name: string): OperatorRow | undefined => BY_NAME.get(name);

export interface OperatorName {
  readonly qualifier: SetQualifier | null;
  readonly base: string;
  readonly ifExists: boolean;
}

/**
 * `ForAnyValue:StringLikeIfExists` in its parts; null when it is no operator. Null asks for the key itself: no qualifier and no IfExists
 * has a meaning on it.
 */
export function parseOperator(name: string): OperatorName | null {
  const match = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(name);
  const base = match?.[2];
  if (match === null || base === undefined || !BY_NAME.has(base)) return null;
  const qualifier = match[1] === 'ForAllValues' || match[1] === 'ForAnyValue' ? match[1] : null;
  const ifExists = match[3] !== undefined;
  return base === 'Null' && (qualifier !== null || ifExists) ? null : { qualifier, base, ifExists };
}

/** Whether the condition holds of a request in which the key is absent (Null apart). */
export const holdsOnAbsent = ({ qualifier, base, ifExists }: OperatorName): boolean =>
  qualifier === null ? ifExists || operatorRow(base)?.negated === true : qualifier === 'ForAllValues';

/** Whether one text matches: a value of a condition key, or the ARN of a resource. The look-up is for variables. */
export type Test = (text: string, values: ConditionLookup) => boolean;

export interface TestSpec {
  readonly matchAny: MatchAny;
  /** None of the values may match. */
  readonly negated: boolean;
  readonly effect: Effect;
  /** Whether `${…}` is a variable. */
  readonly variables: boolean;
}

/** A test against a policy's values. Those without variables are prepared once. */
export function compileTest(
  values: readonly string[],
  { matchAny, negated, effect, variables }: TestSpec,
): Test {
  const templates = values.map((text): Template => (variables ? parseTemplate(text) : null) ?? [text]);
  const fixed = templates.filter((parts): parts is Operand => !parts.some(isVariable));
  const open = templates.filter((parts) => parts.some(isVariable)).map((parts) => openTest(parts, matchAny));
  const matches = fixed.length === 0 ? null : matchAny(fixed);
  if (matches !== null && open.length === 0) return negated ? (text) => !matches(text) : matches;
  const safe = effect === 'Deny';
  return (text, lookup) => {
    if (matches?.(text) === true) return !negated;
    for (const fit of open) {
      const fits = fit(text, lookup);
      // In every reading for an Allow, in one for a Deny; a value that cannot be resolved matches nothing.
      if (!negated && (fits === 'all' || (safe && fits === 'some'))) return true;
      if (negated && (fits === 'all' || (!safe && fits !== 'none'))) return false;
    }
    return negated;
  };
}

/** A policy's values as they read in a request: null where a variable cannot be resolved. For explanations. */
export const substituted = (values: readonly string[], lookup: ConditionLookup): readonly (string | null)[] =>
  values.map((text) => {
    const template = parseTemplate(text);
    if (template === null) return text;
    const [reading] = readingsOf(template, lookup) ?? [];
    return reading === undefined ? null : shownReading(reading);
  });
