import { expect, test } from 'vitest';
import { replaced } from './change-marks.ts';

/** The new line with what is gone put in where it is shown. */
function shown(before: string, after: string): string {
  const found = replaced(before, after);
  return found === null ? after : `${after.slice(0, found.at)}~${found.was}~${after.slice(found.at)}`;
}

test('what is gone stands before what took its place, by whole words', () => {
  expect(shown('  "Sid": "Control"', '  "Sid": "Admin"')).toBe('  "Sid": "~Control~Admin"');
  expect(shown('"kms:Decrypt"', '"kms:DescribeKey"')).toBe('"kms:~Decrypt~DescribeKey"');
  expect(shown('"AWS": "arn:aws:iam::1:role/a"', '"AWS": "arn:aws:iam::1:role/b"')).toBe(
    '"AWS": "arn:aws:iam::1:~role/a~role/b"',
  );
});

test('where only something was added nothing is gone, and nothing is shown inside a fold', () => {
  expect(replaced('"Effect": "Allow"', '"Effect": "Allow", "Sid": "A"')).toBeNull();
  expect(shown('"arn:aws:iam::111122223333:root"', '"arn:aws:iam::999922223333:root"')).toBe(
    '"~111122223333~arn:aws:iam::999922223333:root"',
  );
});
