/**
 * Policy variables (kms-api.md §8.2): `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`, and `${*}` `${?}` `${$}` for the character
 * itself. They stand in Resource and in values of string and ARN operators of a policy of version 2012-10-17. What a variable stands for
 * is literal text: its `*` is no wildcard, and its `${` no variable.
 */
import { conditionKey } from './condition-keys.ts';
import type { ConditionLookup } from './operators.ts';
import type { GlobPart } from './wildcard.ts';

export interface Variable {
  /** The condition key as written, and folded for the look-up. */
  readonly key: string;
  readonly folded: string;
  /** Taken when a request has no value of the key; null: there is none. */
  readonly fallback: string | null;
}

/** A value of a policy, cut at its variables. */
export type Template = readonly (GlobPart | Variable)[];

export const isVariable = (part: GlobPart | Variable): part is Variable =>
  typeof part !== 'string' && 'key' in part;

/** Key, and a default in single quotes (two of them stand for one). */
const INSIDE = /^\s*([A-Za-z][\w-]*:[^'"{}$,*?\s][^'"{}$,*?]*?)\s*(?:,\s*'((?:[^']|'')*)'\s*)?$/;
const LITERAL = /^[*?$]$/;

/** Cuts a value at its variables; null when a `${` is not one. */
export function parseTemplate(text: string): Template | null {
  const parts: (GlobPart | Variable)[] = [];
  let at = 0;
  for (;;) {
    const start = text.indexOf('${', at);
    if (start === -1) break;
    const end = closing(text, start + 2);
    if (end === -1) return null;
    if (start > at) parts.push(text.slice(at, start));
    const inside = text.slice(start + 2, end);
    if (LITERAL.test(inside)) parts.push({ literal: inside });
    else {
      const [, key, fallback] = INSIDE.exec(inside) ?? [];
      if (key === undefined) return null;
      parts.push({ key, folded: key.toLowerCase(), fallback: fallback?.replaceAll("''", "'") ?? null });
    }
    at = end + 1;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}

/** The brace that closes a variable: none that stands in the quotes of its default. */
function closing(text: string, from: number): number {
  let quoted = false;
  for (let i = from; i < text.length; i++) {
    const unit = text.charAt(i);
    if (unit === "'") quoted = !quoted;
    else if (unit === '}' && !quoted) return i;
  }
  return -1;
}

/**
 * What a variable can stand for in a request: one value, or the default where there is none. Several where names differ in case only
 * (tags, an encryption context), which a policy cannot tell apart. None when it cannot be resolved: no value and no default, or a key
 * that has several values at once.
 */
function candidatesOf({ folded, fallback }: Variable, values: ConditionLookup): readonly string[] {
  const row = conditionKey(folded);
  if (row?.multi === true) return [];
  const given = row === undefined ? undefined : values(folded);
  if (typeof given === 'string') return [given];
  if (given !== undefined && given.length > 0) return given;
  return fallback === null ? [] : [fallback];
}

/** More readings of one value than these are not looked at one by one. */
const MAX_READINGS = 64;

/**
 * The value with its variables put in, in every reading that the request leaves open; mostly that is one. Empty when a variable cannot be
 * resolved, null when there are too many readings.
 */
export function readingsOf(
  template: Template,
  values: ConditionLookup,
): readonly (readonly GlobPart[])[] | null {
  let readings: GlobPart[][] = [[]];
  for (const part of template) {
    if (!isVariable(part)) {
      for (const reading of readings) reading.push(part);
      continue;
    }
    const candidates = candidatesOf(part, values);
    if (candidates.length * readings.length > MAX_READINGS) return null;
    readings = readings.flatMap((reading) => candidates.map((literal) => [...reading, { literal }]));
  }
  return readings;
}

/** As one would read it: for explanations. */
export const shownReading = (parts: readonly GlobPart[]): string =>
  parts.map((part) => (typeof part === 'string' ? part : part.literal)).join('');
