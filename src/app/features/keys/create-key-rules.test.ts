import { expect, test } from 'vitest';
import { aliasProblem, keyFormProblems, tagsProblem, type KeyForm } from './create-key-rules.ts';

const form: KeyForm = {
  alias: 'billing-prod',
  description: '',
  tags: [],
  administrators: [],
  users: [],
  accountKeepsControl: true,
  rotation: '365',
  rotationDays: '',
};
const me = 'arn:aws:iam::111122223333:user/anna';

test('aliases', () => {
  expect(aliasProblem('billing/prod_1')).toBeNull();
  expect(aliasProblem('')).toContain('Give the key a name');
  expect(aliasProblem('a b')).toContain('letters');
  expect(aliasProblem('aws/s3')).toContain('AWS');
  expect(aliasProblem('x'.repeat(300))).toContain('250');
});

test('tags', () => {
  expect(
    tagsProblem([
      { name: 'team', value: 'pay' },
      { name: '', value: '' },
    ]),
  ).toBeNull();
  expect(tagsProblem([{ name: '', value: 'x' }])).toContain('name');
  expect(
    tagsProblem([
      { name: 'a', value: '1' },
      { name: 'a', value: '2' },
    ]),
  ).toContain('once');
  expect(tagsProblem([{ name: 'aws:x', value: '' }])).toContain('AWS');
  expect(tagsProblem([{ name: 'a', value: '<' }])).toContain('only');
});

test('a form that would lock its author out says so', () => {
  expect(keyFormProblems(form, me)).toEqual([]);
  expect(keyFormProblems({ ...form, accountKeepsControl: false }, me).map(({ id }) => id)).toEqual([
    'administrators',
  ]);
  expect(keyFormProblems({ ...form, accountKeepsControl: false, administrators: [me] }, me)).toEqual([]);
});

test('a period of one’s own is a whole number of days that the service takes', () => {
  const own = { ...form, rotation: 'own' as const };
  expect(keyFormProblems({ ...own, rotationDays: '89' }, me).map(({ id }) => id)).toEqual(['rotation-days']);
  expect(keyFormProblems({ ...own, rotationDays: '90' }, me)).toEqual([]);
});
