/** Text as a literal of each language that samples are written in. What comes in was typed by people: every character of it must stay what it is. */

/** For JavaScript, Python and JSON, which read it the same; also Go and Java, where the escapes of JSON mean the same. */
export function literal(text: string): string {
  // U+2028, U+2029 and DEL are legal in JSON, not or not well seen elsewhere.
  return JSON.stringify(text).replace(/[\u007f\u2028\u2029]/g, escaped);
}

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** For a POSIX shell: nothing is expanded between single quotes, a line break stays one. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

/**
 * A quoted template of HCL (HCL native syntax, "Template expressions"): `${` and `%{` would begin one, `$${` is the text `${`. Behind another
 * `$` or `%` that would be read otherwise, so there the sign is written by its code.
 */
export function hclString(text: string): string {
  const body = literal(text)
    .slice(1, -1)
    // JSON's \b, \f and \/ are no escapes of HCL.
    .replace(/\\[bf]/g, (escape) => (escape === String.raw`\b` ? String.raw`\u0008` : String.raw`\u000c`))
    .replace(/([$%]*)([$%])\{/g, (_, before: string, sign: string) =>
      before === '' ? `${sign}${sign}{` : `${before}${escaped(sign)}{`,
    );
  return `"${body}"`;
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** A JSON value as an HCL expression, for `jsonencode`. */
export function hclValue(value: Json, indent: string): string {
  if (typeof value === 'string') return hclString(value);
  if (value === null || typeof value !== 'object') return String(value);
  const inner = `${indent}  `;
  if (isList(value)) {
    if (value.length === 0) return '[]';
    return `[\n${value.map((each) => `${inner}${hclValue(each, inner)},\n`).join('')}${indent}]`;
  }
  const members = Object.entries(value).map(
    ([name, each]) => [hclName(name), hclValue(each, inner)] as const,
  );
  if (members.length === 0) return '{}';
  const lines = members.map(([name, text], i) => `${inner}${name.padEnd(nameWidth(members, i))} = ${text}\n`);
  return `{\n${lines.join('')}${indent}}`;
}

/** As `terraform fmt` aligns: names of neighbouring members whose values stand on one line. */
function nameWidth(members: readonly (readonly [string, string])[], at: number): number {
  const isLong = (i: number): boolean => members[i]?.[1].includes('\n') ?? true;
  if (isLong(at)) return 0;
  let [from, to] = [at, at];
  while (!isLong(from - 1)) from--;
  while (!isLong(to + 1)) to++;
  return Math.max(...members.slice(from, to + 1).map(([name]) => name.length));
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

const hclName = (name: string): string => (/^[A-Za-z][A-Za-z0-9_]*$/.test(name) ? name : hclString(name));

/** A name for a resource of Terraform: letters, digits and `_`, not beginning with a digit. */
export function hclIdentifier(text: string): string {
  const name = text.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^_+|_+$/g, '');
  if (name === '') return 'key';
  return /^\d/.test(name) ? `key_${name}` : name;
}

/** Every line but the first moved to the right. */
export const indented = (text: string, by: string): string => text.replaceAll('\n', `\n${by}`);
