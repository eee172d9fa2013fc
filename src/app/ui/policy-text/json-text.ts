import { MAX_POLICY_BYTES } from '../../../domain/policy/document.ts';
import { JsonError, parseJson } from '../../../domain/json/parse-json.ts';
import { formatPolicy } from '../../../domain/policy/lint/format-policy.ts';

/** The usual form of a policy's text; null: it is not JSON. */
export function formatted(text: string): string | null {
  try {
    return formatPolicy(parseJson(text));
  } catch (error) {
    if (error instanceof JsonError) return null;
    throw error;
  }
}

/**
 * The text as people read it: a policy on one line, as programs send it, is brought into its usual form; one with lines of its own stays as
 * it is. So does one that could not be saved in that form, which is longer.
 */
export function readable(text: string): string {
  if (text.trim().includes('\n')) return text;
  const pretty = formatted(text);
  return pretty === null || new TextEncoder().encode(pretty).length > MAX_POLICY_BYTES ? text : pretty;
}

/** Why a text cannot be brought into its usual form; null: it can. */
export function formatBlock(text: string): string | null {
  const pretty = formatted(text);
  if (pretty === null) return 'Only valid JSON can be formatted';
  return pretty === text ? 'It is formatted already' : null;
}

/** The line of a place, from 1. */
export const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length;
