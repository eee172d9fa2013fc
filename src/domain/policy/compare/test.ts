/** One condition as the comparison sees it: a question about one condition key, answered by the evaluator's own closure. */
import { foldCase } from '../fold-case.ts';
import type { Constraints } from '../../grants/constraints.ts';
import type { CompiledStatement } from '../compile.ts';
import type { PolicyCondition } from '../document.ts';
import { operatorRow, type ConditionLookup, type ConditionValue, type OperandType } from '../operators.ts';
import { readDate, readNumber, readRange, type AddressRange } from '../operand-values.ts';
import { isVariable, parseTemplate, type Template, type Variable } from '../variables.ts';
import type { GlobPart } from '../wildcard.ts';
import { globAny } from '../matchers.ts';
import { arnPattern, folded, globPattern, type Pattern } from './automaton.ts';

/** What a test tells apart on its key. Whoever looks for classes tries these, and what lies between. */
export interface Landmarks {
  readonly texts: readonly string[];
  /** Texts that match one of them go with each other. */
  readonly patterns: readonly Pattern[];
  readonly numbers: readonly number[];
  /** ms */
  readonly dates: readonly number[];
  readonly ranges: readonly AddressRange[];
}

/** How a test reads a value; null: it does not. */
export type Sort = 'text' | Exclude<OperandType, 'String' | 'ARN' | 'Null'> | null;

export interface Test {
  /** Equal for tests that are the same question. */
  readonly id: string;
  /** As `canonicalKey` gives it. */
  readonly key: string;
  /** Keys of policy variables that nobody has answered yet, likewise. */
  readonly open: readonly string[];
  /** It looks at a value of the request; false: only at what its variables stand for. */
  readonly looksAtKey: boolean;
  /** The open variables stand alone in their values, under an operator that compares whole values. */
  readonly wholeValues: boolean;
  /** Look-up of what is not known of the caller or the key. */
  readonly holds: (values: ConditionLookup) => boolean;
  readonly landmarks: Landmarks;
  readonly sort: Sort;
  /** What it tells apart no list of values is sure to show. */
  readonly isOdd: boolean;
  /** Several values at once never fulfil it. */
  readonly single?: true;
  /** How many values it compares with: what asking it costs. */
  readonly size: number;
  /** Values are read anew each time: they have variables. */
  readonly isSlow?: boolean;
  /** Texts that stand for a policy variable, with what people call it. */
  readonly aliases: ReadonlyMap<string, string>;
  /** To put it into words; null for a grant's constraint. */
  readonly written: PolicyCondition | null;
  /** The value for which a grant's constraint asks. */
  readonly wanted: string | null;
}

/** What is known of a condition key before the request is: from the caller, the key, the desk. Null: not known. */
export type Known = (key: string) => { readonly value: ConditionValue } | null;

/** Keys that are other names, or other spellings, of one value. */
const SAME: Readonly<Record<string, string>> = {
  'aws:epochtime': 'aws:currenttime',
  'kms:customermasterkeyspec': 'kms:keyspec',
  'kms:customermasterkeyusage': 'kms:keyusage',
};
export const canonicalKey = (key: string): string => {
  const lower = foldCase(key);
  return SAME[lower] ?? lower;
};

/** A look-up that answers by canonical key. */
export const lookupOf =
  (values: (canonical: string) => ConditionValue): ConditionLookup =>
  (key) => {
    const value = values(canonicalKey(key));
    if (key !== 'aws:epochtime' || typeof value !== 'string') return value;
    const time = readDate(value);
    return time === null ? undefined : String(Math.floor(time / 1000));
  };

const NO_LANDMARKS: Landmarks = { texts: [], patterns: [], numbers: [], dates: [], ranges: [] };

/** The test of a statement's condition, or its answer where all that it asks for is known. */
export function testOf(statement: CompiledStatement, index: number, known: Known): Test | boolean {
  const { effect, version } = statement;
  const condition = statement.conditions[index];
  const written = statement.written.conditions[index];
  if (condition === undefined || written === undefined) return false; // the compiler keeps them side by side
  const key = canonicalKey(condition.folded);
  const own = known(key);
  if (own !== null && !condition.open) return condition.holds(lookupOf(() => own.value));
  const row = operatorRow(written.base);
  const hasVariables = version === '2012-10-17' && row?.variables === true;
  const templates = condition.wanted.map(
    (text): Template => (hasVariables ? parseTemplate(text) : null) ?? [text],
  );
  const asked = new Set(
    templates.flatMap((parts) => parts.filter(isVariable)).map((v) => canonicalKey(v.folded)),
  );
  const answers = new Map([...asked].map((name) => [name, known(name)]));
  const open = [...answers].flatMap(([name, answer]) => (answer === null ? [name] : []));
  const holds = (values: ConditionLookup): boolean =>
    condition.holds(
      lookupOf((name) => {
        const answer = name === key ? own : answers.get(name);
        return answer == null ? values(name) : answer.value;
      }),
    );
  if (own !== null && open.length === 0) return holds(() => undefined);
  const bound = [...answers].map(([name, answer]) => (answer === null ? name : [name, answer.value ?? null]));
  const readings = templates.map((parts) =>
    parts.map((part) => (isVariable(part) ? reading(part, answers) : part)),
  );
  const closed = readings.filter((parts): parts is GlobPart[] => parts.every((part) => part !== null));
  return {
    id: `${effect} ${hasVariables ? '' : 'plain '}${written.operator} ${key} ${JSON.stringify(condition.wanted.toSorted())} ${asked.size > 0 ? JSON.stringify(bound) : ''} ${own === null ? '' : JSON.stringify(own.value)}`,
    key,
    open,
    looksAtKey: own === null,
    wholeValues:
      own === null &&
      row?.type === 'String' &&
      !written.base.endsWith('IgnoreCase') &&
      templates.every((parts) => parts.length === 1 || !parts.some(isVariable)),
    holds,
    landmarks: landmarksOf(written.base, closed),
    sort: sortOf(written.base),
    isOdd: false,
    size: templates.length,
    isSlow: asked.size > 0,
    aliases: aliasesOf(templates, readings),
    written,
    wanted: null,
  };
}

