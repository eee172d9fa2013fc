/**
 * The comparisons of conditions: a policy's values, prepared once, and whether one value of a request matches any of them. A value of
 * another type matches nothing.
 */
import { foldCase } from './fold-case.ts';
import {
  inRange,
  readAddress,
  readBinary,
  readBoolean,
  readDate,
  readNumber,
  readRange,
  type Address,
} from './operand-values.ts';
import { shownReading } from './variables.ts';
import { GlobSet } from './glob-set.ts';
import { anyGlob, glob, hasWildcard, isMany, type GlobPart, type Matcher } from './wildcard.ts';

/** A value of a policy whose variables are put in. */
export type Operand = readonly GlobPart[];
export type MatchAny = (values: readonly Operand[]) => Matcher;

/** Remembers the last text: a request's value is compared in statement after statement. */
function remembering<T>(read: (text: string) => T): (text: string) => T {
  let last: { readonly text: string; readonly value: T } | null = null;
  return (text) => (last?.text === text ? last : (last = { text, value: read(text) })).value;
}

/** How values of a type are read: the policy's, and the request's. */
export interface Reading<T> {
  readonly read: (text: string) => T | null;
  readonly readGiven: (text: string) => T | null;
}
const reading = <T>(read: (text: string) => T | null): Reading<T> => ({ read, readGiven: remembering(read) });

export const NUMBERS = reading(readNumber);
export const DATES = reading(readDate);
export const BOOLEANS = reading(readBoolean);
export const BINARIES = reading(readBinary);

const plain = (parts: Operand): string => shownReading(parts);

export const equalsAny = (values: readonly Operand[]): Matcher => {
  const [only] = values;
  if (only !== undefined && values.length === 1) {
    const wanted = plain(only);
    return (text) => text === wanted;
  }
  const set = new Set(values.map(plain));
  return (text) => set.has(text);
};

export const equalsAnyFolded = (values: readonly Operand[]): Matcher => {
  const set = new Set(values.map((parts) => foldCase(plain(parts))));
  return (text) => set.has(foldCase(text));
};

/** Whether any of the patterns matches. */
export function globAny(values: readonly Operand[]): Matcher {
  const exact = new Set<string>();
  const patterns: Operand[] = [];
  for (const parts of values) {
    if (parts.some((part) => typeof part === 'string' && hasWildcard(part))) patterns.push(parts);
    else exact.add(plain(parts));
  }
  if (patterns.length === 0) return (text) => exact.has(text);
  const matches = anyGlob(patterns);
  return exact.size === 0 ? matches : (text) => exact.has(text) || matches(text);
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

const givenArn = remembering(arnParts);

export const anyArn = (values: readonly Operand[]): Matcher => {
  const written = values.flatMap((parts) => {
    const fields = arnFields(parts);
    return fields === null ? [] : [fields.toReversed()];
  });
  // The last field, the resource's name, tells most apart: it is asked first.
  const patterns = written.map((fields) => fields.map((field) => glob(field)));
  let many: ((parts: readonly string[]) => boolean) | null = null;
  return (text) => {
    const parts = givenArn(text);
    if (parts === null) return false;
    if (isMany(patterns.length, text)) return (many ??= anyOfMany(written))(parts);
    for (const fields of patterns) {
      let fitting = 0;
      while (fitting < ARN_PARTS && fields[fitting]!(parts[ARN_PARTS - 1 - fitting]!)) fitting++; // both have six
      if (fitting === ARN_PARTS) return true;
    }
    return false;
  };
};

/** The same of a long text, field by field for all patterns at once; kept until the next text. */
function anyOfMany(
  patterns: readonly (readonly (readonly GlobPart[])[])[],
): (parts: readonly string[]) => boolean {
  const sets = Array.from({ length: ARN_PARTS }, (_, i) => new GlobSet(patterns.map((fields) => fields[i]!))); // all have six
  let last: { readonly parts: readonly string[]; readonly matches: boolean } | null = null;
  return (parts) => {
    if (last?.parts !== parts) {
      const fitting = sets.map((set, i) => set.all(parts[ARN_PARTS - 1 - i]!)); // likewise
      last = { parts, matches: patterns.some((_, index) => fitting.every((marks) => marks[index] === 1)) };
    }
    return last.matches;
  };
}

/** Values of a type, those of another left out, and one value of the request against each. */
export const compare =
  <T>({ read, readGiven }: Reading<T>, fits: (given: T, wanted: T) => boolean): MatchAny =>
  (values) => {
    const wanted = values.flatMap((parts) => read(plain(parts)) ?? []);
    const [only] = wanted;
    if (only !== undefined && wanted.length === 1) {
      return (text) => {
        const given = readGiven(text);
        return given !== null && fits(given, only);
      };
    }
    return (text) => {
      const given = readGiven(text);
      return given !== null && wanted.some((each) => fits(given, each));
    };
  };

/** Likewise, where to be equal is to match: of thousands it takes no longer than of one. */
export const equalsNumber =
  ({ read, readGiven }: Reading<number>): MatchAny =>
  (values) => {
    const wanted = new Set(values.flatMap((parts) => read(plain(parts)) ?? []));
    return (text) => {
      const given = readGiven(text);
      return given !== null && wanted.has(given);
    };
  };

/** Likewise, where one value, the greatest or the least, lets through all that the others do. */
export const orderedTo =
  (
    { read, readGiven }: Reading<number>,
    widest: 'greatest' | 'least',
    fits: (given: number, wanted: number) => boolean,
  ): MatchAny =>
  (values) => {
    const wanted = values.flatMap((parts) => read(plain(parts)) ?? []);
    const only = wanted.reduce<number | null>(
      (best, each) => (best === null || (widest === 'greatest' ? each > best : each < best) ? each : best),
      null,
    );
    return (text) => {
      const given = readGiven(text);
      return given !== null && only !== null && fits(given, only);
    };
  };

/** An IPv4 address as one number, beside its bytes. */
const givenAddress = remembering((text) => {
  const address = readAddress(text);
  return address === null ? null : { address, short: shortOf(address) };
});
const shortOf = ([a = 0, b = 0, c = 0, d = 0, ...more]: Address): number | null =>
  more.length > 0 ? null : ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;

export const anyAddress: MatchAny = (values) => {
  const ranges = values.flatMap((parts) => readRange(plain(parts)) ?? []);
  // IPv4 by numbers: a shift by 32 would shift nothing, so 0 bits are asked apart.
  const short = ranges.flatMap(({ address, bits }) => {
    const wanted = shortOf(address);
    return wanted === null ? [] : [{ wanted, shift: 32 - bits }];
  });
  const long = ranges.filter(({ address }) => shortOf(address) === null);
  return (text) => {
    const given = givenAddress(text);
    if (given === null) return false;
    if (given.short === null) return long.some((range) => inRange(given.address, range));
    for (const { wanted, shift } of short)
      if (shift === 32 || (given.short ^ wanted) >>> shift === 0) return true;
    return false;
  };
};
