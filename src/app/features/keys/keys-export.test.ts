import { expect, test } from 'vitest';
import type { KeySummary } from '../../query/contract.ts';
import { keysCsv, keysJson } from './keys-export.ts';

const key: KeySummary = {
  KeyId: '1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab',
  Arn: 'arn:aws:kms:us-east-1:000000000000:key/1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab',
  Aliases: ['alias/a', 'alias/b'],
  Description: '=HYPERLINK("http://evil.example")',
  KeyState: 'Enabled',
  KeySpec: 'SYMMETRIC_DEFAULT',
  KeyUsage: 'ENCRYPT_DECRYPT',
  CreationDate: new Date('2026-11-24T13:05:07.318Z'),
  Tags: [
    { TagKey: '@team', TagValue: '+1' },
    { TagKey: 'x', TagValue: '' },
  ],
  CurrentVersion: 3,
  CanRotate: true,
  Services90Days: 2,
  Requests90Days: 10,
  Refused90Days: 1,
};

test('a key is a row; what others wrote is no formula; times are in UTC', () => {
  const [head, row, end] = keysCsv([key]).split('\r\n');
  expect(head).toContain('Alias,Other aliases,Key id');
  expect(row).toBe(
    `alias/a,alias/b,${key.KeyId},${key.Arn},"'=HYPERLINK(""http://evil.example"")",Enabled,,SYMMETRIC_DEFAULT,ENCRYPT_DECRYPT,2026-11-24T13:05:07.318Z,'@team=+1; x=,3,,,,,,2,10,1`,
  );
  expect(end).toBe('');
});

test('JSON says what was searched and when', () => {
  const parsed: unknown = JSON.parse(keysJson([key], { Text: 'a' }, new Date(0)));
  expect(parsed).toMatchObject({
    ExportedAt: '1970-01-01T00:00:00.000Z',
    Search: { Text: 'a' },
    Keys: [{ KeyId: key.KeyId, CreationDate: '2026-11-24T13:05:07.318Z' }],
  });
});
