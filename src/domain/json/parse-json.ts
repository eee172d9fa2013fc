/**
 * JSON (RFC 8259), read strictly: what JSON.parse refuses is refused, and also what parsers disagree about: a member given twice, a
 * lone surrogate (it has no UTF-8), a number too large for a double, nesting deeper than 64. `__proto__` is a member like any other.
 *
 * Two forms: `parseJsonValue` for requests (plain values, one pass, quick), `parseJson` for policies (every node with its place).
 * Messages say what was expected and never repeat a value: a request holds plaintext.
 */

import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  LOWER_F,
  LOWER_N,
  LOWER_T,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  Reader,
} from './json-reader.ts';

export { JsonError } from './json-reader.ts';

export interface Place {
  /** UTF-16 offsets into the text, `to` after the last unit. */
  readonly from: number;
  readonly to: number;
}
export interface JsonMember {
  readonly name: string;
  /** The name with its quotes. */
  readonly place: Place;
  readonly value: JsonNode;
}
export type JsonNode = Place &
  (
    | { readonly kind: 'string'; readonly value: string }
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: 'boolean'; readonly value: boolean }
    | { readonly kind: 'null'; readonly value: null }
    | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
    | { readonly kind: 'object'; readonly members: readonly JsonMember[] }
  );

function value(reader: Reader): unknown {
  switch (reader.space()) {
    case QUOTE:
      return reader.string();
    case OPEN_BRACE:
      return object(reader);
    case OPEN_BRACKET:
      return array(reader);
    case LOWER_T:
      return reader.literal('true', true);
    case LOWER_F:
      return reader.literal('false', false);
    case LOWER_N:
      return reader.literal('null', null);
    default:
      return reader.number();
  }
}

function object(reader: Reader): Record<string, unknown> {
  const out = Object.create(null) as Record<string, unknown>; // null prototype: `__proto__` is an ordinary member, nothing is inherited
  reader.enter();
  if (reader.space() !== CLOSE_BRACE) {
    do {
      reader.space();
      const at = reader.at;
      const name = reader.name();
      if (name in out) reader.duplicate(name, at);
      reader.colon();
      out[name] = value(reader);
    } while (reader.more(CLOSE_BRACE));
  }
  reader.leave();
  return out;
}

function array(reader: Reader): unknown[] {
  const out: unknown[] = [];
  reader.enter();
  if (reader.space() !== CLOSE_BRACKET) {
    do out.push(value(reader));
    while (reader.more(CLOSE_BRACKET));
  }
  reader.leave();
  return out;
}

/**
 * The value of a JSON text; objects have no prototype. Attacker-controlled: cap its size first. Strings may share the text's memory.
 * Throws JsonError.
 */
export function parseJsonValue(text: string): unknown {
  const reader = new Reader(text);
  const out = value(reader);
  reader.end();
  return out;
}

function node(reader: Reader): JsonNode {
  const unit = reader.space();
  const from = reader.at;
  if (unit === OPEN_BRACE) {
    const members = nodeMembers(reader);
    return { kind: 'object', members, from, to: reader.at };
  }
  if (unit === OPEN_BRACKET) {
    const items: JsonNode[] = [];
    reader.enter();
    if (reader.space() !== CLOSE_BRACKET) {
      do items.push(node(reader));
      while (reader.more(CLOSE_BRACKET));
    }
    reader.leave();
    return { kind: 'array', items, from, to: reader.at };
  }
  const scalar = value(reader);
  const to = reader.at;
  if (typeof scalar === 'string') return { kind: 'string', value: scalar, from, to };
  if (typeof scalar === 'number') return { kind: 'number', value: scalar, from, to };
  if (typeof scalar === 'boolean') return { kind: 'boolean', value: scalar, from, to };
  return { kind: 'null', value: null, from, to };
}

function nodeMembers(reader: Reader): JsonMember[] {
  const members: JsonMember[] = [];
  const seen = new Set<string>();
  reader.enter();
  if (reader.space() !== CLOSE_BRACE) {
    do {
      reader.space();
      const from = reader.at;
      const name = reader.name();
      if (seen.has(name)) reader.duplicate(name, from);
      seen.add(name);
      const place = { from, to: reader.at };
      reader.colon();
      members.push({ name, place, value: node(reader) });
    } while (reader.more(CLOSE_BRACE));
  }
  reader.leave();
  return members;
}

/** The text as a tree in which every node and member name has its place. Throws JsonError. */
export function parseJson(text: string): JsonNode {
  const reader = new Reader(text);
  const root = node(reader);
  reader.end();
  return root;
}
