import { describe, expect, test } from 'vitest';
import { CONDITION_KEY_FAMILIES, CONDITION_KEYS, conditionKey } from './condition-keys.ts';

describe('condition keys', () => {
  test('are found in any case', () => {
    expect(conditionKey('KMS:calleraccount')?.name).toBe('kms:CallerAccount');
    expect(conditionKey('aws:principalARN')).toMatchObject({ name: 'aws:PrincipalArn', type: 'ARN' });
  });

  test.each([
    ['kms:EncryptionContext:Tenant', 'kms:EncryptionContext:'],
    ['KMS:encryptioncontext:__proto__', 'kms:EncryptionContext:'],
    ['kms:EncryptionContext:line\nbreak', 'kms:EncryptionContext:'],
    ['aws:PrincipalTag/team', 'aws:PrincipalTag/'],
    ['aws:requesttag/team', 'aws:RequestTag/'],
    ['aws:ResourceTag/team', 'aws:ResourceTag/'],
    ['kms:RecipientAttestation:PCR0', 'kms:RecipientAttestation:'],
    ['kms:RecipientAttestation:NitroTPMPCR12', 'kms:RecipientAttestation:'],
    ['kms:RecipientAttestation:ImageSha384', 'kms:RecipientAttestation:'],
  ])('%s is of the family %s', (name, family) => {
    expect(conditionKey(name)?.name).toBe(family);
  });

  test.each([
    'kms:EncryptionContex:app',
    'kms:EncryptionContext:',
    'aws:PrincipalTag/',
    'kms:RecipientAttestation:x',
    'tenant',
    '',
    'constructor',
  ])('%j is not one', (name) => {
    expect(conditionKey(name)).toBeUndefined();
  });

  test('that identity policies alone may name', () => {
    const only = [...CONDITION_KEYS, ...CONDITION_KEY_FAMILIES]
      .filter(({ kinds }) => !kinds.includes('key'))
      .map(({ name }) => name);
    expect(only).toEqual(['kms:ResourceAliases', 'aws:ResourceTag/']);
  });

  test('with several values at once', () => {
    expect(CONDITION_KEYS.filter(({ multi }) => multi).map(({ name }) => name)).toEqual([
      'kms:EncryptionContextKeys',
      'kms:GrantOperations',
      'kms:ResourceAliases',
      'aws:TagKeys',
      'aws:CalledVia',
    ]);
  });

  test('are each in the table once', () => {
    const names = CONDITION_KEYS.map(({ name }) => name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
  });
});
