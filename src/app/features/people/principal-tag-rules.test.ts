import { expect, test } from 'vitest';
import { MOST_TAGS, tagNamed, tagProblem, withoutTag, withTag } from './principal-tag-rules.ts';

const tag = (TagKey: string, TagValue = '') => ({ TagKey, TagValue });

test('what cannot be set says what to change', () => {
  expect(tagProblem('team', 'payments', [])).toBeNull();
  expect(tagProblem('', 'x', [])).toBe('Give the tag a name.');
  expect(tagProblem('AWS:team', 'x', [])).toContain('aws:');
  expect(tagProblem('<b>', '', [])).toContain('letters');
  expect(tagProblem('team', '<b>', [])).toContain('letters');
  const full = Array.from({ length: MOST_TAGS }, (_, i) => tag(`t${i}`));
  expect(tagProblem('one-more', '', full)).toContain('At most 50');
  expect(tagProblem('T7', 'changed', full)).toBeNull();
});

test('names compare without case, so that a tag takes the place of its namesake', () => {
  const tags = [tag('Team', 'web'), tag('env', 'prod')];
  expect(tagNamed(tags, 'TEAM')).toEqual(tag('Team', 'web'));
  expect(withTag(tags, 'team', 'payments')).toEqual([tag('env', 'prod'), tag('team', 'payments')]);
  expect(withoutTag(tags, 'TEAM')).toEqual([tag('env', 'prod')]);
});
