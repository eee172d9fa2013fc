/** Policies that are sound, as AWS's guide for KMS describes them and as this desk writes them: what is said of them, and nothing worse. */
import { describe, expect, test } from 'vitest';
import { defaultKeyPolicy, keyPolicyFor } from '../default-policy.ts';
import {
  DELEGATION,
  examplePrincipal,
  EXAMPLE_WORLD,
  keyPolicy,
  OTHER_ACCOUNT,
  role,
  user,
  withPrincipals,
} from './examples.ts';
import { lintPolicy } from './lint.ts';

const ACCOUNT = '111122223333';
const USE = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'];
const CARE = ['kms:Describe*', 'kms:Enable*', 'kms:List*', 'kms:Put*', 'kms:Update*', 'kms:Revoke*'].concat(
  ['kms:Disable*', 'kms:Get*', 'kms:Delete*', 'kms:TagResource', 'kms:UntagResource'],
  ['kms:ScheduleKeyDeletion', 'kms:CancelKeyDeletion'],
);
const WORLD = {
  ...EXAMPLE_WORLD,
  principals: withPrincipals(examplePrincipal('role', 'auditors'), examplePrincipal('role', 'backup')),
};

const use = { Sid: 'Use', Principal: { AWS: role('app') }, Action: USE };
const grantsForServices = {
  Sid: 'Grants for services',
  Principal: { AWS: role('app') },
  Action: ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
  Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
};

/** Name, text, and the codes of severity error or high that are right on it. */
const SOUND: readonly (readonly [name: string, text: string, worst: readonly string[]])[] = [
  ['the default policy of a key', defaultKeyPolicy(ACCOUNT), []],
  [
    'what the form for a new key writes',
    keyPolicyFor({
      accountId: ACCOUNT,
      administrators: [user('alice'), user('bob')],
      users: [role('app')],
      delegateToAccount: true,
    }),
    [],
  ],
  [
    'the same without delegation',
    keyPolicyFor({
      accountId: ACCOUNT,
      administrators: [user('alice'), user('bob')],
      users: [role('app')],
      delegateToAccount: false,
    }),
    [],
  ],
  [
    'the console’s four statements: account, administrators, users, grants',
    keyPolicy(
      DELEGATION,
      { Sid: 'Administrators', Principal: { AWS: role('operations') }, Action: ['kms:Create*', ...CARE] },
      use,
      grantsForServices,
    ),
    ['creategrant-hidden'],
  ],
  [
    'administrators with CreateAlias by name',
    keyPolicy(DELEGATION, {
      Sid: 'Administrators',
      Principal: { AWS: role('operations') },
      Action: ['kms:CreateAlias', ...CARE],
    }),
    [],
  ],
  [
    'users who decrypt for one tenant',
    keyPolicy(DELEGATION, {
      ...use,
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Condition: { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } },
    }),
    [],
  ],
  [
    'everyone of the account through one service',
    keyPolicy(DELEGATION, {
      Sid: 'Through S3',
      Principal: '*',
      Action: USE,
      Condition: {
        StringEquals: { 'kms:CallerAccount': ACCOUNT, 'kms:ViaService': 's3.eu-west-1.amazonaws.com' },
      },
    }),
    [],
  ],
  [
    'everyone of an organisation',
    keyPolicy(DELEGATION, {
      Sid: 'Organisation',
      Principal: '*',
      Action: ['kms:Decrypt', 'kms:DescribeKey'],
      Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } },
    }),
    [],
  ],
  [
    'roles by pattern, of the account',
    keyPolicy(DELEGATION, {
      Sid: 'Roles of the team',
      Principal: '*',
      Action: ['kms:Decrypt', 'kms:DescribeKey'],
      Condition: {
        ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/app-*` },
        StringEquals: { 'aws:PrincipalAccount': ACCOUNT },
      },
    }),
    [],
  ],
  [
    'a role of another account',
    keyPolicy(DELEGATION, {
      Sid: 'Partner',
      Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:role/partner` },
      Action: USE,
    }),
    [],
  ],
  [
    'another account as a whole',
    keyPolicy(DELEGATION, {
      Sid: 'Partner account',
      Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` },
      Action: USE,
    }),
    ['cross-domain-root'],
  ],
  [
    'grants of two operations to services of the account',
    keyPolicy(DELEGATION, {
      Sid: 'Grants',
      Principal: { AWS: role('operations') },
      Action: 'kms:CreateGrant',
      Condition: {
        'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Encrypt', 'Decrypt'] },
        StringLike: { 'kms:GranteePrincipal': `arn:aws:iam::${ACCOUNT}:role/app` },
      },
    }),
    [],
  ],
  [
    'a service of AWS for one trail',
    keyPolicy(DELEGATION, {
      Sid: 'Trail',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: 'kms:GenerateDataKey*',
      Condition: {
        StringEquals: { 'aws:SourceArn': `arn:aws:cloudtrail:eu-west-1:${ACCOUNT}:trail/audit` },
        StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': `arn:aws:cloudtrail:*:${ACCOUNT}:trail/*` },
      },
    }),
    [],
  ],
  [
    'auditors who read',
    keyPolicy(DELEGATION, {
      Sid: 'Audit',
      Principal: { AWS: role('auditors') },
      Action: ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:ListGrants', 'kms:ListResourceTags'],
    }),
    [],
  ],
  [
    'deletion with a second factor and a long wait',
    keyPolicy(DELEGATION, {
      Sid: 'Deletion',
      Principal: { AWS: [user('alice'), user('bob')] },
      Action: ['kms:ScheduleKeyDeletion', 'kms:CancelKeyDeletion'],
      Condition: {
        Bool: { 'aws:MultiFactorAuthPresent': 'true' },
        NumericLessThan: { 'aws:MultiFactorAuthAge': '300' },
      },
    }),
    [],
  ],
  [
    'a guard-rail: nobody but two decrypts',
    keyPolicy(DELEGATION, use, {
      Sid: 'Nobody else decrypts',
      Effect: 'Deny',
      Principal: '*',
      Action: 'kms:Decrypt',
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': [role('app'), role('backup')] } },
    }),
    [],
  ],
];

describe('a sound policy', () => {
  test.each(SOUND)('%s', (_, text, worst) => {
    const { findings, problems } = lintPolicy(text, 'key', WORLD);
    expect(problems).toEqual([]);
    const codes = findings
      .filter(({ severity }) => severity === 'error' || severity === 'high')
      .map(({ code }) => code);
    expect(codes).toEqual(worst);
  });

  test('the default policy: only that it is one, and who that lets in today', () => {
    const { findings } = lintPolicy(defaultKeyPolicy(ACCOUNT), 'key', WORLD);
    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([['root-delegation', 'info']]);
    expect(findings[0]?.message).toContain(
      'Through them user/alice and user/bob can change this policy and use the key today.',
    );
  });
});
