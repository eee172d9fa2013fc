/** Policies of new keys: AWS's default, and the one the create-key form writes. */
import type { KeyUsage } from '../keys/key-specs.ts';
import { KEY_ADMINISTRATOR_ACTIONS, KEY_USER_ACTIONS } from './roles.ts';

/** The policy of a key made without one, byte for byte as AWS KMS writes it (kms-api.md §5.1): the account's identity policies decide. */
export const defaultKeyPolicy = (accountId: string): string => `{
  "Version" : "2012-10-17",
  "Id" : "key-default-1",
  "Statement" : [ {
    "Sid" : "Enable IAM User Permissions",
    "Effect" : "Allow",
    "Principal" : {
      "AWS" : "arn:aws:iam::${accountId}:root"
    },
    "Action" : "kms:*",
    "Resource" : "*"
  } ]
}`;

export interface NewKeyPolicy {
  readonly accountId: string;
  /** ARNs of users and roles. */
  readonly administrators: readonly string[];
  readonly users: readonly string[];
  /** Whether identity policies of the account may allow on this key what they say; without it only who is named here can. */
  readonly delegateToAccount: boolean;
  /** What "use" means. Default ENCRYPT_DECRYPT. */
  readonly usage?: KeyUsage;
}

function statement(Sid: string, arns: readonly string[], Action: string | readonly string[]): object[] {
  if (arns.length === 0) return [];
  return [
    { Sid, Effect: 'Allow', Principal: { AWS: arns.length === 1 ? arns[0] : arns }, Action, Resource: '*' },
  ];
}

/**
 * Readable policy text for the choices of the create-key form. With nobody chosen and no delegation the list of statements is empty,
 * which `parsePolicy` refuses in words: such a key could be used by no one.
 */
export function keyPolicyFor(choice: NewKeyPolicy): string {
  const { accountId, administrators, users, delegateToAccount, usage = 'ENCRYPT_DECRYPT' } = choice;
  const account = delegateToAccount ? [`arn:aws:iam::${accountId}:root`] : [];
  const policy = {
    Version: '2012-10-17',
    Statement: [
      ...statement('Control by the account', account, 'kms:*'),
      ...statement('Key administrators', administrators, KEY_ADMINISTRATOR_ACTIONS),
      ...statement('Use of the key', users, KEY_USER_ACTIONS[usage]),
    ],
  };
  return JSON.stringify(policy, null, 2);
}
