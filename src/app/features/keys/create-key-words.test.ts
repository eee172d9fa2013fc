import { expect, test } from 'vitest';
import { leftOut, purposeOptions, type Purpose } from './create-key-words.ts';

const purpose = (
  Purpose: Purpose['Purpose'],
  Unavailable?: string,
  ...MissingMechanisms: string[]
): Purpose => ({
  Purpose,
  KeySpec: 'SYMMETRIC_DEFAULT',
  KeyUsage: 'ENCRYPT_DECRYPT',
  ...(Unavailable === undefined ? {} : { Unavailable }),
  MissingMechanisms,
});
const options = (...Purposes: Purpose[]) => ({ TokenLabel: 'hsm-1', TagsInUse: [], Purposes });

test('what can be had is a choice; encryption that cannot says why, and what the token lacks besides', () => {
  const [encrypt, ...others] = purposeOptions(
    options(purpose('ENCRYPT'), purpose('SIGN', 'Not in this release')),
  );
  expect(encrypt?.disabledReason).toBeUndefined();
  expect(encrypt?.note).toContain('AES-256-GCM');
  expect(others).toEqual([]);
  const [without] = purposeOptions(options(purpose('ENCRYPT', 'No', 'CKM_A', 'CKM_B')));
  expect(without?.disabledReason).toBe('No. The token lacks CKM_A and CKM_B besides.');
});

test('what this release leaves out is named, with one reason', () => {
  expect(leftOut(options(purpose('ENCRYPT')))).toBeNull();
  expect(leftOut(options(purpose('ENCRYPT', 'No.')))).toBeNull();
  const one = leftOut(options(purpose('ENCRYPT'), purpose('SIGN', 'No.')));
  expect(one?.labels).toEqual(['Sign tokens and documents']);
  expect(one?.reason).toContain('hsm-1 could do all of these.');
  expect(leftOut(options(purpose('SIGN', 'No.'), purpose('MAC', 'No.', 'CKM_A')))?.reason).toContain(
    'could do 1 of these 2.',
  );
  expect(leftOut(options(purpose('MAC', 'No.', 'CKM_A')))?.reason).toContain('none of these either');
});