function sortOf(base: string): Sort {
  const type = operatorRow(base)?.type ?? 'Null';
  return type === 'String' || type === 'ARN' ? 'text' : type === 'Null' ? null : type;
}

const reading = (
  { folded: name, fallback }: Variable,
  answers: ReadonlyMap<string, { readonly value: ConditionValue } | null>,
): GlobPart | null => {
  const value = answers.get(canonicalKey(name))?.value;
  const text = typeof value === 'string' ? value : (value?.[0] ?? fallback);
  return text === null ? null : { literal: text };
};

/** What a variable stands for, in words. */
export function variableWords(key: string): string {
  const tag = /^aws:principaltag\/(.*)$/is.exec(key)?.[1];
  if (tag !== undefined) return `the caller’s tag "${tag}"`;
  const of: Readonly<Record<string, string>> = {
    'aws:username': 'user name',
    'aws:userid': 'id',
    'aws:principalarn': 'ARN',
    'aws:principalaccount': 'account',
  };
  const name = of[foldCase(key)];
  return name === undefined ? `the request’s ${key}` : `the caller’s ${name}`;
}

/** Of values that are one variable and nothing else; never of a text that another value of the test is. */
function aliasesOf(
  templates: readonly Template[],
  readings: readonly (readonly (GlobPart | null)[])[],
): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  for (const [i, [part, ...more]] of templates.entries()) {
    const read = readings[i]?.[0];
    if (part === undefined || more.length > 0 || !isVariable(part) || read == null) continue;
    out.set(textOf([read]), variableWords(part.key));
  }
  for (const parts of templates)
    if (!parts.some(isVariable)) out.delete(textOf(parts as readonly GlobPart[])); // none is
  return out;
}

const NO_ALIASES: ReadonlyMap<string, string> = new Map();

const textOf = (parts: readonly GlobPart[]): string =>
  parts.map((part) => (typeof part === 'string' ? part : part.literal)).join('');
const hasWildcards = (parts: readonly GlobPart[]): boolean =>
  parts.some((part) => typeof part === 'string' && /[*?]/.test(part));

function landmarksOf(base: string, values: readonly (readonly GlobPart[])[]): Landmarks {
  const texts = values.map(textOf);
  switch (operatorRow(base)?.type) {
    case 'ARN':
      return {
        ...NO_LANDMARKS,
        texts: values.filter((parts) => !hasWildcards(parts)).map(textOf),
        patterns: values.filter(hasWildcards).flatMap((parts) => {
          const pattern = arnPattern(parts);
          return pattern === null ? [] : [pattern];
        }),
      };
    case 'Numeric':
      return { ...NO_LANDMARKS, numbers: texts.flatMap((text) => readNumber(text) ?? []) };
    case 'Date':
      return { ...NO_LANDMARKS, dates: texts.flatMap((text) => readDate(text) ?? []) };
    case 'IpAddress':
      return { ...NO_LANDMARKS, ranges: texts.flatMap((text) => readRange(text) ?? []) };
    case 'Null':
      return NO_LANDMARKS;
    default:
      if (base.endsWith('IgnoreCase')) return { ...NO_LANDMARKS, patterns: texts.map(folded) };
      if (!base.endsWith('Like')) return { ...NO_LANDMARKS, texts };
      return {
        ...NO_LANDMARKS,
        texts: values.filter((parts) => !hasWildcards(parts)).map(textOf),
        patterns: values.filter(hasWildcards).map(globPattern),
      };
  }
}

/** The resource of a request, where it is not one key. */
export const RESOURCE = 'resource';

