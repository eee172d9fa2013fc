import { expect, test } from 'vitest';
import { CHECKS } from '../../../domain/posture/checks.ts';
import { fixOf, fixOfAll } from './posture-fixes.ts';

const found = { Kind: 'key', Id: 'k', Name: '', Reason: '' } as const;

test('every check leads to where it is mended, but for the one that is mended outside the console', () => {
  const without = CHECKS.filter(({ code }) => fixOf({ Code: code }, found) === null);
  expect(without.map(({ code }) => code)).toEqual(['altered-objects']);
});

test('what concerns several is mended in one place, with those chosen', () => {
  expect(fixOf({ Code: 'no-rotation' }, found)).toEqual({ label: 'Set a period', href: '/keys/k/rotation' });
  expect(fixOfAll({ Code: 'no-rotation', Found: 11 })).toEqual({
    label: 'Set a period for 11 keys',
    href: '/rotation?status=Off',
  });
  expect(fixOfAll({ Code: 'no-rotation', Found: 1 })).toBeNull();
  expect(fixOfAll({ Code: 'nonce-budget', Found: 3 })).toBeNull();
});

test('an access key is replaced at its service', () => {
  const accessKey = { ...found, Kind: 'accessKey', PrincipalId: 'AROA1' } as const;
  expect(fixOf({ Code: 'old-access-key' }, accessKey)?.href).toBe('/services/AROA1/rotate');
});
