/** Collects what is wrong with a policy, and reads the shapes that its elements share. */
import type { JsonMember, JsonNode } from '../json/parse-json.ts';
import type { Located, Mend, Place, PolicyProblem, PolicyProblemCode } from './document.ts';

/** A wrong text can repeat its fault thousands of times; this many are enough to act on. */
const MAX_PROBLEMS = 100;
/** Of an author's word in a message. */
const SHOWN = 80;

/** The author's own word, in quotes, cut when long. */
export const quoted = (text: string): string =>
  JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN).toWellFormed()}…` : text);

export class Problems {
  readonly #found: PolicyProblem[] = [];
  readonly #length: number;

  /** Of a text of that many UTF-16 units. */
  constructor(length: number) {
    this.#length = length;
  }

  /** An editor needs a character to mark: what is at the end of the text, or between two characters, gets the one before or after. */
  add(code: PolicyProblemCode, message: string, place: Place, mend?: Mend): void {
    if (this.#found.length >= MAX_PROBLEMS) return;
    const from = Math.max(0, Math.min(place.from, this.#length - 1));
    const to = Math.min(Math.max(place.to, from + 1), this.#length);
    this.#found.push({ code, message, from, to, ...(mend === undefined ? {} : { mend }) });
  }

  get any(): boolean {
    return this.#found.length > 0;
  }

  /** In the order of the text. */
  get found(): readonly PolicyProblem[] {
    return [...this.#found].sort((a, b) => a.from - b.from || a.to - b.to);
  }
}

/** Members of an object by name. */
export type Members = ReadonlyMap<string, JsonMember>;

/** The elements of an object; those that are not in `known` are refused, with the right spelling when only the case is wrong. */
export function elements(
  members: readonly JsonMember[],
  known: readonly string[],
  where: string,
  problems: Problems,
): Members {
  const out = new Map<string, JsonMember>();
  for (const member of members) {
    if (known.includes(member.name)) out.set(member.name, member);
    else {
      const near = known.find((name) => name.toLowerCase() === member.name.toLowerCase());
      const advice =
        near === undefined ? `It may have ${known.join(', ')}.` : `It is spelled ${quoted(near)}.`;
      problems.add(
        'element-unknown',
        `${where} has no element ${quoted(member.name)}. ${advice}`,
        member.place,
      );
    }
  }
  return out;
}

/** A string element; null when it is absent or refused. */
export function stringElement(members: Members, name: string, problems: Problems): Located | null {
  const value = members.get(name)?.value;
  if (value === undefined) return null;
  if (value.kind === 'string') return { text: value.value, from: value.from, to: value.to };
  problems.add('element-type', `${name} must be a string.`, value);
  return null;
}

/** A string, or a list of at least one. What is refused is left out. */
export function strings(value: JsonNode, what: string, problems: Problems): readonly Located[] {
  const items = value.kind === 'array' ? value.items : [value];
  if (items.length === 0) problems.add('element-empty', `${what} must have at least one value.`, value);
  const out: Located[] = [];
  for (const item of items) {
    if (item.kind === 'string') out.push({ text: item.value, from: item.from, to: item.to });
    else problems.add('element-type', `${what} must be a string or a list of strings.`, item);
  }
  return out;
}