export function resourceTest({ resource, written, version, effect }: CompiledStatement): Test {
  const texts = written.resources.map(({ text }) => text);
  const templates = texts.map((text) => (version === '2012-10-17' ? parseTemplate(text) : null) ?? [text]);
  const open = templates
    .flatMap((parts) => parts.filter(isVariable))
    .map((each) => canonicalKey(each.folded));
  const closed = templates.filter((parts): parts is readonly GlobPart[] => !parts.some(isVariable));
  return {
    id: `${effect} ${RESOURCE} ${written.not.resource} ${version} ${JSON.stringify(texts.toSorted())}`,
    key: RESOURCE,
    open,
    looksAtKey: true,
    wholeValues: false,
    holds: (values) => {
      const given = values(RESOURCE);
      return typeof given === 'string' && resource(given, values);
    },
    landmarks: landmarksOf('StringLike', closed),
    sort: 'text',
    isOdd: false,
    size: texts.length,
    aliases: NO_ALIASES,
    written: null,
    wanted: listedWords(texts, written.not.resource),
  };
}
/** On one key: the answer, or a test where it depends on a variable of which nobody knows what it stands for. */
export function resourceOf(statement: CompiledStatement, resource: string, known: Known): Test | boolean {
  const test = resourceTest(statement);
  const open = test.open.filter((name) => known(name) === null);
  if (open.length === 0)
    return statement.resource(
      resource,
      lookupOf((key) => known(key)?.value),
    );
  const fixed = statement.written.resources.flatMap(({ text }) => {
    const parts = parseTemplate(text) ?? [text];
    return parts.some(isVariable) ? [] : [parts as readonly GlobPart[]]; // none is
  });
  // Whatever the variables stand for, another of the patterns matches.
  if (globAny(fixed)(resource)) return !statement.written.not.resource;
  return { ...test, open, looksAtKey: false };
}

const listedWords = (texts: readonly string[], inverted: boolean): string =>
  `${inverted ? 'not ' : ''}${texts.join(' or ')}`;

/** A constraint of a grant: the context has this pair (its name without case, its value exactly); `alone`: under no other spelling of the name. */
export const pairTest = (key: string, value: string, alone = false): Test => ({
  id: `grant ${alone ? 'only ' : ''}${key} ${JSON.stringify(value)}`,
  key,
  open: [],
  looksAtKey: true,
  wholeValues: false,
  holds: (values) => {
    const given = values(key);
    if (typeof given === 'string') return given === value;
    return given?.includes(value) === true && (!alone || given.length === 1);
  },
  landmarks: { ...NO_LANDMARKS, texts: [value] },
  sort: 'text',
  isOdd: false,
  ...(alone ? { single: true } : {}),
  size: 1,
  aliases: NO_ALIASES,
  written: null,
  wanted: value,
});

/** Likewise, of several pairs under one name: in which spellings the request gives them its values do not tell. */
export const spellingsTest = (key: string, values: readonly string[]): Test => ({
  ...pairTest(key, values[0] ?? ''),
  id: `grant spellings ${key} ${JSON.stringify(values)}`,
  holds: (lookup) => {
    const given = lookup(key) ?? [];
    return typeof given !== 'string' && given.toSorted().join('\n') === values.toSorted().join('\n');
  },
  isOdd: true,
  wanted: values.join(', '),
});

/** What a grant lets pass on: no other operations than its own. */
export const operationsTest = (operations: readonly string[]): Test => {
  const own = new Set(operations);
  return {
    id: `grant operations ${JSON.stringify([...own].toSorted())}`,
    key: 'kms:grantoperations',
    open: [],
    looksAtKey: true,
    wholeValues: false,
    holds: (values) => {
      const given = values('kms:grantoperations') ?? [];
      return (typeof given === 'string' ? [given] : given).every((operation) => own.has(operation));
    },
    landmarks: { ...NO_LANDMARKS, texts: [...own] },
    sort: 'text',
    isOdd: false,
    size: own.size,
    aliases: NO_ALIASES,
    written: null,
    wanted: [...own].join(', '),
  };
};

/** Likewise: constraints that are as strict. It is not told: of two constraints at once the values do not say which pair is of which. */
export const childTest = (parent: Constraints): Test => ({
  id: `grant child ${JSON.stringify([parent.contextEquals, parent.contextSubset])}`,
  key: 'kms:encryptioncontextkeys',
  open: [],
  looksAtKey: false,
  wholeValues: false,
  holds: () => true,
  landmarks: NO_LANDMARKS,
  sort: 'text',
  isOdd: true,
  size: 1,
  aliases: NO_ALIASES,
  written: null,
  wanted: null,
});

/** A constraint of a grant: the context has no other names than these. */
export const namesTest = (names: readonly string[]): Test => {
  const folds = new Set(names.map((name) => foldCase(name)));
  return {
    id: `grant names ${JSON.stringify([...folds].toSorted())}`,
    key: 'kms:encryptioncontextkeys',
    open: [],
    looksAtKey: true,
    wholeValues: false,
    holds: (values) => {
      const given = values('kms:encryptioncontextkeys') ?? [];
      return (typeof given === 'string' ? [given] : given).every((name) => folds.has(foldCase(name)));
    },
    landmarks: { ...NO_LANDMARKS, patterns: names.map(folded) },
    sort: 'text',
    isOdd: false,
    size: names.length,
    aliases: NO_ALIASES,
    written: null,
    wanted: names.join(', '),
  };
};
