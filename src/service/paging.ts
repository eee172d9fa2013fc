/**
 * Cursor paging (kms-api.md §1.6): a marker is opaque and bound to its query; it names the last item given, so that pages stay right
 * while items come and go.
 */
import { fromBase64, fromUtf8, toBase64, utf8 } from '../domain/bytes.ts';
import { ServiceError } from './errors.ts';

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

const invalid = (): ServiceError =>
  new ServiceError('InvalidMarkerException', 'Marker is not one that this query gave.');

export function encodeMarker(query: string, after: string): string {
  return toBase64(utf8(JSON.stringify([query, after])));
}

/** The cursor inside a marker. Throws InvalidMarkerException when it is another query's, or none. */
export function decodeMarker(query: string, marker: string): string {
  const bytes = fromBase64(marker);
  if (bytes === undefined) throw invalid();
  let value: unknown;
  try {
    value = JSON.parse(fromUtf8(bytes));
  } catch {
    throw invalid();
  }
  if (!Array.isArray(value) || value.length !== 2 || value[0] !== query || typeof value[1] !== 'string')
    throw invalid();
  return value[1];
}

/** A page of `sorted` (ascending by `cursor`, which is unique). */
export function pageOf<T>(
  query: string,
  sorted: readonly T[],
  cursor: (item: T) => string,
  marker: string | undefined,
  limit: number,
): Page<T> {
  let from = 0;
  if (marker !== undefined) {
    const after = decodeMarker(query, marker);
    from = sorted.findIndex((item) => cursor(item) > after);
    if (from === -1) from = sorted.length;
  }
  const items = sorted.slice(from, from + limit);
  const last = items.at(-1);
  return {
    items,
    next: last !== undefined && from + limit < sorted.length ? encodeMarker(query, cursor(last)) : undefined,
  };
}
