/**
 * Policies that are right as they are: the kinds of statement that AWS's guide to KMS key policies describes, in our own words and with
 * our own principals, and what this desk's own forms write. With each stand the codes that the linter may say of it, all of them.
 */
import { defaultKeyPolicy, keyPolicyFor } from '../default-policy.ts';
import type { PolicyWorld } from '../world.ts';
import { DELEGATION, EXAMPLE_WORLD, keyPolicy, OTHER_ACCOUNT, role, user } from './examples.ts';

export interface SoundPolicy {
  readonly name: string;
  readonly text: string;
  readonly world?: Partial<PolicyWorld>;
  /** Sorted. Of `high` and `error` nothing else may ever be found. */
  readonly expected: readonly string[];
}

const ACCOUNT = EXAMPLE_WORLD.accountId;
const USE = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'];
/** Administration by patterns, as the guide writes it. */
const ADMINISTER_BY_PATTERN = [
  'kms:Create*',
  'kms:Describe*',
  'kms:Enable*',
  'kms:List*',
  'kms:Put*',
  'kms:Update*',
  'kms:Revoke*',
  'kms:Disable*',
  'kms:Get*',
  'kms:Delete*',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:ScheduleKeyDeletion',
  'kms:CancelKeyDeletion',
];
const ADMINISTRATORS = { AWS: [user('alice'), user('bob')] };
const key = EXAMPLE_WORLD.key;
const keyOf = (
  spec: 'RSA_2048' | 'HMAC_256' | 'ECC_NIST_P256',
  usage: 'SIGN_VERIFY' | 'GENERATE_VERIFY_MAC' | 'KEY_AGREEMENT',
) => (key === null ? {} : { key: { ...key, spec, usage } });

