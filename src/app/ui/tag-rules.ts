/** Rules of the tags of keys, people and services, told before they are sent; the service holds them in any case. Pure. */

export interface Tag {
  readonly TagKey: string;
  readonly TagValue: string;
}
/** A tag as it is typed. */
export interface TagRow {
  readonly name: string;
  readonly value: string;
}

/** Of a key: `Team` is another tag than `team`. Of a principal: it is the same one. */
export type SameName = (a: string, b: string) => boolean;
export const exactly: SameName = (a, b) => a === b;
export const withoutCase: SameName = (a, b) => a.toLowerCase() === b.toLowerCase();

export const MOST_TAGS = 50;
const CHARACTERS = /^[\p{L}\p{N}\p{Z}_./=+\-:@]*$/u;

/** Null when name and value are such as a tag may have, else what to change. */
export function writingProblem({ name, value }: TagRow): string | null {
  if (/^aws:/i.test(name)) return 'Names that begin with aws: are AWS’s own.';
  return CHARACTERS.test(name) && CHARACTERS.test(value)
    ? null
    : 'Use letters, digits, spaces and _ . / = + - : @ only.';
}

/** The tag of a name, if there is one. */
export const tagNamed = (tags: readonly Tag[], name: string, same: SameName): Tag | undefined =>
  tags.find(({ TagKey }) => same(TagKey, name));

/** Null when the tag can be set beside those that are there, else what to change. */
export function tagProblem(tag: TagRow, tags: readonly Tag[], same: SameName): string | null {
  if (tag.name === '') return 'Give the tag a name.';
  return (
    writingProblem(tag) ??
    (tags.length >= MOST_TAGS && tagNamed(tags, tag.name, same) === undefined
      ? `At most ${MOST_TAGS} tags: remove one first.`
      : null)
  );
}

export const withoutTag = (tags: readonly Tag[], name: string, same: SameName): readonly Tag[] =>
  tags.filter(({ TagKey }) => !same(TagKey, name));

/** With this tag in place of one of the same name. */
export const withTag = (tags: readonly Tag[], { name, value }: TagRow, same: SameName): readonly Tag[] => [
  ...withoutTag(tags, name, same),
  { TagKey: name, TagValue: value },
];
