/** Tags: kms-api.md §5.2. */
import { foldCase } from '../../../domain/policy/fold-case.ts';
import { ServiceError } from '../../errors.ts';

type Tag = { readonly TagKey: string; readonly TagValue: string };

export const MOST_TAGS = 50;
const CHARACTERS = /^[\p{L}\p{N}\p{Z}_./=+\-:@]*$/u;

/** Throws TagException for a list with more tags, or names of tags, than a key can have. */
export function checkTagCount(given: readonly unknown[]): void {
  if (given.length > MOST_TAGS) throw new ServiceError('TagException', 'Too many tags');
}

export function checkTags(given: readonly Tag[]): void {
  checkTagCount(given);
  if (new Set(given.map((tag) => tag.TagKey)).size < given.length)
    throw new ServiceError('TagException', 'Duplicate tag keys');
  for (const { TagKey, TagValue } of given) {
    if (/^aws:/i.test(TagKey))
      throw new ServiceError('TagException', 'Tags beginning with aws: are reserved');
    if (!CHARACTERS.test(TagKey) || !CHARACTERS.test(TagValue)) {
      throw new ServiceError('TagException', 'Tags may hold letters, digits, spaces and _ . / = + - : @');
    }
  }
}

export const tagPairs = (given: readonly Tag[]): readonly (readonly [string, string])[] =>
  given.map((tag) => [tag.TagKey, tag.TagValue] as const).sort(([a], [b]) => (a < b ? -1 : 1));

/** `given` over what is there: the same key is overwritten. Throws TagException when there would be too many. */
export function mergeTags(
  before: readonly (readonly [string, string])[],
  given: readonly Tag[],
): readonly (readonly [string, string])[] {
  const merged = new Map([...before, ...tagPairs(given)]);
  if (merged.size > MOST_TAGS) throw new ServiceError('TagException', 'Too many tags');
  return [...merged].sort(([a], [b]) => (a < b ? -1 : 1));
}

const valuesOf = (given: readonly Tag[]): string | readonly string[] | undefined => {
  const values = given.map(({ TagValue }) => TagValue);
  return values.length > 1 ? values : values[0];
};

/** `aws:RequestTag/…` by lower-case name, for conditions compare names without case: of tags that differ in case only, every value. */
export function tagConditions(given: readonly Tag[]): Record<string, string | readonly string[] | undefined> {
  const named = Map.groupBy(given, ({ TagKey }) => `aws:requesttag/${foldCase(TagKey)}`);
  return {
    ...Object.fromEntries([...named].map(([name, tags]) => [name, valuesOf(tags)])),
    'aws:tagkeys': given.length === 0 ? undefined : given.map((tag) => tag.TagKey),
  };
}
