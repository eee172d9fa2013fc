/** Starts for a policy of one's own: small, and each with what its author must put in their place. */
export interface PolicyTemplate {
  readonly id: string;
  readonly title: string;
  /** What it is for, of the policy that comes of it. */
  readonly description: string;
  /** For who starts with it: what to put in place of what. */
  readonly hint: string;
  readonly text: string;
}

const statement = (...Statement: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement }, null, 2);

/** What no key has for an id. */
const KEY_ID = 'ID-OF-THE-KEY';

/** `keys`: ARN of every key of the desk. */
export const policyTemplates = (keys: string): readonly PolicyTemplate[] => [
  {
    id: 'team-reads',
    title: 'A team reads its own records',
    description: 'Decrypts with the keys of a team, for whoever has the same team tag.',
    hint: 'Tag keys, people and services with team=NAME: one policy serves every team.',
    text: statement({
      Sid: 'DecryptWithTheKeysOfMyTeam',
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:DescribeKey'],
      Resource: keys,
      Condition: {
        StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' },
      },
    }),
  },
  {
    id: 'one-key',
    title: 'One key, encrypt and decrypt',
    description: 'Makes data keys, encrypts and decrypts.',
    hint: `Put the key’s id in place of ${KEY_ID}: as it stands, it is no key.`,
    text: statement({
      Sid: 'UseOneKey',
      Effect: 'Allow',
      Action: ['kms:DescribeKey', 'kms:GenerateDataKey*', 'kms:Encrypt', 'kms:Decrypt'],
      Resource: keys.replace(/\*$/, KEY_ID),
    }),
  },
  {
    id: 'looks',
    title: 'Sees keys, touches none',
    description: 'Lists keys and reads what each is, its policy, tags and rotation.',
    hint: 'It can be saved as it is. The records that the keys protect stay closed.',
    text: statement(
      {
        Sid: 'FindKeys',
        Effect: 'Allow',
        Action: ['kms:ListKeys', 'kms:ListAliases', 'keydesk:SearchKeys', 'keydesk:DescribeDesk'],
        Resource: '*',
      },
      {
        Sid: 'ReadThem',
        Effect: 'Allow',
        Action: [
          'kms:DescribeKey',
          'kms:GetKeyPolicy',
          'kms:GetKeyRotationStatus',
          'kms:ListKeyRotations',
          'kms:ListResourceTags',
          'kms:GetKeyLastUsage',
        ],
        Resource: keys,
      },
    ),
  },
  {
    id: 'never-destroys',
    title: 'A limit: never destroys a key',
    description: 'Denies what ends a key, whatever else somebody may do.',
    hint: 'A Deny wins over everything that other policies allow. Alone it gives nothing.',
    text: statement({
      Sid: 'NeverDestroyKeys',
      Effect: 'Deny',
      Action: ['kms:ScheduleKeyDeletion', 'kms:DisableKey', 'kms:DeleteAlias'],
      Resource: '*',
    }),
  },
];
