import { expect, test } from 'vitest';
import { schedulerPrincipal, rootPrincipal } from '../../service/principals.ts';
import {
  keyOf,
  keyOptions,
  principalOf,
  principalOptions,
  showsKey,
  showsPrincipal,
} from './choice-rules.ts';

const ID = '1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab';
const OTHER = '2c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab';
const ACCOUNT = '000000000000';

test('a pasted id or ARN names a key, whether it exists or not; words name none', () => {
  expect(keyOf(` ${ID} `)).toBe(ID);
  expect(keyOf(`arn:aws:kms:eu-central-1:${ACCOUNT}:key/${ID}`)).toBe(ID);
  expect(keyOf('billing')).toBeNull();
  expect(keyOf(`arn:aws:iam::${ACCOUNT}:role/api`)).toBeNull();
});

test('a pasted ARN names a principal that has gone', () => {
  expect(principalOf(`arn:aws:iam::${ACCOUNT}:user/gone`)).toBe(`arn:aws:iam::${ACCOUNT}:user/gone`);
  expect(principalOf('user/gone')).toBeNull();
});

test('a key that is meant is among the choices under its name, and under its id when it has gone', () => {
  const listed = [{ KeyId: ID, Aliases: ['alias/billing'] }];
  const named = [{ KeyId: OTHER, Aliases: ['alias/the-ten-thousandth'] }];
  expect(keyOptions(listed, named, [ID, null])).toEqual([{ value: ID, label: 'billing' }]);
  expect(keyOptions(listed, named, [OTHER, OTHER])).toEqual([
    { value: OTHER, label: 'the-ten-thousandth' },
    { value: ID, label: 'billing' },
  ]);
  expect(keyOptions(listed, [], [null, OTHER])[0]).toEqual({ value: OTHER, label: OTHER });
});

test('the account and the scheduler can be chosen under the names that the log gives them', () => {
  const arns = principalOptions([], ACCOUNT, [null]).map(({ value }) => value);
  expect(arns).toEqual([rootPrincipal(ACCOUNT).caller.arn, schedulerPrincipal(ACCOUNT).caller.arn]);
  const gone = `arn:aws:iam::${ACCOUNT}:user/gone`;
  expect(principalOptions([], ACCOUNT, [gone, gone])[0]).toEqual({ value: gone, label: 'user/gone' });
  expect(principalOptions([], ACCOUNT, [gone, gone])).toHaveLength(3);
});

test('a typed ARN shows what it names, and only that', () => {
  expect(showsPrincipal('user/gone', `arn:aws:iam::${ACCOUNT}:user/gone`)).toBe(true);
  expect(showsPrincipal('user/gone-too', `arn:aws:iam::${ACCOUNT}:user/gone`)).toBe(false);
  expect(showsPrincipal('user/gone', 'GONE')).toBe(true);
  expect(showsKey('', undefined)(ID, `arn:aws:kms:eu-central-1:${ACCOUNT}:key/${ID}`)).toBe(true);
});

test('what the desk found is shown whatever its label; an older answer only where it still fits', () => {
  const shows = showsKey('ledger', 'billing');
  expect(shows('invoices', 'ledger')).toBe(true);
  expect(shows('billing', 'ledger')).toBe(false);
  expect(shows('invoices', 'ledger-2')).toBe(false);
  expect(shows('invoices', 'Inv')).toBe(true);
});
