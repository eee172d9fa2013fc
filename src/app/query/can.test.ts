import { expect, it } from 'vitest';
import { canOf } from './can.ts';

const no = { Action: 'kms:DisableKey', Allowed: false };
const silent = (kind: string): string => `because no ${kind} policy allows the kms:DisableKey action`;

it('says nothing of what is allowed, or not known yet', () => {
  expect(canOf({ Action: 'kms:DisableKey', Allowed: true })).toEqual({
    allowed: true,
    reason: null,
    who: [],
  });
  expect(canOf(undefined).allowed).toBe(true);
});

it.each([
  [
    { Reason: silent('identity-based'), People: ['anna'] },
    'None of your policies allows kms:DisableKey. anna can.',
  ],
  [
    { Reason: silent('resource-based'), People: ['anna', 'ben', 'cleo'] },
    'The key’s policy does not allow you kms:DisableKey. anna, ben, or cleo can.',
  ],
  [
    { Reason: 'with an explicit deny in a resource-based policy', Sid: 'never', People: [] },
    'The key’s policy denies you kms:DisableKey in “never”. No other person here can either.',
  ],
  [
    { Reason: 'with an explicit deny in an identity-based policy' },
    'One of your policies denies you kms:DisableKey. Ask an administrator of this desk.',
  ],
])('says why not and who could: %j', (more, reason) => {
  expect(canOf({ ...no, ...more })).toMatchObject({ allowed: false, reason });
});
