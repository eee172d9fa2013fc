/** Identity policies that every desk has, as documents that can be read, in the same language as all others. */
import { KEY_ADMINISTRATOR_ACTIONS, KEY_USER_ACTIONS } from './roles.ts';

export interface BuiltInPolicy {
  /** What principals are given by; permanent. */
  readonly name: 'administrator' | 'key-administrator' | 'key-user' | 'auditor';
  readonly title: string;
  /** One sentence for the person who chooses. */
  readonly description: string;
  readonly text: string;
}

interface BuiltInStatement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
}

/** Identity policies reach a key only where its key policy names the account. */
const documentOf = (...statements: readonly BuiltInStatement[]): string =>
  JSON.stringify(
    {
      Version: '2012-10-17',
      Statement: statements.map(({ Sid, Action }) => ({ Sid, Effect: 'Allow', Action, Resource: '*' })),
    },
    null,
    2,
  );

const FIND_KEYS = ['kms:ListKeys', 'kms:ListAliases', 'keydesk:SearchKeys', 'keydesk:DescribeDesk'];

/** The first page of those who look after the desk. */
const LOOK_AFTER = ['keydesk:DescribeHome', 'keydesk:DescribePosture', 'keydesk:ListAlerts'];

export const BUILT_IN_POLICIES: readonly BuiltInPolicy[] = [
  {
    name: 'administrator',
    title: 'Administrator',
    description:
      'Everything on this desk: every key whose policy leaves control to the account, people, services, sessions and the audit log.',
    text: documentOf({ Sid: 'Everything', Action: ['kms:*', 'keydesk:*'] }),
  },
  {
    name: 'key-administrator',
    title: 'Key administrator',
    description:
      'Creates keys and manages their policies, aliases, tags, rotation and deletion. Cannot encrypt, decrypt or create grants; can change key policies.',
    text: documentOf(
      {
        Sid: 'Create and find keys',
        Action: [
          'kms:CreateKey',
          ...FIND_KEYS,
          'keydesk:DescribeVault',
          ...LOOK_AFTER,
          'keydesk:ListPrincipals',
          'keydesk:ListRotationSchedule',
          'keydesk:ListServices',
        ],
      },
      { Sid: 'Manage keys', Action: KEY_ADMINISTRATOR_ACTIONS },
    ),
  },
  {
    name: 'key-user',
    title: 'Key user',
    description: 'Uses keys: encrypts, decrypts, makes data keys, signs, verifies. Cannot change anything.',
    text: documentOf(
      { Sid: 'Find keys', Action: FIND_KEYS },
      { Sid: 'Use keys', Action: [...new Set(Object.values(KEY_USER_ACTIONS).flat()), 'kms:GenerateRandom'] },
    ),
  },
  {
    name: 'auditor',
    title: 'Auditor',
    description:
      'Reads the audit log, keys, policies, people, services and sessions. Cannot use or change anything.',
    text: documentOf(
      { Sid: 'Find keys', Action: FIND_KEYS },
      {
        Sid: 'Read keys',
        Action: [
          'kms:DescribeKey',
          'kms:GetKeyPolicy',
          'kms:ListKeyPolicies',
          'kms:ListGrants',
          'kms:ListResourceTags',
          'kms:GetKeyRotationStatus',
          'kms:ListKeyRotations',
          'kms:GetKeyLastUsage',
        ],
      },
      {
        Sid: 'Read the audit log',
        Action: [
          ...LOOK_AFTER,
          'keydesk:SearchAuditEvents',
          'keydesk:ReadLog',
          'keydesk:ListPrincipals',
          'keydesk:ListServices',
          'keydesk:ListUsers',
          'keydesk:DescribeUser',
          'keydesk:ListPrincipalDependencies',
          'keydesk:ListSessions',
        ],
      },
      { Sid: 'Read what rotates when', Action: 'keydesk:ListRotationSchedule' },
      { Sid: 'Read how the desk is set up', Action: ['keydesk:DescribeVault', 'keydesk:ListSettings'] },
    ),
  },
];
