/** Text that a terminal cannot be made to obey: control, bidi and other invisible characters are shown, not sent. */

/** Controls (Cc), formats such as bidi overrides and zero-width characters (Cf), line and paragraph separators, lone surrogates. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

function escapeUnits(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i++) out += `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`;
  return out;
}

/**
 * Each unsafe character as `\uXXXX`. In a line of JSON (which has such characters inside strings only) the result is JSON of the
 * same value; elsewhere it is for reading.
 */
export const escapeUnsafe = (text: string): string => text.replace(UNSAFE, escapeUnits);
