/** Least-privilege starts: statements that somebody needs again and again, spelled out so that nothing comes in by a pattern. */
import type { KeyUsage } from '../../../../domain/keys/key-specs.ts';
import type { JsonValue } from '../../../../domain/policy/lint/edits.ts';
import { KEY_ADMINISTRATOR_ACTIONS } from '../../../../domain/policy/roles.ts';

export interface TemplateChoice {
  /** ARN; of no meaning to a template that is for everybody. */
  readonly principal: string;
  /** `tenant = acme`; null: any context. */
  readonly context: readonly [name: string, value: string] | null;
  /** The shortest waiting period of a deletion. */
  readonly days: number;
}

/** Waiting periods that a deletion can have, in days (kms-api.md, ScheduleKeyDeletion). */
export const LEAST_DAYS = 7;
export const MOST_DAYS = 30;

export type StatementJson = Readonly<Record<string, JsonValue>>;

export interface Template {
  readonly id: 'writer' | 'reader' | 'administrator' | 'grantor' | 'auditor' | 'guards';
  readonly title: string;
  readonly words: string;
  /** Usages of keys that it fits. */
  readonly fits: readonly KeyUsage[];
  /** What is chosen for it: somebody; somebody and the encryption context that requests have; a waiting period, for everybody. */
  readonly asks: 'principal' | 'context' | 'days';
  readonly statements: (choice: TemplateChoice) => readonly StatementJson[];
}

const EVERY: readonly KeyUsage[] = ['ENCRYPT_DECRYPT', 'SIGN_VERIFY', 'GENERATE_VERIFY_MAC', 'KEY_AGREEMENT'];

const allow = (
  Sid: string,
  { principal, context }: Pick<TemplateChoice, 'principal' | 'context'>,
  Action: readonly string[],
  Condition: Readonly<Record<string, JsonValue>> = {},
): StatementJson => {
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

/** For everybody, whoever they are. */
const deny = (
  Sid: string,
  Action: string,
  Condition: Readonly<Record<string, JsonValue>>,
): StatementJson => ({ Sid, Effect: 'Deny', Principal: '*', Action, Resource: '*', Condition });

/** The waiting period that was typed; null: there is no such one. */
export function daysOf(typed: string): number | null {
  const days = /^\d{1,2}$/.test(typed.trim()) ? Number(typed) : Number.NaN;
  return days >= LEAST_DAYS && days <= MOST_DAYS ? days : null;
}

/** What a template puts into a policy: one statement as it is, several as a list. */
export const textOf = (statements: readonly StatementJson[]): string =>
  JSON.stringify(statements.length === 1 ? statements[0] : statements, null, 2);

export const TEMPLATES: readonly Template[] = [
  {
    id: 'writer',
    title: 'Encrypt-only writer',
    words: 'Makes data keys without ever seeing one, and encrypts. Reads nothing back.',
    fits: ['ENCRYPT_DECRYPT'],
    asks: 'context',
    statements: (choice) => [
      allow('Encrypt only', choice, ['kms:Encrypt', 'kms:GenerateDataKeyWithoutPlaintext']),
    ],
  },
  {
    id: 'reader',
    title: 'Decrypt-only reader',
    words: 'Opens what others sealed. Seals nothing itself.',
    fits: ['ENCRYPT_DECRYPT'],
    asks: 'context',
    statements: (choice) => [allow('Decrypt only', choice, ['kms:Decrypt'])],
  },
  {
    id: 'administrator',
    title: 'Key administrator without use',
    words:
      'Looks after the key: policy, aliases, tags, rotation, deletion. Spelled out, so that no grant and no use comes with it.',
    fits: EVERY,
    asks: 'principal',
    statements: ({ principal }) => [
      allow('Administer, without use', { principal, context: null }, KEY_ADMINISTRATOR_ACTIONS),
    ],
  },
  {
    id: 'grantor',
    title: 'Grant-only service',
    words:
      'Hands Decrypt, Encrypt and data keys on by grants, and takes them back. Uses the key itself for nothing.',
    fits: ['ENCRYPT_DECRYPT'],
    asks: 'principal',
    statements: ({ principal }) => [
      allow('Grants only', { principal, context: null }, ['kms:CreateGrant'], {
        'ForAllValues:StringEquals': {
          'kms:GrantOperations': ['Decrypt', 'Encrypt', 'GenerateDataKey', 'RetireGrant'],
        },
        Null: { 'kms:GrantOperations': 'false' },
      }),
    ],
  },
  {
    id: 'auditor',
    title: 'Auditor',
    words:
      'Reads the policy, the grants, rotations and when the key was last used. Changes and uses nothing.',
    fits: EVERY,
    asks: 'principal',
    statements: ({ principal }) => [
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
    ],
  },
  {
    id: 'guards',
    title: 'Guards',
    words:
      'Takes from everybody what cannot be undone: a policy that locks everybody out, and a deletion that comes too soon to be noticed. Gives nobody anything.',
    fits: EVERY,
    asks: 'days',
    statements: ({ days }) => [
      deny('Keep the lockout check', 'kms:PutKeyPolicy', {
        Bool: { 'kms:BypassPolicyLockoutSafetyCheck': 'true' },
      }),
      ...(days <= LEAST_DAYS
        ? []
        : [
            deny(`Deletion waits ${days} days`, 'kms:ScheduleKeyDeletion', {
              NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': String(days) },
            }),
          ]),
    ],
  },
];