export const SOUND_POLICIES: readonly SoundPolicy[] = [
  { name: 'the default key policy', text: defaultKeyPolicy(ACCOUNT), expected: ['info root-delegation'] },
  { name: 'control by the account', text: keyPolicy(DELEGATION), expected: ['info root-delegation'] },
  {
    name: 'the form of a new key: account, administrators, users',
    text: keyPolicyFor({
      accountId: ACCOUNT,
      administrators: [user('alice'), user('bob')],
      users: [role('app')],
      delegateToAccount: true,
    }),
    expected: [
      'info root-delegation',
      'low encrypt-and-decrypt',
      'medium context-missing',
      'medium deletion-unguarded',
      'medium lockout-bypass',
    ],
  },
  {
    name: 'the form of a new key, on the day it is made',
    text: keyPolicyFor({
      accountId: ACCOUNT,
      administrators: [user('alice'), user('bob')],
      users: [role('app'), user('carol')],
      delegateToAccount: true,
    }),
    world: key === null ? {} : { key: { ...key, createdAt: EXAMPLE_WORLD.now - 600_000 } },
    expected: [
      'info root-delegation',
      'low context-missing',
      'low deletion-unguarded',
      'low encrypt-and-decrypt',
      'low human-decrypts',
      'low lockout-bypass',
    ],
  },
  {
    name: 'the form of a new key, without the account',
    text: keyPolicyFor({
      accountId: ACCOUNT,
      administrators: [user('alice'), user('bob')],
      users: [role('app')],
      delegateToAccount: false,
    }),
    expected: [
      'info admin-self-grant',
      'low encrypt-and-decrypt',
      'medium context-missing',
      'medium deletion-unguarded',
      'medium lockout-bypass',
    ],
  },
  {
    name: 'the form of a new key that signs',
    text: keyPolicyFor({
      accountId: ACCOUNT,
      administrators: [user('alice'), user('bob')],
      users: [role('app')],
      delegateToAccount: true,
      usage: 'SIGN_VERIFY',
    }),
    world: keyOf('RSA_2048', 'SIGN_VERIFY'),
    expected: ['info root-delegation', 'medium deletion-unguarded', 'medium lockout-bypass'],
  },
  {
    name: 'administrators by patterns, as the guide writes them',
    text: keyPolicy(DELEGATION, {
      Sid: 'Access for administrators of the key',
      Principal: ADMINISTRATORS,
      Action: ADMINISTER_BY_PATTERN,
    }),
    expected: [
      'high creategrant-hidden',
      'info root-delegation',
      'low wildcard-future',
      'medium deletion-unguarded',
      'medium lockout-bypass',
    ],
  },
  {
    name: 'administrators by name',
    text: keyPolicy(DELEGATION, {
      Sid: 'Administrators',
      Principal: ADMINISTRATORS,
      Action: ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:PutKeyPolicy', 'kms:EnableKey', 'kms:DisableKey'],
    }),
    expected: ['info root-delegation', 'medium lockout-bypass'],
  },
  {
    name: 'users of the key',
    text: keyPolicy(DELEGATION, { Sid: 'Use of the key', Action: USE }),
    expected: ['info root-delegation', 'low encrypt-and-decrypt', 'medium context-missing'],
  },
  {
    name: 'users of the key, for one tenant',
    text: keyPolicy(DELEGATION, {
      Sid: 'Use of the key for acme',
      Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'],
      Condition: { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } },
    }),
    expected: ['info root-delegation', 'low encrypt-and-decrypt'],
  },
  {
    name: 'grants for AWS resources',
    text: keyPolicy(
      DELEGATION,
      { Sid: 'Use of the key', Action: USE },
      {
        Sid: 'Attachment of persistent resources',
        Action: ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
        Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
      },
    ),
    expected: ['info root-delegation', 'low encrypt-and-decrypt', 'low never-true', 'medium context-missing'],
  },
  {
    name: 'grants to one service, of decryption only',
    text: keyPolicy(DELEGATION, {
      Sid: 'Grants to billing',
      Principal: { AWS: role('operations') },
      Action: 'kms:CreateGrant',
      Condition: {
        'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt', 'DescribeKey'] },
        StringEquals: { 'kms:GranteePrincipal': role('billing') },
        Null: { 'kms:GrantOperations': 'false' },
      },
    }),
    expected: ['info root-delegation'],
  },
  {
    name: 'signing and checking of signatures',
    text: keyPolicy(
      DELEGATION,
      { Sid: 'The app signs', Action: ['kms:Sign', 'kms:GetPublicKey', 'kms:DescribeKey'] },
      {
        Sid: 'The reader checks',
        Principal: { AWS: role('reader') },
        Action: ['kms:Verify', 'kms:GetPublicKey'],
      },
    ),
    world: keyOf('ECC_NIST_P256', 'SIGN_VERIFY'),
    expected: ['info root-delegation'],
  },
  {
    name: 'message authentication codes',
    text: keyPolicy(DELEGATION, {
      Sid: 'The app',
      Action: ['kms:GenerateMac', 'kms:VerifyMac', 'kms:DescribeKey'],
    }),
    world: keyOf('HMAC_256', 'GENERATE_VERIFY_MAC'),
    expected: ['info root-delegation'],
  },
  {
    name: 'key agreement',
    text: keyPolicy(DELEGATION, {
      Sid: 'The app agrees on secrets',
      Action: ['kms:DeriveSharedSecret', 'kms:GetPublicKey', 'kms:DescribeKey'],
    }),
    world: keyOf('ECC_NIST_P256', 'KEY_AGREEMENT'),
    expected: ['info root-delegation'],
  },
  {
    name: 'a service of AWS, for one of its resources',
    text: keyPolicy(DELEGATION, {
      Sid: 'Logs of this account',
      Principal: { Service: 'logs.eu-west-1.amazonaws.com' },
      Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
      Condition: {
        ArnLike: { 'aws:SourceArn': `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:orders` },
        StringEquals: { 'aws:SourceAccount': ACCOUNT },
      },
    }),
    expected: ['info root-delegation', 'low never-true'],
  },
  {
    name: 'everybody of the account, through one service',
    text: keyPolicy(DELEGATION, {
      Sid: 'Use through the storage service',
      Principal: { AWS: '*' },
      Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
      Condition: {
        StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com', 'kms:CallerAccount': ACCOUNT },
      },
    }),
    expected: ['info root-delegation', 'low never-true'],
  },
  {
    name: 'another account uses the key',
    text: keyPolicy(
      DELEGATION,
      {
        Sid: 'Use by the partner account',
        Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` },
        Action: USE,
      },
      {
        Sid: 'Attachment by the partner account',
        Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` },
        Action: ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
        Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
      },
    ),
    expected: ['high cross-domain-root', 'info root-delegation', 'low never-true', 'medium context-missing'],
  },
  {
    name: 'one role of another account decrypts',
    text: keyPolicy(DELEGATION, {
      Sid: 'The partner decrypts',
      Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:role/partner` },
      Action: ['kms:Decrypt', 'kms:DescribeKey'],
    }),
    expected: ['info root-delegation', 'medium context-missing', 'medium cross-domain'],
  },
  {
    name: 'nobody may skip the check against lockout',
    text: keyPolicy(DELEGATION, {
      Sid: 'The lockout check stands',
      Effect: 'Deny',
      Principal: '*',
      Action: 'kms:PutKeyPolicy',
      Condition: { Bool: { 'kms:BypassPolicyLockoutSafetyCheck': 'true' } },
    }),
    expected: ['info root-delegation'],
  },
  {
    name: 'deletion only after a month of rest',
    text: keyPolicy(DELEGATION, {
      Sid: 'Deletion waits',
      Effect: 'Deny',
      Principal: '*',
      Action: 'kms:ScheduleKeyDeletion',
      Condition: { NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '30' } },
    }),
    expected: ['info root-delegation'],
  },
  {
    name: 'only over TLS',
    text: keyPolicy(DELEGATION, {
      Sid: 'No plain connections',
      Effect: 'Deny',
      Principal: '*',
      Action: 'kms:*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    }),
    expected: ['info root-delegation'],
  },
  {
    name: 'an auditor reads',
    text: keyPolicy(DELEGATION, {
      Sid: 'Carol reads',
      Principal: { AWS: user('carol') },
      Action: ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:ListGrants', 'kms:GetKeyRotationStatus'],
    }),
    expected: ['info root-delegation'],
  },
  {
    name: 'a writer and a reader apart',
    text: keyPolicy(
      DELEGATION,
      {
        Sid: 'The writer encrypts',
        Principal: { AWS: role('writer') },
        Action: ['kms:Encrypt', 'kms:GenerateDataKey'],
        Condition: { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } },
      },
      {
        Sid: 'The reader decrypts',
        Principal: { AWS: role('reader') },
        Action: 'kms:Decrypt',
        Condition: { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } },
      },
    ),
    expected: ['info root-delegation'],
  },
];
