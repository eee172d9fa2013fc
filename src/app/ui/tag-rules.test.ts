import { expect, test } from 'vitest';
import { exactly, MOST_TAGS, tagNamed, tagProblem, withoutCase, withoutTag, withTag } from './tag-rules.ts';

const tag = (TagKey: string, TagValue = '') => ({ TagKey, TagValue });
const row = (name: string, value = '') => ({ name, value });

test('what cannot be set says what to change', () => {
  expect(tagProblem(row('team', 'payments'), [], exactly)).toBeNull();
  expect(tagProblem(row('', 'x'), [], exactly)).toBe('Give the tag a name.');
  expect(tagProblem(row('AWS:team', 'x'), [], exactly)).toContain('aws:');
  expect(tagProblem(row('<b>'), [], exactly)).toContain('letters');
  expect(tagProblem(row('a', 'two\tparts'), [], exactly)).toContain('letters');
});

test('the fifty-first is one too many; to overwrite one of fifty is not', () => {
  const full = Array.from({ length: MOST_TAGS }, (_, i) => tag(`t${i}`));
  expect(tagProblem(row('one-more'), full, exactly)).toContain('At most 50');
  expect(tagProblem(row('t7', 'changed'), full, exactly)).toBeNull();
  expect(tagProblem(row('T7', 'changed'), full, exactly)).toContain('At most 50');
  expect(tagProblem(row('T7', 'changed'), full, withoutCase)).toBeNull();
});

test('a tag takes the place of its namesake, with case or without as its owner has it', () => {
  const tags = [tag('Team', 'web'), tag('env', 'prod')];
  expect(tagNamed(tags, 'TEAM', withoutCase)).toEqual(tag('Team', 'web'));
  expect(tagNamed(tags, 'TEAM', exactly)).toBeUndefined();
  expect(withTag(tags, row('team', 'payments'), withoutCase)).toEqual([
    tag('env', 'prod'),
    tag('team', 'payments'),
  ]);
  expect(withoutTag(tags, 'TEAM', withoutCase)).toEqual([tag('env', 'prod')]);
  expect(withoutTag(tags, 'TEAM', exactly)).toEqual(tags);
});
