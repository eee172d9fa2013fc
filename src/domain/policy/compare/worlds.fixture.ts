/** Worlds and policies for the tests of this folder. */
import { compilePolicy, type CompiledPolicy } from '../compile.ts';
import { parsePolicy } from '../parse.ts';
import type { DirectoryPrincipal, GrantFacts, PolicyWorld } from '../world.ts';
import {
  ACCOUNT,
  APP as APP_ARN,
  KEY_ARN,
  KEY_ID,
  SESSION as SESSION_ARN,
  type Written,
} from '../policies.fixture.ts';

export { ACCOUNT, ANNA, APP, KEY_ARN, ROOT_ARN, SESSION, type Written } from '../policies.fixture.ts';

export const FOREIGN = '111122223333';
export const foreign = (rest: string): string => `arn:aws:iam::${FOREIGN}:${rest}`;
export const own = (rest: string): string => `arn:aws:iam::${ACCOUNT}:${rest}`;

export const EVERYTHING = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'kms:*', Resource: '*' }],
});
export const DECRYPT_ONLY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' }],
});

export const principal = (
  kind: 'user' | 'role',
  name: string,
  more: Partial<DirectoryPrincipal> = {},
): DirectoryPrincipal => ({
  arn: own(`${kind}/${name}`),
  id: `${kind === 'user' ? 'AIDA' : 'AROA'}${name.toUpperCase()}`,
  kind,
  name,
  tags: [],
  policies: [],
  active: true,
  lastSeen: null,
  ...more,
});

export const world = (more: Partial<PolicyWorld> = {}): PolicyWorld => ({
  accountId: ACCOUNT,
  region: 'us-east-1',
  key: {
    id: KEY_ID,
    arn: KEY_ARN,
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
    origin: 'AWS_KMS',
    tags: [['team', 'payments']],
    aliases: ['alias/pay'],
    createdAt: 0,
  },
  principals: [
    principal('user', 'anna', { policies: [{ name: 'all', text: EVERYTHING }] }),
    principal('user', 'bob', { tags: [['team', 'red']] }),
    principal('role', 'app'),
    principal('role', 'billing', { policies: [{ name: 'decrypt', text: DECRYPT_ONLY }] }),
  ],
  grants: [],
  usage: null,
  me: null,
  now: Date.UTC(2026, 10, 30),
  ...more,
});

/** A key policy of these statements; fails loudly when it is refused. `Action`, `Resource` and `Effect` have defaults. */
export function policy(...statements: readonly Written[]): CompiledPolicy {
  const text = JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({
      Effect: 'Allow',
      ...('NotAction' in statement ? {} : { Action: 'kms:Decrypt' }),
      ...('NotResource' in statement ? {} : { Resource: '*' }),
      ...statement,
    })),
  });
  const parsed = parsePolicy(text, 'key');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return compilePolicy(parsed.document, 'key');
}

/** An identity policy, likewise. */
export function identity(...statements: readonly Written[]): CompiledPolicy {
  const text = JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({ Effect: 'Allow', Resource: '*', ...statement })),
  });
  const parsed = parsePolicy(text, 'identity');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return compilePolicy(parsed.document, 'identity');
}

const conditional = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:Encrypt'],
      Resource: 'arn:aws:kms:*:*:key/1234*',
      Condition: { StringEquals: { 'kms:EncryptionContext:tenant': ['acme', 'globex'] } },
    },
    {
      Effect: 'Deny',
      Action: 'kms:*',
      Resource: '*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
    {
      Effect: 'Allow',
      Action: 'kms:CreateGrant',
      Resource: '*',
      Condition: { StringLike: { 'kms:EncryptionContext:owner': '${aws:username}*' } },
    },
  ],
});

const grant = (more: Partial<GrantFacts>): GrantFacts => ({
  id: 'g',
  name: '',
  grantee: APP_ARN,
  retiring: null,
  operations: ['Decrypt', 'DescribeKey'],
  contextEquals: null,
  contextSubset: null,
  createdAt: 0,
  lastUsed: null,
  ...more,
});

/** Grants with and without constraints, identity policies with conditions and Denies, tags. */
export const richWorld = (): PolicyWorld =>
  world({
    principals: [
      principal('user', 'anna', {
        policies: [{ name: 'some', text: conditional }],
        tags: [['Team', 'blue']],
      }),
      principal('user', 'bob', { policies: [{ name: 'all', text: EVERYTHING }], tags: [['team', 'red']] }),
      principal('role', 'app', { policies: [{ name: 'some', text: conditional }] }),
      principal('role', 'billing'),
    ],
    grants: [
      grant({ contextSubset: [['Tenant', 'acme']] }),
      grant({ id: 'g2', grantee: own('role/billing'), operations: ['Encrypt', 'CreateGrant'] }),
      grant({ id: 'g3', grantee: SESSION_ARN, operations: ['Encrypt'] }),
      grant({
        id: 'g4',
        grantee: own('user/bob'),
        retiring: own('role/billing'),
        operations: ['CreateGrant', 'Decrypt', 'RetireGrant'],
        contextEquals: [['tenant', 'acme']],
      }),
      grant({
        id: 'g5',
        grantee: SESSION_ARN,
        retiring: SESSION_ARN,
        operations: ['CreateGrant', 'Decrypt', 'Encrypt'],
        contextSubset: [['tenant', 'acme']],
      }),
    ],
  });
