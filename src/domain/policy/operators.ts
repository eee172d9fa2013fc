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
import type { Located, SetQualifier } from './document.ts';
import {
  inRange,
  readAddress,
  readBinary,
  readBoolean,
  readDate,
  readNumber,
  readRange,
} from './operand-values.ts';
import { isVariable, parseTemplate, readingsOf, shownReading, type Template } from './variables.ts';
import { glob, type GlobPart, type Matcher } from './wildcard.ts';

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
  readonly matchAny: (values: readonly (readonly GlobPart[])[]) => Matcher;
}

const plain = (parts: readonly GlobPart[]): string => shownReading(parts);

const equalsAny = (values: readonly (readonly GlobPart[])[]): Matcher => {
  const [only] = values;
  if (only !== undefined && values.length === 1) {
    const wanted = plain(only);
    return (text) => text === wanted;
  }
  const set = new Set(values.map(plain));
  return (text) => set.has(text);
};

const equalsAnyFolded = (values: readonly (readonly GlobPart[])[]): Matcher => {
  const set = new Set(values.map((parts) => plain(parts).toLowerCase()));
  return (text) => set.has(text.toLowerCase());
};

/** Whether any of the patterns matches. */
export function globAny(values: readonly (readonly GlobPart[])[]): Matcher {
  const exact = new Set<string>();
  const matchers: Matcher[] = [];
  for (const parts of values) {
    if (parts.some((part) => typeof part === 'string' && /[*?]/.test(part))) matchers.push(glob(parts));
    else exact.add(plain(parts));
  }
  if (matchers.length === 0) return (text) => exact.has(text);
  const [only] = matchers;
  if (only !== undefined && matchers.length === 1 && exact.size === 0) return only;
  return (text) => exact.has(text) || matchers.some((matches) => matches(text));
}

/** Both sides of an ARN comparison by their colon-separated parts; the sixth is the rest, colons included. */
const ARN_PARTS = 6;
export function arnParts(text: string): string[] | null {
  const parts = text.split(':');
  return parts.length < ARN_PARTS
    ? null
    : [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(':')];
}

/** A pattern cut at its first five colons; null when it has fewer. */
function arnFields(parts: readonly GlobPart[]): GlobPart[][] | null {
  const fields: GlobPart[][] = [[]];
  for (const part of parts) {
    let rest = typeof part === 'string' ? part : part.literal;
    const keep = (text: string): void => {
      fields.at(-1)?.push(typeof part === 'string' ? text : { literal: text });
    };
    while (fields.length < ARN_PARTS) {
      const colon = rest.indexOf(':');
      if (colon === -1) break;
      keep(rest.slice(0, colon));
      rest = rest.slice(colon + 1);
      fields.push([]);
    }
    keep(rest);
  }
  return fields.length === ARN_PARTS ? fields : null;
}

const anyArn = (values: readonly (readonly GlobPart[])[]): Matcher => {
  const patterns = values.flatMap((parts) => {
    const fields = arnFields(parts);
    return fields === null ? [] : [fields.map((field) => glob(field))];
  });
  return (text) => {
    const parts = arnParts(text);
    return parts !== null && patterns.some((fields) => fields.every((matches, i) => matches(parts[i] ?? '')));
  };
};

/** Values of a type, those of another left out, and one value of the request against each. */
const compare =
  <T>(read: (text: string) => T | null, fits: (given: T, wanted: T) => boolean): OperatorRow['matchAny'] =>
  (values) => {
    const wanted = values.flatMap((parts) => read(plain(parts)) ?? []);
    return (text) => {
      const given = read(text);
      return given !== null && wanted.some((each) => fits(given, each));
    };
  };

const anyAddress: OperatorRow['matchAny'] = (values) => {
  const ranges = values.flatMap((parts) => readRange(plain(parts)) ?? []);
  return (text) => {
    const address = readAddress(text);
    return address !== null && ranges.some((range) => inRange(address, range));
  };
};

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
  matchAny: OperatorRow['matchAny'],
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
  matchAny: OperatorRow['matchAny'],
  more: Partial<OperatorRow> = {},
): OperatorRow[] => [
  row(type, name, matchAny, more),
  row(type, inverse, matchAny, { ...more, negated: true }),
];

const ordered = (type: 'Numeric' | 'Date', read: (text: string) => number | null): OperatorRow[] => [
  ...pair(
    type,
    [`${type}Equals`, `${type}NotEquals`],
    compare(read, (given, wanted) => given === wanted),
  ),
  row(
    type,
    `${type}LessThan`,
    compare(read, (given, wanted) => given < wanted),
  ),
  row(
    type,
    `${type}LessThanEquals`,
    compare(read, (given, wanted) => given <= wanted),
  ),
  row(
    type,
    `${type}GreaterThan`,
    compare(read, (given, wanted) => given > wanted),
  ),
  row(
    type,
    `${type}GreaterThanEquals`,
    compare(read, (given, wanted) => given >= wanted),
  ),
];

const same = <T>(given: T, wanted: T): boolean => given === wanted;

export const OPERATORS: readonly OperatorRow[] = [
  ...pair('String', ['StringEquals', 'StringNotEquals'], equalsAny),
  ...pair('String', ['StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'], equalsAnyFolded),
  ...pair('String', ['StringLike', 'StringNotLike'], globAny, { wildcards: true }),
  ...ordered('Numeric', readNumber),
  ...ordered('Date', readDate),
  row('Bool', 'Bool', compare(readBoolean, same)),
  row('Binary', 'BinaryEquals', compare(readBinary, same)),
  ...pair('IpAddress', ['IpAddress', 'NotIpAddress'], anyAddress),
  ...pair('ARN', ['ArnEquals', 'ArnNotEquals'], anyArn),
  ...pair('ARN', ['ArnLike', 'ArnNotLike'], anyArn),
  row('Null', 'Null', compare(readBoolean, same)),
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
  readonly matchAny: OperatorRow['matchAny'];
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
  const fixed = templates.filter((parts): parts is readonly GlobPart[] => !parts.some(isVariable));
  const open = templates.filter((parts) => parts.some(isVariable));
  const matches = matchAny(fixed);
  if (open.length === 0) return negated ? (text) => !matches(text) : matches;
  const safe = effect === 'Deny';
  return (text, lookup) => {
    if (matches(text)) return !negated;
    let matched = false;
    for (const template of open) {
      const readings = readingsOf(template, lookup);
      if (readings === null) return safe;
      const fitting = readings.filter((reading) => matchAny([reading])(text)).length;
      // In every reading for an Allow, in one for a Deny; a value that cannot be resolved matches nothing.
      const certain = readings.length > 0 && fitting === readings.length;
      const possible = fitting > 0;
      if (!negated) matched ||= safe ? possible : certain;
      else if (safe ? certain : possible || readings.length === 0) return false;
    }
    return negated || matched;
  };
}

/** A policy's values as they read in a request: null where a variable cannot be resolved. For explanations. */
export function substituted(
  values: readonly Pick<Located, 'text'>[],
  lookup: ConditionLookup,
): readonly (string | null)[] {
  return values.map(({ text }) => {
    const template = parseTemplate(text);
    if (template === null) return text;
    const [reading] = readingsOf(template, lookup) ?? [];
    return reading === undefined ? null : shownReading(reading);
  });
}
