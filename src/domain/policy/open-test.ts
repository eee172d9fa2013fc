/**
 * Tests against a value of a policy that has variables: what it means is known only when a request says what they stand for. A request
 * brings the text and what is put into the pattern, so that no size of a policy bounds what they cost together: a request has so much
 * work for them, and what is not looked at for want of it is left open, as what has too many readings is.
 */
import type { ConditionLookup } from './operators.ts';
import type { MatchAny } from './matchers.ts';
import { candidatesOf, isVariable, readingsOf, shownReading, type Template } from './variables.ts';
import type { GlobPart, Matcher } from './wildcard.ts';

/** In which readings of a value a text matches it; `unresolved`: it has none. What is not looked at counts as `some`. */
export type Fits = 'all' | 'some' | 'none' | 'unresolved';

/** Units of pattern and text, those of pieces with holes by 32. */
const MOST_WORK = 4_000_000;
/** Not worth counting. */
const LITTLE = 2048;

/** By the look-up, which is a request's own. */
const spent = new WeakMap<ConditionLookup, number>();

/** Whether the request still has that much work; takes it. */
function take(lookup: ConditionLookup, work: number): boolean {
  if (work <= LITTLE) return true;
  const sum = (spent.get(lookup) ?? 0) + work;
  if (sum > MOST_WORK) return false;
  spent.set(lookup, sum);
  return true;
}

/** Where a text is compared with so many units: patterns with holes are the dearest, and what has no wildcard costs next to nothing. */
function workOf(template: Template): (text: string, units: number) => number {
  const has = (wildcard: string): boolean =>
    template.some((part) => typeof part === 'string' && part.includes(wildcard));
  if (has('?')) return (text, units) => (text.length + units) * (1 + (units >>> 5));
  return has('*') ? (text, units) => text.length + units : (text, units) => (text.length + units) >>> 4;
}

/** A test against one value with variables. */
export function openTest(
  template: Template,
  matchAny: MatchAny,
): (text: string, lookup: ConditionLookup) => Fits {
  const work = workOf(template);
  const general = (text: string, lookup: ConditionLookup): Fits => {
    const readings = readingsOf(template, lookup);
    if (readings === null) return 'some';
    if (readings.length === 0) return 'unresolved';
    const all = readings.reduce((sum, reading) => sum + work(text, shownReading(reading).length), 0);
    if (!take(lookup, all)) return 'some';
    const fitting = readings.filter((reading) => matchAny([reading])(text)).length;
    return fitting === readings.length ? 'all' : fitting > 0 ? 'some' : 'none';
  };
  const [sole, ...others] = template.filter(isVariable);
  if (sole === undefined || others.length > 0) return general;
  const written = shownReading(template.filter((part): part is GlobPart => !isVariable(part))).length;
  // What one variable stood for last, it stands for most likely again.
  let last: { readonly value: string; readonly matches: Matcher } | null = null;
  return (text, lookup) => {
    const value = candidatesOf(sole, lookup);
    if (value.length === 0 && typeof value !== 'string') return 'unresolved';
    if (typeof value !== 'string') return general(text, lookup);
    if (!take(lookup, work(text, written + value.length))) return 'some';
    if (last?.value !== value) {
      const parts = template.map((part) => (isVariable(part) ? { literal: value } : part));
      last = { value, matches: matchAny([parts]) };
    }
    return last.matches(text) ? 'all' : 'none';
  };
}
