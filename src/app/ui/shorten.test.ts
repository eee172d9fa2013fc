import { expect, test } from 'vitest';
import { shortAlias, shortArn, shortId } from './shorten.ts';

test('a UUID shows its first eight and last four digits', () => {
  expect(shortId('1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab')).toBe('1c7f4ae2…90ab');
});

test('a digest shows four and four; short names stay whole', () => {
  expect(shortId('9f2c'.repeat(15) + '71e0')).toBe('9f2c…71e0');
  expect(shortId('AKIAIOSFODNN7EXAMPLE')).toBe('AKIAIOSFODNN7EXAMPLE');
  expect(shortId('x'.repeat(30))).toHaveLength(24);
});

test('an ARN shows its resource; what is no ARN stays', () => {
  expect(shortArn('arn:aws:iam::111122223333:role/billing-api')).toBe('role/billing-api');
  expect(shortArn('arn:aws:kms:eu-central-1:111122223333:key/1c7f')).toBe('key/1c7f');
  expect(shortArn('*')).toBe('*');
  expect(shortAlias('alias/a/b')).toBe('a/b');
});
