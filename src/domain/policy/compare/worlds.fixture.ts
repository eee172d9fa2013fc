/** Worlds and policies for the tests of this folder. */
import { compilePolicy, type CompiledPolicy } from '../compile.ts';
import { parsePolicy } from '../parse.ts';
import type { DirectoryPrincipal, PolicyWorld } from '../world.ts';
import { ACCOUNT, KEY_ARN, KEY_ID, type Written } from '../policies.fixture.ts';

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
      Resource: '*',
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
