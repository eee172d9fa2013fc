import { expect, test } from 'vitest';
import { saidOf } from './gone-grant.ts';

test('what the log has of a grant, in the order of its page', () => {
  expect(
    saidOf([
      ['EncryptionContextSubset app', 'x'],
      ['EncryptionContextSubset tenant', 'acme'],
      ['GrantId', 'f'.repeat(64)],
      ['GranteePrincipal', 'arn:aws:iam::111122223333:role/reports'],
      ['Operations', 'Decrypt DescribeKey'],
    ]),
  ).toEqual([
    { term: 'Grantee', value: 'role/reports' },
    { term: 'Operations', value: 'Decrypt, DescribeKey' },
    { term: 'Context', value: 'with app = x, tenant = acme' },
  ]);
  expect(saidOf([['EncryptionContextEquals a', 'b']])).toContainEqual({
    term: 'Context',
    value: 'exactly a = b',
  });
  expect(saidOf([['EncryptionContextEquals', 'none']])).toContainEqual({
    term: 'Context',
    value: 'only without an encryption context',
  });
  expect(saidOf([])).toEqual([{ term: 'Context', value: 'any' }]);
});
