/**
 * The condition operators that are evaluated, one row each (kms-api.md §8.3). One that is not a row is refused on save, by name.
 */
import { anyWildcard, wildcard, type Matcher } from './wildcard.ts';

/** A request's value of a condition key. Undefined (or an empty list): the key is absent. */
export type ConditionValue = string | readonly string[] | undefined;
export type ConditionTest = (given: ConditionValue) => boolean;

type Effect = 'Allow' | 'Deny';

export interface OperatorRow {
  readonly name: string;
  /** May stand on a key that has several values at once. */
  readonly onMultivalued: boolean;
  /** What a policy's value must be, when this one is not; null when it is good. */
  readonly refuse: (value: string) => string | null;
  /** Closure over a policy's values (at least one, none refused), in a statement of that effect. */
  readonly compile: (values: readonly string[], effect: Effect) => ConditionTest;
}

const isAbsent = (given: ConditionValue): given is undefined | readonly [] =>
  given === undefined || (typeof given !== 'string' && given.length === 0);

/**
 * Absent: false. Several values stand for two names that differ in case only (of tags, of an encryption context), which a policy cannot
 * tell apart. Whoever makes the request chose them, so the safe side is taken: an Allow wants all of them to match, for a Deny one is
 * enough.
 */
const positive =
  (make: (values: readonly string[]) => Matcher) =>
  (values: readonly string[], effect: Effect): ConditionTest => {
    const matches = make(values);
    return (given) => {
      if (typeof given === 'string') return matches(given);
      if (isAbsent(given)) return false;
      return effect === 'Allow' ? given.every(matches) : given.some(matches);
    };
  };

const anyText = (): null => null;
const booleanOnly = (value: string): string | null =>
  /^(?:true|false)$/i.test(value) ? null : 'must be "true" or "false"';

/** Both sides by their colon-separated parts; the sixth is the rest, colons included. */
const ARN_PARTS = 6;
function arnParts(text: string): string[] | null {
  const parts = text.split(':');
  return parts.length < ARN_PARTS
    ? null
    : [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(':')];
}

function arnPattern(pattern: string): (parts: readonly string[]) => boolean {
  const matchers = (arnParts(pattern) ?? []).map(wildcard); // `refuse` let only whole ARNs in
  return (parts) => matchers.length === ARN_PARTS && matchers.every((matches, i) => matches(parts[i] ?? ''));
}

function anyArn(patterns: readonly string[]): Matcher {
  const matchers = patterns.map(arnPattern);
  return (text) => {
    const parts = arnParts(text);
    return parts !== null && matchers.some((matches) => matches(parts));
  };
}

function equalsAny(values: readonly string[]): Matcher {
  const [only] = values;
  if (values.length === 1) return (text) => text === only;
  const set = new Set(values);
  return (text) => set.has(text);
}

export const OPERATORS: readonly OperatorRow[] = [
  { name: 'StringEquals', onMultivalued: false, refuse: anyText, compile: positive(equalsAny) },
  { name: 'StringLike', onMultivalued: false, refuse: anyText, compile: positive(anyWildcard) },
  {
    name: 'Bool',
    onMultivalued: false,
    refuse: booleanOnly,
    compile: positive((values) => {
      const wanted = new Set(values.map((value) => value.toLowerCase()));
      return (text) => wanted.has(text.toLowerCase());
    }),
  },
  {
    name: 'ArnLike',
    onMultivalued: false,
    refuse: (value) =>
      arnParts(value) === null
        ? 'must have the six parts of an ARN, separated by colons (each may be "*")'
        : null,
    compile: positive(anyArn),
  },
  {
    name: 'Null',
    onMultivalued: true,
    refuse: booleanOnly,
    compile: (values) => {
      const wanted = new Set(values.map((value) => value.toLowerCase()));
      return (given) => wanted.has(String(isAbsent(given)));
    },
  },
];

const BY_NAME: ReadonlyMap<string, OperatorRow> = new Map(OPERATORS.map((row) => [row.name, row]));

export const operatorRow = (name: string): OperatorRow | undefined => BY_NAME.get(name);

/** What the policy language has, so that a refusal can tell "not evaluated here" from a misspelling. */
const LANGUAGE =
  /^(?:ForAllValues:|ForAnyValue:)?(?:String(?:Not)?(?:Equals(?:IgnoreCase)?|Like)|(?:Numeric|Date)(?:(?:Not)?Equals|(?:LessThan|GreaterThan)(?:Equals)?)|Bool|BinaryEquals|(?:Not)?IpAddress|Arn(?:Not)?(?:Equals|Like)|Null)(?:IfExists)?$/;

/** An operator of the policy language, with or without a set qualifier and IfExists. */
export const isLanguageOperator = (name: string): boolean => LANGUAGE.test(name);
