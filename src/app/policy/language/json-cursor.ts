/**
 * Where in a JSON text an offset stands, for texts that are being typed: nothing has to be closed, no comma has to be there. One pass over
 * the text, no tree.
 */
import type { Place } from '../../../domain/policy/document.ts';

export interface Cursor {
  /** Names and indexes from the root to what the offset is in: `Statement`, 0, `Action`, 1. */
  readonly path: readonly (string | number)[];
  /** In the name of a member (or where one could stand), or in a value. */
  readonly role: 'name' | 'value';
  /** The string that the offset is in, without its quotes; null: it is in none. */
  readonly token: (Place & { readonly text: string; readonly closed: boolean }) | null;
  /** Names that the innermost object around the offset has, the one under the offset left out. */
  readonly names: readonly string[];
  /** A colon follows the name. */
  readonly hasColon: boolean;
}

interface Frame {
  readonly kind: 'object' | 'array';
  names: string[];
  /** Of an object: the member whose value comes next; null while a name is expected. */
  name: string | null;
  index: number;
}

interface Token extends Place {
  readonly kind: 'string' | 'mark' | 'word';
  readonly text: string;
  readonly closed: boolean;
}

/** Strings (up to the end of their line where nobody closed them), punctuation, and other words. */
function* tokens(text: string): Generator<Token> {
  const found = /"(?:[^"\\\n]|\\.)*("?)|[{}[\]:,]|[^\s{}[\]:,"]+/g;
  for (let match = found.exec(text); match !== null; match = found.exec(text)) {
    const [whole] = match;
    const kind = whole.startsWith('"')
      ? 'string'
      : whole.length === 1 && '{}[]:,'.includes(whole)
        ? 'mark'
        : 'word';
    yield { kind, text: whole, from: match.index, to: match.index + whole.length, closed: match[1] === '"' };
  }
}

/** A string's value; what is not well escaped stays as it is. */
function unquoted(token: Token): string {
  const inner = token.text.slice(1, token.closed ? -1 : undefined);
  if (!inner.includes('\\')) return inner;
  try {
    return String(JSON.parse(`"${inner}"`));
  } catch {
    return inner;
  }
}

const expectsName = (frame: Frame | undefined): boolean => frame?.kind === 'object' && frame.name === null;
const pathOf = (frames: readonly Frame[]): (string | number)[] =>
  frames.flatMap((frame): (string | number)[] =>
    frame.kind === 'array' ? [frame.index] : frame.name === null ? [] : [frame.name],
  );

/** After the offset: the other names of the innermost object, and whether a colon comes next. */
function lookOn(rest: Iterator<Token>, first: Token | undefined): { names: string[]; hasColon: boolean } {
  const names: string[] = [];
  let depth = 0;
  let before: Token | undefined;
  const hasColon = first?.text === ':' && first.kind === 'mark';
  for (let token = first; token !== undefined;) {
    if (token.kind === 'mark') {
      if ('{['.includes(token.text)) depth++;
      if ('}]'.includes(token.text) && --depth < 0) break;
      if (token.text === ':' && depth === 0 && before?.kind === 'string') names.push(unquoted(before));
    }
    before = token;
    const next = rest.next();
    token = next.done === true ? undefined : next.value;
  }
  return { names, hasColon };
}

/** What stands at the offset, or could. */
export function cursorAt(text: string, at: number): Cursor {
  const frames: Frame[] = [];
  const all = tokens(text);
  let here: Token | null = null;
  let following: Token | undefined;
  for (let next = all.next(); next.done !== true; next = all.next()) {
    const token = next.value;
    const inside =
      token.kind === 'string' && token.from < at && (at < token.to || (!token.closed && at === token.to));
    if (inside) {
      here = token;
      const after = all.next();
      following = after.done === true ? undefined : after.value;
      break;
    }
    if (token.from >= at) {
      following = token;
      break;
    }
    step(frames, token);
  }
  const frame = frames.at(-1);
  const { names, hasColon } = lookOn(all, following);
  return {
    path: pathOf(frames),
    role: expectsName(frame) ? 'name' : 'value',
    token:
      here === null
        ? null
        : {
            from: here.from + 1,
            to: here.closed ? here.to - 1 : here.to,
            text: unquoted(here),
            closed: here.closed,
          },
    names: [...(frame?.kind === 'object' ? frame.names : []), ...(frame?.kind === 'object' ? names : [])],
    hasColon,
  };
}

function step(frames: Frame[], token: Token): void {
  const frame = frames.at(-1);
  if (token.kind === 'mark') {
    if (token.text === '{') frames.push({ kind: 'object', names: [], name: null, index: 0 });
    else if (token.text === '[') frames.push({ kind: 'array', names: [], name: null, index: 0 });
    else if (token.text === '}' || token.text === ']') frames.pop();
    else if (token.text === ',' && frame !== undefined) {
      if (frame.kind === 'array') frame.index++;
      else frame.name = null;
    }
    return;
  }
  if (frame?.kind === 'object' && frame.name === null && token.kind === 'string') {
    frame.name = unquoted(token);
    frame.names.push(frame.name);
  }
}

/** What a whole string at the offset is: for explaining, where the end of the string counts too. Null: nothing. */
export function stringAt(text: string, at: number): Cursor | null {
  for (const spot of [at, at - 1, at + 1]) {
    const cursor = cursorAt(text, spot);
    if (cursor.token !== null && at >= cursor.token.from - 1 && at <= cursor.token.to + 1) return cursor;
  }
  return null;
}

/** The elements of a policy that a path speaks of, whatever the statement's index: `Statement.Action`, `Statement.Condition.*.*`. */
export interface Spot {
  readonly element: string;
  /** Of a condition: the operator and the key that the path has. */
  readonly operator: string | null;
  readonly key: string | null;
  /** Of a principal: `AWS`. */
  readonly kind: string | null;
  /** Index of the statement; null: it is not in one. */
  readonly statement: number | null;
}

/** What a cursor's path means in a policy; null: nothing there. `level`: how deep in the statement the offset stands. */
export function spotOf({ path }: Cursor): (Spot & { readonly level: number }) | null {
  const none = { operator: null, key: null, kind: null };
  if (path.length === 0) return { element: '', statement: null, level: 0, ...none };
  const [root, second, ...more] = path;
  if (typeof root !== 'string') return null;
  if (root !== 'Statement') return { element: root, statement: null, level: 1, ...none };
  const single = typeof second !== 'number';
  const statement = single ? 0 : second;
  const rest = (single ? path.slice(1) : more).filter((each) => typeof each === 'string');
  const [element = '', first = null, third = null] = rest;
  if (element === 'Condition')
    return { element, statement, operator: first, key: third, kind: null, level: rest.length };
  if (element === 'Principal' || element === 'NotPrincipal')
    return { element, statement, operator: null, key: null, kind: first, level: rest.length };
  return { element, statement, level: rest.length, ...none };
}
