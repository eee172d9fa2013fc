import { expect, test } from 'vitest';
import { parsePolicy } from '../../../../domain/policy/parse.ts';
import { actionWarnings } from './action-findings.ts';

const ARN = 'arn:aws:iam::111122223333:role/api';
function warningsOf(actions: readonly string[], Effect: 'Allow' | 'Deny' = 'Allow') {
  const statement = { Effect, Principal: { AWS: ARN }, Action: actions, Resource: '*' };
  const text = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const parsed = parsePolicy(text, 'key');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { text, warnings: actionWarnings(parsed.document.statements) };
}

test('an action that names nothing is found at its place, with the one that was meant', () => {
  const { text, warnings } = warningsOf(['kms:Decrypt', 'kms:GenerateDataKye']);
  expect(warnings.map(({ message }) => message)).toEqual([
    'kms:GenerateDataKye is no action of AWS KMS or Keydesk: it allows nothing. Did you mean kms:GenerateDataKey?',
  ]);
  expect(text.slice(warnings[0]?.from, warnings[0]?.to)).toContain('kms:GenerateDataKye');
});

test('a pattern that matches nothing is found too; what matches something is not, whatever its case', () => {
  const actions = ['kms:*', '*', 'KMS:decrypt', 'kms:ReEncrypt*', 'kms:?ncrypt', 'keydesk:SearchKeys'];
  expect(warningsOf(actions).warnings).toEqual([]);
  expect(warningsOf(['kms:Encrypts*'], 'Deny').warnings.map(({ message }) => message)).toEqual([
    'kms:Encrypts* matches no action of AWS KMS or Keydesk: it denies nothing.',
  ]);
});

test('no guess where nothing is near', () => {
  expect(warningsOf(['kms:MakeCoffee']).warnings[0]?.message).toBe(
    'kms:MakeCoffee is no action of AWS KMS or Keydesk: it allows nothing.',
  );
});
