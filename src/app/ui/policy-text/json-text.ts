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

/** Why a text cannot be brought into its usual form; null: it can. */
export function formatBlock(text: string): string | null {
  const pretty = formatted(text);
  if (pretty === null) return 'Only valid JSON can be formatted';
  return pretty === text ? 'It is formatted already' : null;
}

/** The line of a place, from 1. */
export const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length;
