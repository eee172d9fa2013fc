import { expect, it } from 'vitest';
import { recognise } from './recognise.ts';

const ID = '1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab';
const DIGEST = '9f2c'.repeat(16);

it.each([
  [ID, { form: 'uuid', id: ID }],
  [`  ${ID.toUpperCase()}\n`, { form: 'uuid', id: ID }],
  [`arn:aws:kms:us-east-1:000000000000:key/${ID}`, { form: 'key', id: ID }],
  ['arn:aws:kms:us-east-1:000000000000:alias/a/b', { form: 'alias', name: 'alias/a/b' }],
  ['alias/billing', { form: 'alias', name: 'alias/billing' }],
  ['arn:aws:iam::000000000000:user/anna', { form: 'principal', arn: 'arn:aws:iam::000000000000:user/anna' }],
  ['arn:aws:iam::000000000000:root', { form: 'principal', arn: 'arn:aws:iam::000000000000:root' }],
  ['KDAKABCDEFGHIJKLMNOP', { form: 'accessKey', id: 'KDAKABCDEFGHIJKLMNOP' }],
  [DIGEST, { form: 'envelope', digest: DIGEST }],
  [`sha256:${DIGEST.toUpperCase()}`, { form: 'envelope', digest: DIGEST }],
])('knows %s', (text, expected) => {
  expect(recognise(text)).toEqual(expected);
});

it.each([
  '',
  'billing',
  'alias/',
  `${ID}x`,
  DIGEST.slice(1),
  'arn:aws:s3:::bucket',
  `alias/${'a'.repeat(3000)}`,
])('takes %j for words', (text) => {
  expect(recognise(text)).toBeNull();
});
