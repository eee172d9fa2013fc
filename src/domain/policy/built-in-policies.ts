/** Identity policies that every desk has, as documents that can be read, in the same language as all others. */
import { ADMINISTRATOR_POLICY } from './administrator-policy.ts';
import { KEY_ADMINISTRATOR_ACTIONS, KEY_USER_ACTIONS } from './roles.ts';

export interface BuiltInPolicy {
  /** What principals are given by; permanent. */
  readonly name: 'administrator' | 'key-administrator' | 'key-user' | 'auditor';
  readonly title: string;
  /** One sentence for the person who chooses. */
  readonly description: string;
  readonly text: string;
  /** The same in English. Each action of the text belongs to one line, which a test holds. */
  readonly may: readonly RoleLine[];
}

/** One thing that a policy lets somebody do, and the actions that this is. */
export interface RoleLine {
  readonly words: string;
  readonly actions: readonly string[];
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

/** What is wrong with a text, who can do what, and what would be decided. */
const JUDGE_POLICIES = ['keydesk:LintKeyPolicy', 'keydesk:ListEffectiveAccess', 'keydesk:SimulateAccess'];

/** Findings of the policies that one writes. */
const SUPPRESS = ['keydesk:SuppressFinding', 'keydesk:WithdrawSuppression'];

/** Keys of one's own at the envelope desk. */
const PRACTISE = { Sid: 'Practise on keys of their own', Action: ['keydesk:OpenDeskSandbox'] };

export const BUILT_IN_POLICIES: readonly BuiltInPolicy[] = [
  {
    name: 'administrator',
    title: 'Administrator',
    description:
      'Everything on this desk: every key whose policy leaves control to the account, people, services, sessions and the audit log.',
    text: ADMINISTRATOR_POLICY,
    may: [
      {
        words:
          'Do everything with keys: create, use, change, rotate and delete them, and give others access.',
        actions: ['kms:*'],
      },
      {
        words:
          'Run the desk: people, services, identity policies, sessions, the audit log, alerts and settings.',
        actions: ['keydesk:*'],
      },
    ],
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
          ...JUDGE_POLICIES,
          ...SUPPRESS,
          'keydesk:ListPrincipals',
          'keydesk:ListRotationSchedule',
          'keydesk:ListServices',
        ],
      },
      { Sid: 'Manage keys', Action: KEY_ADMINISTRATOR_ACTIONS },
      PRACTISE,
    ),
    may: [
      {
        words: 'Create keys, find them, and learn on practice keys at the envelope desk.',
        actions: ['kms:CreateKey', 'kms:DescribeKey', ...FIND_KEYS, ...PRACTISE.Action],
      },
      {
        words: 'Change their policies, descriptions, aliases and tags; disable and enable them.',
        actions: [
          'kms:GetKeyPolicy',
          'kms:ListKeyPolicies',
          'kms:PutKeyPolicy',
          'kms:UpdateKeyDescription',
          'kms:CreateAlias',
          'kms:UpdateAlias',
          'kms:DeleteAlias',
          'kms:TagResource',
          'kms:UntagResource',
          'kms:ListResourceTags',
          'kms:EnableKey',
          'kms:DisableKey',
        ],
      },
      {
        words: 'Rotate them, at once or by themselves, and see what rotates when.',
        actions: [
          'kms:EnableKeyRotation',
          'kms:DisableKeyRotation',
          'kms:RotateKeyOnDemand',
          'kms:GetKeyRotationStatus',
          'kms:ListKeyRotations',
          'keydesk:ListRotationSchedule',
        ],
      },
      {
        words: 'Schedule and cancel their deletion; see when they were last used; see and revoke grants.',
        actions: [
          'kms:ScheduleKeyDeletion',
          'kms:CancelKeyDeletion',
          'kms:GetKeyLastUsage',
          'kms:ListGrants',
          'kms:RevokeGrant',
        ],
      },
      {
        words:
          'See home, posture, alerts, the HSM, whom a policy can name and who can do what; simulate requests, and suppress findings of policies.',
        actions: [
          ...LOOK_AFTER,
          ...JUDGE_POLICIES,
          ...SUPPRESS,
          'keydesk:DescribeVault',
          'keydesk:ListPrincipals',
          'keydesk:ListServices',
        ],
      },
    ],
  },
  {
    name: 'key-user',
    title: 'Key user',
    description: 'Uses keys: encrypts, decrypts, makes data keys, signs, verifies. Cannot change anything.',
    text: documentOf(
      { Sid: 'Find keys', Action: FIND_KEYS },
      { Sid: 'Use keys', Action: [...new Set(Object.values(KEY_USER_ACTIONS).flat()), 'kms:GenerateRandom'] },
      PRACTISE,
    ),
    may: [
      {
        words: 'Find keys, see what each is, and learn on practice keys at the envelope desk.',
        actions: [...FIND_KEYS, 'kms:DescribeKey', ...PRACTISE.Action],
      },
      {
        words: 'Encrypt, decrypt, and re-encrypt under another key.',
        actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*'],
      },
      {
        words: 'Make data keys, pairs of them, and random bytes.',
        actions: ['kms:GenerateDataKey*', 'kms:GenerateRandom'],
      },
      {
        words: 'Sign and verify, and make and verify MACs.',
        actions: ['kms:Sign', 'kms:Verify', 'kms:GenerateMac', 'kms:VerifyMac'],
      },
      {
        words: 'Fetch public keys, and derive shared secrets.',
        actions: ['kms:GetPublicKey', 'kms:DeriveSharedSecret'],
      },
    ],
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
          ...JUDGE_POLICIES,
          'keydesk:SearchAuditEvents',
          'keydesk:ReadLog',
          'keydesk:ListPrincipals',
          'keydesk:ListServices',
          'keydesk:ListUsers',
          'keydesk:DescribeUser',
          'keydesk:ListPrincipalDependencies',
          'keydesk:ListSessions',
          'keydesk:ListIdentityPolicies',
          'keydesk:GetIdentityPolicy',
        ],
      },
      { Sid: 'Read what rotates when', Action: 'keydesk:ListRotationSchedule' },
      {
        Sid: 'Read how the desk is set up',
        Action: ['keydesk:DescribeVault', 'keydesk:ListSettings', 'keydesk:RunDoctor'],
      },
    ),
    may: [
      { words: 'Find keys, and see what each is.', actions: [...FIND_KEYS, 'kms:DescribeKey'] },
      {
        words: 'Read their policies, grants and tags, their rotation and their last use.',
        actions: [
          'kms:GetKeyPolicy',
          'kms:ListKeyPolicies',
          'kms:ListGrants',
          'kms:ListResourceTags',
          'kms:GetKeyRotationStatus',
          'kms:ListKeyRotations',
          'kms:GetKeyLastUsage',
          'keydesk:ListRotationSchedule',
        ],
      },
      {
        words: 'Search the audit log, export it, and check it against its proofs.',
        actions: ['keydesk:SearchAuditEvents', 'keydesk:ReadLog'],
      },
      {
        words:
          'See people, services and sessions, what they are given, who can do what, and which keys rest on whom.',
        actions: [
          ...JUDGE_POLICIES,
          'keydesk:ListPrincipals',
          'keydesk:ListServices',
          'keydesk:ListUsers',
          'keydesk:DescribeUser',
          'keydesk:ListPrincipalDependencies',
          'keydesk:ListSessions',
          'keydesk:ListIdentityPolicies',
          'keydesk:GetIdentityPolicy',
        ],
      },
      {
        words:
          'See home, posture, alerts, the HSM and the settings; run the doctor over keys, log and token.',
        actions: [...LOOK_AFTER, 'keydesk:DescribeVault', 'keydesk:ListSettings', 'keydesk:RunDoctor'],
      },
    ],
  },
];
