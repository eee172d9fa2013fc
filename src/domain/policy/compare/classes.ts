/** The classes of a condition key's values that a set of tests cannot tell apart, each with the shortest value that stands for it. */
import { conditionKey } from '../condition-keys.ts';
import { readAddress, readBoolean, readDate, readNumber } from '../operand-values.ts';
import { addressAfter, addressText, firstAddress } from './addresses.ts';
import { Automaton, folded, Words } from './automaton.ts';
import { BudgetSpent, type Meter } from './budget.ts';
import { explore } from './explore.ts';
import { lookupOf, type Test } from './test.ts';

export interface ValueClass {
  /** Stands for the class. */
  readonly value: string;
  /** Values of it that the policies name. */
  readonly named: readonly string[];
  /** It has values that no policy names. */
  readonly open: boolean;
}

export interface Classes {
  readonly classes: readonly ValueClass[];
  /** Tests that the classes do not settle: they may hold or not, whatever the class. */
  readonly loose: ReadonlySet<Test>;
}

type Family = 'patterns' | 'numbers' | 'dates' | 'ranges';
const FAMILIES: readonly Family[] = ['patterns', 'numbers', 'dates', 'ranges'];

/** Whole numbers, and the least and greatest that a request can give. */
const WHOLE: Readonly<Record<string, readonly [number, number]>> = {
  'kms:rotationperiodindays': [90, 2560],
  'kms:schedulekeydeletionpendingwindowindays': [7, 30],
  'kms:trailingdayswithoutkeyusage': [0, Infinity],
  'aws:multifactorauthage': [0, Infinity],
};

interface Asked {
  readonly key: string;
  readonly tests: readonly Test[];
  /** More values to tell apart. */
  readonly texts: readonly string[];
  /** Tests of another key that compare with this one's value. */
  readonly mirrored: readonly Test[];
  /** What else tells values apart: by the truth of each test under every value of the variables it has. */
  readonly vectorOf: (value: string) => string;
  /** Texts to tell apart in any case. */
  readonly folds: readonly string[];
  readonly now: number;
  readonly meter: Meter;
}

export function classesOf(asked: Asked): Classes {
  const { key, tests, mirrored } = asked;
  const all = [...tests, ...mirrored];
  const kept = familyOf(key, all);
  const loose = new Set(
    tests.filter((test) => FAMILIES.some((family) => family !== kept && test.landmarks[family].length > 0)),
  );
  const texts = [...new Set([...all.flatMap(({ landmarks }) => landmarks.texts), ...asked.texts])];
  const closed = conditionKey(key)?.values ?? null;
  const named = closed ?? texts.filter(fitsType(key));
  let others: readonly string[];
  try {
    others = closed === null ? othersOf(asked, all, kept, named) : [];
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    for (const test of tests) if (test.landmarks.patterns.length > 0) loose.add(test);
    others = [fresh(named)];
  }
  const sure = tests.filter((test) => !loose.has(test));
  const byVector = new Map<string, { value: string; named: string[]; open: boolean }>();
  const isNamed = new Set(named);
  for (const value of [...named, ...others]) {
    const lookup = lookupOf((name) => (name === key ? value : undefined));
    const vector =
      sure.map((test) => (test.open.length > 0 ? '' : test.holds(lookup) ? '1' : '0')).join('') +
      mirrored
        .map((test) => (test.holds(lookupOf((name) => (name === test.key ? value : undefined))) ? '1' : '0'))
        .join('') +
      asked.vectorOf(value);
    const own = byVector.get(vector) ?? { value, named: [], open: false };
    if (isNamed.has(value)) own.named.push(value);
    else own.open = true;
    byVector.set(vector, own);
  }
  return { classes: [...byVector.values()], loose };
}

const typeOf = (key: string): string => conditionKey(key)?.type ?? 'String';

const fitsType = (key: string): ((text: string) => boolean) => {
  switch (typeOf(key)) {
    case 'Numeric':
      return (text) => readNumber(text) !== null && within(key, Number(text));
    case 'Date':
      return (text) => readDate(text) !== null;
    case 'IpAddress':
      return (text) => readAddress(text) !== null;
    default:
      return () => true;
  }
};

