import { expect, it } from 'vitest';
import { tagsInUse } from './tags-in-use.ts';

const key = (id: string, ...tags: readonly (readonly [string, string])[]) => ({ id, tags });

it('names the most used tags and values first, with who used such keys', () => {
  const users = new Map([
    ['1', ['role/b', 'role/a']],
    ['2', ['role/a']],
  ]);
  const keys = [
    key('1', ['env', 'prod'], ['domain', 'payments']),
    key('2', ['env', 'prod']),
    key('3', ['env', 'test'], ['__proto__', 'x']),
  ];
  expect(tagsInUse(keys, (id) => users.get(id) ?? [])).toEqual([
    {
      name: 'env',
      keys: 3,
      values: [
        { value: 'prod', keys: 2, users: ['role/a', 'role/b'] },
        { value: 'test', keys: 1, users: [] },
      ],
    },
    { name: '__proto__', keys: 1, values: [{ value: 'x', keys: 1, users: [] }] },
    { name: 'domain', keys: 1, values: [{ value: 'payments', keys: 1, users: ['role/a', 'role/b'] }] },
  ]);
});

it('is bounded, whatever people tag', () => {
  const many = Array.from({ length: 200 }, (_, i) =>
    key(String(i), [`name ${i}`, 'v'], ['same', `value ${i}`]),
  );
  const found = tagsInUse(many, () => Array.from({ length: 200 }, (_, i) => `role/${i}`));
  expect(found.length).toBe(50);
  expect(found[0]?.name).toBe('same');
  expect(found[0]?.values.length).toBe(50);
  expect(found[0]?.values[0]?.users.length).toBe(50);
});
