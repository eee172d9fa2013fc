import { describe, expect, test } from 'vitest';
import { catalogueWords, worded } from './catalogue-words.ts';
import { ACTIONS } from './actions.ts';
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
      'aws:PrincipalOrgPaths',
      'aws:PrincipalServiceNamesList',
      'aws:ResourceOrgPaths',
      'aws:SourceOrgPaths',
      'aws:VpceOrgPaths',
    ]);
  });

  test('are each in the table once', () => {
    const names = CONDITION_KEYS.map(({ name }) => name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
  });

  const all = [...CONDITION_KEYS, ...CONDITION_KEY_FAMILIES];

  test('and actions are each put into one sentence', () => {
    const rows = [...ACTIONS, ...all];
    for (const row of rows) expect(catalogueWords(row), row.name).toMatch(/^[A-Z].*\.$/);
    expect(worded().toSorted()).toEqual(rows.map(({ name }) => name).toSorted());
  });

  test('name only actions of the catalogue', () => {
    const names = ACTIONS.map(({ name }) => name);
    for (const { name, actions } of all)
      for (const action of actions ?? []) expect(names, name).toContain(action);
  });

  test('list values of their type, where the set is closed', () => {
    for (const { name, type, values } of all) {
      expect(values === null || values.length > 0, name).toBe(true);
      if (type === 'Bool') expect(values, name).toEqual(['true', 'false']);
    }
    expect(conditionKey('kms:MacAlgorithm')?.values).toContain('HMAC_SHA_256');
    expect(conditionKey('kms:SigningAlgorithm')?.values).toContain('ECDSA_SHA_256');
    expect(conditionKey('kms:KeyUsage')?.values).toContain('KEY_AGREEMENT');
  });

  test.each([
    ['kms:GrantOperations', ['kms:CreateGrant']],
    ['kms:RotationPeriodInDays', ['kms:EnableKeyRotation']],
    ['aws:RequestTag/x', ['kms:CreateKey', 'kms:TagResource', 'keydesk:UpdatePrincipalTags']],
    ['aws:SourceIp', null],
  ] as const)('%s can come with %j', (name, actions) => {
    expect(conditionKey(name)?.actions).toEqual(actions);
  });
});
