/** Starts for a policy of one's own: small, and each with what its author must put in their place. */
export interface PolicyTemplate {
  readonly id: string;
  readonly title: string;
  /** One sentence for the person who chooses. */
  readonly description: string;
  readonly text: string;
}

const statement = (...Statement: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement }, null, 2);

/** `keys`: ARN of every key of the desk. */
export const policyTemplates = (keys: string): readonly PolicyTemplate[] => [
  {
    id: 'team-reads',
    title: 'A team reads its own records',
    description:
      'Decrypts with keys tagged team=payments, only by who has that tag. Put your team’s in its place.',
    text: statement({
      Sid: 'DecryptWithTheKeysOfMyTeam',
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:DescribeKey'],
      Resource: keys,
      Condition: {
        StringEquals: { 'aws:ResourceTag/team': 'payments', 'aws:PrincipalTag/team': 'payments' },
      },
    }),
  },
  {
    id: 'one-key',
    title: 'One key, encrypt and decrypt',
    description: 'Data keys, Encrypt and Decrypt with one key. Put its ARN in place of the star.',
    text: statement({
      Sid: 'UseOneKey',
      Effect: 'Allow',
      Action: ['kms:DescribeKey', 'kms:GenerateDataKey*', 'kms:Encrypt', 'kms:Decrypt'],
      Resource: keys,
    }),
  },
  {
    id: 'looks',
    title: 'Sees keys, touches none',
    description: 'Lists keys and reads what each is, its policy, tags and rotation.',
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
    description: 'Denies what ends a key, whatever the person’s other roles allow. Gives nothing by itself.',
    text: statement({
      Sid: 'NeverDestroyKeys',
      Effect: 'Deny',
      Action: ['kms:ScheduleKeyDeletion', 'kms:DisableKey', 'kms:DeleteAlias'],
      Resource: '*',
    }),
  },
];
