/** The classes of a condition key's values that a set of tests cannot tell apart, each with the shortest value that stands for it. */
import { conditionKey } from '../condition-keys.ts';
import { readBoolean, readDate, readNumber, readAddress } from '../operand-values.ts';
import { addressAfter, addressText, firstAddress } from './addresses.ts';
import { Automaton, folded, Words, type Walkable } from './automaton.ts';
import { BudgetSpent, type Meter } from '../meter.ts';
import { explore } from './explore.ts';
import { valuesHere } from './known.ts';
import { lookupOf, type Sort, type Test } from './test.ts';

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

/** Whole numbers, and the least and greatest that a request can give. */
const WHOLE: Readonly<Record<string, readonly [number, number]>> = {
  'kms:rotationperiodindays': [90, 2560],
  'kms:schedulekeydeletionpendingwindowindays': [7, 30],
  'kms:trailingdayswithoutkeyusage': [0, Infinity],
  'aws:multifactorauthage': [0, Infinity],
};

/** Thrown where values cannot be told apart by examples, and caught where the tests are then left open. */
class NotSure extends Error {
  override readonly name = 'NotSure';
}

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
  readonly accountId: string;
  readonly meter: Meter;
  /** Of what it costs to ask tests. */
  readonly asking: Meter;
}

/** Whether a request gives any text at all for the key: neither a text of a type nor one of a list. */
export const isFreeText = (key: string): boolean => /^(?:String|ARN)$/.test(typeOf(key)) && !isClosed(key);
/** Whether all values that a request can have of the key are on a list. */
export const isClosed = (key: string): boolean => valuesHere(key, '') !== null;

