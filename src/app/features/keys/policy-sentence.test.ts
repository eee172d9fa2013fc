import { expect, test } from 'vitest';
import { policySentence } from './policy-sentence.ts';

const arn = (name: string): string => `arn:aws:iam::111122223333:${name}`;

test('who may do what with a new key', () => {
  expect(
    policySentence({
      administrators: [arn('user/anna')],
      users: [arn('role/api'), arn('role/etl')],
      delegateToAccount: true,
    }),
  ).toBe(
    'role/api and role/etl may use it; user/anna may administer it. The account keeps control: whoever its own policies allow, administrators of this desk among them, may use it too.',
  );
  expect(policySentence({ administrators: [], users: [], delegateToAccount: false })).toBe(
    'Nobody can use it yet; nobody is named to administer it. Nobody else can do anything with it.',
  );
  const five = ['a', 'b', 'c', 'd', 'e'].map((name) => arn(`role/${name}`));
  expect(policySentence({ administrators: [], users: five, delegateToAccount: true })).toContain(
    'role/a, role/b, and 3 more may use it',
  );
});
