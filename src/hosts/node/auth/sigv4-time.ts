/** The two time forms that a SigV4 request may carry (AWS General Reference, "Handling dates in Signature Version 4"). */

/** `YYYYMMDDTHHMMSSZ` of a time in ms since the epoch, fractions cut. */
export function formatAmzDate(ms: number): string {
  const iso = new Date(ms).toISOString();
  return `${iso.slice(0, 4)}${iso.slice(5, 7)}${iso.slice(8, 13)}${iso.slice(14, 16)}${iso.slice(17, 19)}Z`;
}

/** The last text that was a time: under load most requests carry the same second. */
let lastText = '19700101T000000Z';
let lastMs = 0;

/** ms since the epoch of `YYYYMMDDTHHMMSSZ`; undefined for any other text, also for days and hours that do not exist. */
export function parseAmzDate(text: string): number | undefined {
  if (text === lastText) return lastMs;
  if (text.length !== 16) return undefined;
  const part = (from: number, to: number): number => Number(text.slice(from, to));
  const ms = Date.UTC(part(0, 4), part(4, 6) - 1, part(6, 8), part(9, 11), part(11, 13), part(13, 15));
  // Canonical parsing: what does not format back to the same characters was not the form.
  if (!Number.isFinite(ms) || formatAmzDate(ms) !== text) return undefined;
  lastText = text;
  lastMs = ms;
  return ms;
}

/**
 * ms since the epoch of a `Date` header: IMF-fixdate (RFC 9110 §5.6.7), or the same with `-0000` or `+0000` for `GMT`, as botocore
 * writes it. undefined for any other text.
 */
function parseHttpDate(text: string): number | undefined {
  if (text.length < 29 || text.length > 31) return undefined;
  const zone = text.slice(25);
  if (zone !== ' GMT' && zone !== ' -0000' && zone !== ' +0000') return undefined;
  const canonical = `${text.slice(0, 25)} GMT`;
  const ms = Date.parse(canonical);
  return Number.isFinite(ms) && new Date(ms).toUTCString() === canonical ? ms : undefined;
}

/** ms since the epoch of a `Date` header in either form; undefined for any other text. */
export const parseDateHeader = (text: string): number | undefined =>
  parseAmzDate(text) ?? parseHttpDate(text);
