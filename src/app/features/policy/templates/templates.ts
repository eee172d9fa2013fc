/** Least-privilege starts: statements that somebody needs again and again, spelled out so that nothing comes in by a pattern. */
import type { KeyUsage } from '../../../../domain/keys/key-specs.ts';
import type { JsonValue } from '../../../../domain/policy/lint/edits.ts';
import { KEY_ADMINISTRATOR_ACTIONS } from '../../../../domain/policy/roles.ts';

export interface TemplateChoice {
  /** ARN. */
  readonly principal: string;
  /** `tenant = acme`; null: any context. */
  readonly context: readonly [name: string, value: string] | null;
}

export interface Template {
  readonly id: 'writer' | 'reader' | 'administrator' | 'grantor' | 'auditor';
  readonly title: string;
  readonly words: string;
  /** Usages of keys that it fits. */
  readonly fits: readonly KeyUsage[];
  /** Its requests have an encryption context. */
  readonly hasContext: boolean;
  readonly statement: (choice: TemplateChoice) => Readonly<Record<string, JsonValue>>;
}

const EVERY: readonly KeyUsage[] = ['ENCRYPT_DECRYPT', 'SIGN_VERIFY', 'GENERATE_VERIFY_MAC', 'KEY_AGREEMENT'];

const allow = (
  Sid: string,
  { principal, context }: TemplateChoice,
  Action: readonly string[],
  Condition: Readonly<Record<string, JsonValue>> = {},
): Readonly<Record<string, JsonValue>> => {
  const equals =
    context === null ? {} : { StringEquals: { [`kms:EncryptionContext:${context[0]}`]: context[1] } };
  const conditions = { ...equals, ...Condition };
  return {
    Sid,
    Effect: 'Allow',
    Principal: { AWS: principal },
    Action,
    Resource: '*',
    ...(Object.keys(conditions).length === 0 ? {} : { Condition: conditions }),
  };
};

export const TEMPLATES: readonly Template[] = [
  {
    id: 'writer',
    title: 'Encrypt-only writer',
    words: 'Makes data keys without ever seeing one, and encrypts. Reads nothing back.',
    fits: ['ENCRYPT_DECRYPT'],
    hasContext: true,
    statement: (choice) =>
      allow('Encrypt only', choice, ['kms:Encrypt', 'kms:GenerateDataKeyWithoutPlaintext']),
  },
  {
    id: 'reader',
    title: 'Decrypt-only reader',
    words: 'Opens what others sealed. Seals nothing itself.',
    fits: ['ENCRYPT_DECRYPT'],
    hasContext: true,
    statement: (choice) => allow('Decrypt only', choice, ['kms:Decrypt']),
  },
  {
    id: 'administrator',
    title: 'Key administrator without use',
    words:
      'Looks after the key: policy, aliases, tags, rotation, deletion. Spelled out, so that no grant and no use comes with it.',
    fits: EVERY,
    hasContext: false,
    statement: ({ principal }) =>
      allow('Administer, without use', { principal, context: null }, KEY_ADMINISTRATOR_ACTIONS),
  },
  {
    id: 'grantor',
    title: 'Grant-only service',
    words:
      'Hands Decrypt, Encrypt and data keys on by grants, and takes them back. Uses the key itself for nothing.',
    fits: ['ENCRYPT_DECRYPT'],
    hasContext: false,
    statement: ({ principal }) =>
      allow('Grants only', { principal, context: null }, ['kms:CreateGrant'], {
        'ForAllValues:StringEquals': {
          'kms:GrantOperations': ['Decrypt', 'Encrypt', 'GenerateDataKey', 'RetireGrant'],
        },
        Null: { 'kms:GrantOperations': 'false' },
      }),
  },
  {
    id: 'auditor',
    title: 'Auditor',
    words:
      'Reads the policy, the grants, rotations and when the key was last used. Changes and uses nothing.',
    fits: EVERY,
    hasContext: false,
    statement: ({ principal }) =>
      allow('Audit', { principal, context: null }, [
        'kms:DescribeKey',
        'kms:GetKeyPolicy',
        'kms:GetKeyRotationStatus',
        'kms:GetKeyLastUsage',
        'kms:ListGrants',
        'kms:ListKeyPolicies',
        'kms:ListKeyRotations',
        'kms:ListResourceTags',
      ]),
  },
];
