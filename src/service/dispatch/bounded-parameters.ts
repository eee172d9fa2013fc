/** Parameters come from the caller and are recorded before anything is decided: what nobody allowed must not fill the log. */
import type { Pairs } from '../../domain/audit/event.ts';
import { utf8 } from '../../domain/bytes.ts';

/** Bytes of JSON. */
export const MOST_PARAMETER_BYTES = 16 * 1024;
/** Name of the entry that says how many more there were. */
export const OMITTED = 'ParametersOmitted';

/** A UTF-16 unit is at most six bytes of JSON (`\u001f`); quotes, brackets and commas are six more. */
const mostBytes = (pairs: Pairs): number =>
  pairs.reduce((sum, [name, value]) => sum + 6 * (name.length + value.length + 1), 0);
const bytesOf = (pair: Pairs[number]): number => utf8(JSON.stringify(pair)).length + 1;

/**
 * The first of `pairs` that fit in 16 KiB, as they are; where some do not, an entry says how many those are. One that is too large does
 * not keep those behind it out.
 */
export function boundedParameters(pairs: Pairs): Pairs {
  if (mostBytes(pairs) <= MOST_PARAMETER_BYTES) return pairs;
  let left = MOST_PARAMETER_BYTES;
  const kept = pairs.filter((pair) => {
    const bytes = bytesOf(pair);
    if (bytes > left) return false;
    left -= bytes;
    return true;
  });
  return kept.length === pairs.length ? pairs : [...kept, [OMITTED, String(pairs.length - kept.length)]];
}
