/**
 * Policy variables (kms-api.md §8.2): `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`, and `${*}` `${?}` `${$}` for the character
 * itself. They stand in Resource and in values of string and ARN operators of a policy of version 2012-10-17. What a variable stands for
 * is literal text: its `*` is no wildcard, and its `${` no variable.
 */
import { foldCase } from './fold-case.ts';
import { conditionKey } from './condition-keys.ts';
import type { ConditionLookup } from './operators.ts';
import type { GlobPart } from './wildcard.ts';

export interface Variable {
  /** The condition key as written, and folded for the look-up. */
  readonly key: string;
  readonly folded: string;
  /** Taken when a request has no value of the key; null: there is none. */
  readonly fallback: string | null;
  /** Whether a request can have the key at all, and one value of it: one with many cannot be put in. */
  readonly known: boolean;
  readonly multi: boolean;
}

/** A value of a policy, cut at its variables. */
export type Template = readonly (GlobPart | Variable)[];

export const isVariable = (part: GlobPart | Variable): part is Variable =>
  typeof part !== 'string' && 'key' in part;

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
      const variable = parseVariable(inside);
      if (variable === null) return null;
      parts.push(variable);
    }
    at = end + 1;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}

const KEY = /^[A-Za-z][\w-]*:[^'"{}$,*?]+$/;

/** Key, and perhaps a default in single quotes (two of them stand for one). */
function parseVariable(inside: string): Variable | null {
  const comma = inside.indexOf(',');
  const key = (comma === -1 ? inside : inside.slice(0, comma)).trim();
  if (!KEY.test(key)) return null;
  const fallback = comma === -1 ? null : parseDefault(inside.slice(comma + 1).trim());
  if (fallback === undefined) return null;
  const row = conditionKey(key);
  return {
    key,
    folded: foldCase(key),
    fallback,
    known: row !== undefined,
    multi: row?.multi === true,
  };
}

function parseDefault(quoted: string): string | undefined {
  if (quoted.length < 2 || !quoted.startsWith("'") || !quoted.endsWith("'")) return undefined;
  const inner = quoted.slice(1, -1);
  return inner.replaceAll("''", '').includes("'") ? undefined : inner.replaceAll("''", "'");
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
export function candidatesOf(
  { folded, fallback, known, multi }: Variable,
  values: ConditionLookup,
): string | readonly string[] {
  if (multi) return [];
  const given = known ? values(folded) : undefined;
  if (given !== undefined && given.length > 0) return given;
  return typeof given === 'string' ? given : (fallback ?? []);
}

/** More readings of one value than these are not looked at one by one. */
const MAX_READINGS = 16;

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
    const candidates = isVariable(part) ? candidatesOf(part, values) : null;
    if (candidates === null || typeof candidates === 'string') {
      const next = candidates === null ? (part as GlobPart) : { literal: candidates }; // null: it is no variable
      for (const reading of readings) reading.push(next);
    } else {
      if (candidates.length * readings.length > MAX_READINGS) return null;
      readings = readings.flatMap((reading) => candidates.map((literal) => [...reading, { literal }]));
    }
  }
  return readings;
}

/** As one would read it: for explanations. */
export const shownReading = (parts: readonly GlobPart[]): string =>
  parts.map((part) => (typeof part === 'string' ? part : part.literal)).join('');