export function classesOf(asked: Asked): Classes {
  const { key, tests, asking } = asked;
  const mirrored = asked.mirrored.filter(({ sort }) => sort === 'text');
  const kept = sortOf(key, [...tests, ...mirrored]);
  // One value is spelled in many ways, and a test of another sort may tell them apart: each would have to be there in every spelling.
  const isSure = ({ sort, isOdd }: Test): boolean => sort === null || (sort === kept && !isOdd);
  const loose = new Set(isClosed(key) ? [] : tests.filter((test) => !isSure(test)));
  const all = [...tests.filter((test) => !loose.has(test)), ...mirrored];
  const texts = [...new Set([...all.flatMap(({ landmarks }) => landmarks.texts), ...asked.texts])];
  const closed = valuesHere(key, asked.accountId);
  const named = closed ?? texts.filter(fitsType(key));
  let others: readonly string[];
  try {
    others = closed === null ? othersOf(asked, all, kept, named) : [];
  } catch (error) {
    if (!(error instanceof BudgetSpent || error instanceof NotSure)) throw error;
    for (const test of tests)
      if (test.sort === kept && (kept !== 'text' || test.landmarks.patterns.length > 0)) loose.add(test);
    others = [fresh(named)];
  }
  const sure = tests.filter((test) => !loose.has(test));
  const byVector = new Map<string, { value: string; named: string[]; open: boolean }>();
  const isNamed = new Set(named);
  const cost = weightOf([...sure, ...mirrored]);
  for (const value of [...named, ...others]) {
    asking.spend(cost);
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

/** Tests without variables that are asked in the time of one step of a search. */
const TESTS_PER_STEP = 8;
/** Ranges are compared faster than patterns are matched. */
const RANGES_PER_STEP = 32;
/** Steps in the time of which a value with variables is read. */
const READING = 2;
/** What it costs to ask them of one value. Texts are looked up; patterns, ranges and values with variables are tried one by one. */
const weightOf = (tests: readonly Test[]): number =>
  Math.ceil(
    tests.reduce(
      (sum, { landmarks: { patterns, ranges }, isSlow, size }) =>
        sum +
        (1 + patterns.length) / TESTS_PER_STEP +
        ranges.length / RANGES_PER_STEP +
        (isSlow === true ? READING * size : 0),
      0,
    ),
  );

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

/** How values are told apart: those of a type by its order; free text as text, else as the sort that most tests have. */
function sortOf(key: string, tests: readonly Test[]): Sort {
  const type = typeOf(key);
  if (type === 'Numeric' || type === 'Date' || type === 'IpAddress') return type;
  const counts = Map.groupBy(tests, ({ sort }) => sort);
  counts.delete(null);
  if (counts.size === 0 || counts.has('text')) return 'text';
  const [most] = [...counts].toSorted(
    ([a, of], [b, other]) => other.length - of.length || (String(a) < String(b) ? -1 : 1),
  );
  return most?.[0] ?? 'text';
}

/** IPv4 addresses written as IPv6 are none: what comes before them goes on here. */
const AFTER_MAPPED = '::1:0:0:0';

/** Values beside the named ones, at least one of each class. */
function othersOf(
  { key, folds, now, meter }: Asked,
  tests: readonly Test[],
  kept: Sort,
  named: readonly string[],
): readonly string[] {
  const type = typeOf(key);
  const free = type === 'String' || type === 'ARN' ? [fresh(named)] : [];
  if (kept === 'Numeric')
    return [
      ...numbersAround(
        key,
        tests.flatMap((test) => test.landmarks.numbers),
      ),
      ...free,
    ];
  if (kept === 'Date')
    return [
      ...datesAround(
        key,
        tests.flatMap((test) => test.landmarks.dates),
        now,
      ),
      ...free,
    ];
  if (kept === 'IpAddress') {
    const ranges = tests.flatMap((test) => test.landmarks.ranges);
    const starts = ranges.flatMap((range) =>
      [firstAddress(range), addressAfter(range) ?? []].filter((a) => a.length > 0),
    );
    return [
      ...new Set(['203.0.113.1', '2001:db8::1', '0.0.0.0', '::', AFTER_MAPPED, ...starts.map(addressText)]),
      ...free,
    ];
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
  automata: readonly Walkable[],
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

/** Greater numbers have neighbours that are more than a little apart. */
const GREATEST = 2 ** 50;

/** Each landmark, and one number of every gap. Throws NotSure where they cannot be written. */
function numbersAround(key: string, landmarks: readonly number[]): string[] {
  const sorted = [...new Set(landmarks)].toSorted((a, b) => a - b);
  if (sorted.some((at) => Math.abs(at) > GREATEST)) throw new NotSure();
  const out: number[] = [];
  const whole = WHOLE[key];
  if (whole !== undefined) {
    out.push(whole[0]);
    for (const at of sorted) out.push(Math.ceil(at) - 1, at, Math.floor(at) + 1);
    if (whole[1] !== Infinity) out.push(whole[1]);
    return [...new Set(out)].filter((value) => within(key, value)).map(String);
  }
  for (const [i, at] of sorted.entries()) {
    out.push(i === 0 ? at - 1 : (at + (sorted[i - 1] ?? at)) / 2, at);
  }
  out.push((sorted.at(-1) ?? 0) + 1);
  const texts = out.map(decimal);
  const isWritten = texts.every(
    (text, i) => readNumber(text) === out[i] && (i === 0 || (out[i - 1] ?? 0) < (out[i] ?? 0)),
  );
  if (!isWritten) throw new NotSure();
  return texts;
}

const decimal = (value: number): string =>
  /e/.test(String(value)) ? value.toFixed(20).replace(/0+$/, '') : String(value);

/** Between the years that a date is written with. */
const EARLIEST = Date.UTC(1, 0, 1);
const LATEST = Date.UTC(9998, 11, 31);

/** The clock only goes on: what was before now is no request any more. Throws NotSure where dates are finer than they are written here. */
function datesAround(key: string, landmarks: readonly number[], now: number): string[] {
  const isClock = key === 'aws:currenttime';
  const sorted = [...new Set(landmarks)].toSorted((a, b) => a - b);
  const isFine = (at: number, i: number): boolean =>
    Number.isInteger(at) &&
    at > EARLIEST &&
    at < LATEST &&
    (isClock || i === 0 || at - (sorted[i - 1] ?? 0) > 1);
  if (!isClock && !sorted.every(isFine)) throw new NotSure();
  const least = isClock ? now : -Infinity;
  const around = sorted.flatMap((at) => [
    at - 1000,
    at - 1,
    Math.floor(at),
    Math.ceil(at),
    at + 1,
    at + 1000,
  ]);
  return [now, ...around]
    .filter((at) => at >= least && at > EARLIEST && at < LATEST)
    .map((at) => new Date(Math.trunc(at)).toISOString());
}
