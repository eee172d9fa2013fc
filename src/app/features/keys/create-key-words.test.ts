import { expect, test } from 'vitest';
import { purposeHelp, purposeOptions, type Purpose } from './create-key-words.ts';

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

test('a purpose that cannot be had says why, and what the token lacks besides', () => {
  const [encrypt, sign, mac] = purposeOptions(
    options(
      purpose('ENCRYPT'),
      purpose('SIGN', 'Not in this release'),
      purpose('MAC', 'No.', 'CKM_A', 'CKM_B'),
    ),
  );
  expect(encrypt?.disabledReason).toBeUndefined();
  expect(encrypt?.note).toContain('AES-256-GCM');
  expect(sign?.disabledReason).toBe('Not in this release.');
  expect(mac?.disabledReason).toBe('No. The token lacks CKM_A and CKM_B besides.');
});

test('whether the program or the token stands in the way is said once', () => {
  expect(purposeHelp(options(purpose('ENCRYPT')))).toBeUndefined();
  expect(purposeHelp(options(purpose('ENCRYPT'), purpose('SIGN', 'No.')))).toContain(
    'hsm-1 could do all of it',
  );
  expect(purposeHelp(options(purpose('SIGN', 'No.'), purpose('MAC', 'No.', 'CKM_A')))).toContain(
    '1 of those 2',
  );
});
