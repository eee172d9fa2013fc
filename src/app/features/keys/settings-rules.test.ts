import { expect, test } from 'vitest';
import { changeBlock, overwritten, tagProblem } from './settings-rules.ts';

const tags = [{ TagKey: 'env', TagValue: 'prod' }];
const fifty = Array.from({ length: 50 }, (_, i) => ({ TagKey: `t${i}`, TagValue: '' }));

test('a tag as the service takes it', () => {
  expect(tagProblem({ name: 'team', value: 'payments' }, tags)).toBeNull();
  expect(tagProblem({ name: 'env', value: 'test' }, tags)).toBeNull();
  expect(tagProblem({ name: '', value: 'x' }, tags)).toMatch(/name/);
  expect(tagProblem({ name: 'AWS:x', value: '' }, tags)).toMatch(/aws:/);
  expect(tagProblem({ name: '<b>', value: '' }, tags)).toMatch(/letters/);
  expect(tagProblem({ name: 'a', value: 'two\tparts' }, tags)).toMatch(/letters/);
});

test('the fifty-first is one too many; to overwrite one of fifty is not', () => {
  expect(tagProblem({ name: 'new', value: '' }, fifty)).toMatch(/at most 50/);
  expect(tagProblem({ name: 't7', value: 'x' }, fifty)).toBeNull();
});

test('what setting a tag overwrites', () => {
  expect(overwritten('env', tags)).toBe('prod');
  expect(overwritten('ENV', tags)).toBeNull();
});

test('while a deletion is pending nothing changes; on a disabled key everything may', () => {
  expect(changeBlock('PendingDeletion')).toMatch(/cancel/);
  expect(changeBlock('Disabled')).toBeNull();
});