const within = (key: string, value: number): boolean => {
  const range = WHOLE[key];
  return range === undefined || (Number.isInteger(value) && value >= range[0] && value <= range[1]);
};

/** Values of a type are told apart by its order; free text by patterns, else by the first order that somebody uses. */
function familyOf(key: string, tests: readonly Test[]): Family {
  const type = typeOf(key);
  if (type === 'Numeric') return 'numbers';
  if (type === 'Date') return 'dates';
  if (type === 'IpAddress') return 'ranges';
  return FAMILIES.find((family) => tests.some(({ landmarks }) => landmarks[family].length > 0)) ?? 'patterns';
}

/** Values beside the named ones, at least one of each class. */
function othersOf(
  { key, folds, now, meter }: Asked,
  tests: readonly Test[],
  family: Family,
  named: readonly string[],
): readonly string[] {
  const type = typeOf(key);
  const free = type === 'String' || type === 'ARN' ? [fresh(named)] : [];
  if (family === 'numbers') {
    const landmarks = tests.flatMap((test) => test.landmarks.numbers);
    return [
      ...numbersAround(key, [...landmarks, ...named.flatMap((text) => readNumber(text) ?? [])]),
      ...free,
    ];
  }
  if (family === 'dates') {
    const landmarks = tests.flatMap((test) => test.landmarks.dates);
    return [...datesAround(key, landmarks, now), ...free];
  }
  if (family === 'ranges') {
    const ranges = tests.flatMap((test) => test.landmarks.ranges);
    const starts = ranges.flatMap((range) =>
      [firstAddress(range), addressAfter(range) ?? []].filter((a) => a.length > 0),
    );
    return [...new Set(['203.0.113.1', '2001:db8::1', '0.0.0.0', '::', ...starts.map(addressText)]), ...free];
  }
  const withPatterns = tests.filter(({ landmarks }) => landmarks.patterns.length > 0);
  if (withPatterns.length + folds.length === 0) return free;
  const automata = [
    ...withPatterns.map(({ landmarks }) => new Automaton(landmarks.patterns)),
    ...folds.map((text) => new Automaton([folded(text)])),
  ];
  return unnamed(automata, named, null, meter);
}

/** Of each combination of automata, a text that is none of `named`. */
export function unnamed(
  automata: readonly Automaton[],
  named: readonly string[],
  domain: Automaton | null,
  meter: Meter,
): readonly string[] {
  const found = explore([new Words(named), ...automata], domain, meter);
  return [...found].filter(([accepted]) => accepted.startsWith('0')).map(([, text]) => text);
}

/** A text that nobody names, and that is of no other type. */
function fresh(named: readonly string[]): string {
  let text = 'x';
  while (named.includes(text) || readBoolean(text) !== null) text += 'x';
  return text;
}

function numbersAround(key: string, landmarks: readonly number[]): string[] {
  const sorted = [...new Set(landmarks)].toSorted((a, b) => a - b);
  const out: number[] = [];
  const whole = WHOLE[key];
  if (whole !== undefined) {
    out.push(whole[0]);
    for (const at of sorted) out.push(Math.ceil(at) - 1, at, Math.floor(at) + 1);
    if (whole[1] !== Infinity) out.push(whole[1]);
    return out.filter((value) => within(key, value)).map(String);
  }
  for (const [i, at] of sorted.entries()) {
    out.push(i === 0 ? at - 1 : (at + (sorted[i - 1] ?? at)) / 2, at);
  }
  out.push((sorted.at(-1) ?? 0) + 1);
  return out.map(decimal);
}

const decimal = (value: number): string =>
  /e/.test(String(value)) ? value.toFixed(20).replace(/0+$/, '') : String(value);

/** The clock only goes on: what was before now is no request any more. */
function datesAround(key: string, landmarks: readonly number[], now: number): string[] {
  const least = key === 'aws:currenttime' ? now : -Infinity;
  const around = landmarks.flatMap((at) => [at - 1000, at - 1, at, at + 1, at + 1000]);
  return [now, ...around]
    .filter((at) => at >= least && Math.abs(at) < 8e15)
    .map((at) => new Date(Math.trunc(at)).toISOString());
}
