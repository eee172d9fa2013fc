/**
 * Edits of a policy's text that keep its layout: commas, line breaks and indentation come out as the author would have written them.
 * Pure: places come from the text's tree, so an edit of valid JSON is valid JSON. Nothing here knows what a policy is.
 */
import type { JsonMember, JsonNode } from '../../json/parse-json.ts';
import type { Place } from '../document.ts';
import type { TextEdit } from './finding.ts';

export type JsonObject = Extract<JsonNode, { kind: 'object' }>;
export type JsonArray = Extract<JsonNode, { kind: 'array' }>;
/** What can be inserted. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue };

/** Edits in the order of the text, as a fix must hold them. */
export const ordered = (...edits: readonly (readonly TextEdit[])[]): readonly TextEdit[] =>
  edits.flat().toSorted((a, b) => a.from - b.from || a.to - b.to);

const part = ({ place, value }: JsonMember): Place => ({ from: place.from, to: value.to });
const parts = (list: JsonObject | JsonArray): readonly Place[] =>
  list.kind === 'object' ? list.members.map(part) : list.items;

/** Takes parts out of an object or a list, by index, with their commas. Without its last part it is `{}` or `[]`. */
export function removeParts(list: JsonObject | JsonArray, indexes: Iterable<number>): readonly TextEdit[] {
  const all = parts(list);
  const out = new Set(indexes);
  if (all.every((_, index) => out.has(index)))
    return all.length === 0 ? [] : [{ from: list.from + 1, to: list.to - 1, insert: '' }];
  const edits: TextEdit[] = [];
  for (let i = 0; i < all.length; i++) {
    if (!out.has(i)) continue;
    const first = i;
    while (out.has(i + 1)) i++;
    const next = all[i + 1];
    // The part after the run takes its place; at the end the run goes with the comma before it (something before it stays).
    if (next !== undefined) edits.push({ from: all[first]!.from, to: next.from, insert: '' });
    else edits.push({ from: all[first - 1]!.to, to: all[i]!.to, insert: '' });
  }
  return edits;
}

export const removeMember = (object: JsonObject, name: string): readonly TextEdit[] =>
  removeParts(
    object,
    object.members.flatMap((member, index) => (member.name === name ? [index] : [])),
  );

export const renameMember = ({ place }: JsonMember, name: string): TextEdit => ({
  from: place.from,
  to: place.to,
  insert: JSON.stringify(name),
});

/** Puts a value in the place of another, in the layout of the old one's line. */
export const replaceValue = (text: string, old: Place, value: JsonValue): TextEdit => ({
  from: old.from,
  to: old.to,
  insert: print(value, layoutAt(text, old.from, text.slice(old.from, old.to).includes('\n'))),
});

interface Layout {
  readonly indent: string;
  /** One step; null: all on one line. */
  readonly step: string | null;
}

/** White space at the start of the line that holds the offset. */
function indentAt(text: string, at: number): string {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  let end = start;
  while (end < at && (text[end] === ' ' || text[end] === '\t')) end++;
  return text.slice(start, end);
}

/** The text's own step of indentation: that of the first line that has any. */
function stepOf(text: string): string {
  const found = /\n([ \t]+)["{[]/.exec(text)?.[1];
  return found === undefined ? '  ' : found.startsWith('\t') ? '\t' : found.slice(0, 8);
}

const layoutAt = (text: string, at: number, lines: boolean): Layout => ({
  indent: indentAt(text, at),
  step: lines ? stepOf(text) : null,
});

function print(value: JsonValue, { indent, step }: Layout): string {
  if (step === null) return spaced(value);
  return JSON.stringify(value, null, step).replaceAll('\n', `\n${indent}`);
}

/** On one line, as people write it: `{"AWS": ["a", "b"]}`. */
function spaced(value: JsonValue): string {
  if (Array.isArray(value)) return `[${(value as readonly JsonValue[]).map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, inner]) => `${JSON.stringify(name)}: ${spaced(inner)}`)
    .join(', ')}}`;
}

/** Inserts so that the new part has this index. */
function insertPart(
  text: string,
  list: JsonObject | JsonArray,
  index: number,
  name: string | null,
  value: JsonValue,
): TextEdit {
  const all = parts(list);
  const at = Math.max(0, Math.min(index, all.length));
  const head = name === null ? '' : `${JSON.stringify(name)}: `;
  if (all.length === 0) {
    // Empty, whatever white space it holds: its own layout begins here.
    const lines = text.includes('\n');
    const indent = indentAt(text, list.from);
    const step = stepOf(text);
    const inner = lines ? `${indent}${step}` : '';
    const body = `${head}${print(value, { indent: inner, step: lines ? step : null })}`;
    return {
      from: list.from + 1,
      to: list.to - 1,
      insert: lines ? `\n${inner}${body}\n${indent}` : body,
    };
  }
  const first = all[0]!; // there is one
  const onLines =
    text.slice(list.from, first.from).includes('\n') ||
    (all.length > 1 && text.slice(first.to, all[1]!.from).includes('\n')); // all[1]: more than one
  const indent = indentAt(text, first.from);
  const body = `${head}${print(value, { indent, step: onLines ? stepOf(text) : null })}`;
  const between = onLines ? `,\n${indent}` : ', ';
  return at === 0
    ? { from: first.from, to: first.from, insert: `${body}${between}` }
    : { from: all[at - 1]!.to, to: all[at - 1]!.to, insert: `${between}${body}` }; // at is at most the length
}

/** The new member stands after `after`, or last. The name must not be there yet. */
export function insertMember(
  text: string,
  object: JsonObject,
  name: string,
  value: JsonValue,
  after?: string,
): TextEdit {
  const index = object.members.findIndex((member) => member.name === after);
  return insertPart(text, object, index === -1 ? object.members.length : index + 1, name, value);
}

/** The new member stands first. */
export const insertFirstMember = (
  text: string,
  object: JsonObject,
  name: string,
  value: JsonValue,
): TextEdit => insertPart(text, object, 0, name, value);

export const insertItem = (text: string, list: JsonArray, index: number, value: JsonValue): TextEdit =>
  insertPart(text, list, index, null, value);

/** Adds a value to a list, or makes a list of a single value and the new one. */
export const addValue = (text: string, node: JsonNode, value: JsonValue): TextEdit =>
  node.kind === 'array'
    ? insertItem(text, node, node.items.length, value)
    : { from: node.from, to: node.to, insert: `[${text.slice(node.from, node.to)}, ${spaced(value)}]` };
