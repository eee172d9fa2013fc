/** Rules of the tags of people and services, told before they are sent; the service holds them in any case. */
import type { PersonSummary } from '../../query/contract.ts';

export type Tags = PersonSummary['Tags'];

export const MOST_TAGS = 50;
const CHARACTERS = /^[\p{L}\p{N}\p{Z}_./=+\-:@]*$/u;

/** The tag of a name; names compare without case. */
export const tagNamed = (tags: Tags, name: string): Tags[number] | undefined =>
  tags.find(({ TagKey }) => TagKey.toLowerCase() === name.toLowerCase());

/** Null when the tag can be set beside those that are there, else what to change. */
export function tagProblem(name: string, value: string, tags: Tags): string | null {
  if (name === '') return 'Give the tag a name.';
  if (/^aws:/i.test(name)) return 'Names that begin with aws: are AWS’s own.';
  if (!CHARACTERS.test(name) || !CHARACTERS.test(value))
    return 'Use letters, digits, spaces and _ . / = + - : @ only.';
  return tags.length >= MOST_TAGS && tagNamed(tags, name) === undefined
    ? `At most ${MOST_TAGS} tags: remove one first.`
    : null;
}

/** With this tag in place of one of the same name. */
export const withTag = (tags: Tags, name: string, value: string): Tags => [
  ...withoutTag(tags, name),
  { TagKey: name, TagValue: value },
];

export const withoutTag = (tags: Tags, name: string): Tags =>
  tags.filter(({ TagKey }) => TagKey.toLowerCase() !== name.toLowerCase());
