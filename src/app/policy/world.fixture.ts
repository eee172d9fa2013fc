import type { PolicyWorld } from '../../domain/policy/world.ts';

export const ACCOUNT = '111122223333';
export const arnOf = (name: string): string => `arn:aws:iam::${ACCOUNT}:${name}`;

/** Identity policy of who administers. */
const ALL = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'kms:*', Resource: '*' }],
});

/** A small desk: two people who administer it, one service. */
export const WORLD: PolicyWorld = {
  accountId: ACCOUNT,
  region: 'eu-central-1',
  key: {
    id: '1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab',
    arn: `arn:aws:kms:eu-central-1:${ACCOUNT}:key/1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab`,
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
    origin: 'AWS_KMS',
    tags: [],
    aliases: ['alias/billing-prod'],
    createdAt: 0,
  },
  principals: [
    { name: 'anna', kind: 'user', policies: ['administrator'] },
    { name: 'ben', kind: 'user', policies: ['administrator'] },
    { name: 'api', kind: 'role', policies: [] },
  ].map(({ name, kind, policies }) => ({
    arn: arnOf(`${kind}/${name}`),
    id: name,
    kind: kind === 'user' ? ('user' as const) : ('role' as const),
    name,
    tags: name === 'api' ? [['team', 'billing'] as const] : [],
    policies: policies.map((policy) => ({ name: policy, text: ALL })),
    active: true,
    lastSeen: null,
  })),
  grants: [],
  usage: {
    since: 0,
    policySince: 0,
    requests: 12,
    complete: true,
    uses: [
      {
        principal: arnOf('role/api'),
        action: 'kms:Decrypt',
        allowed: 12,
        refused: 0,
        lastAllowed: 5,
        steadyContext: [['tenant', 'acme']],
        sources: null,
        statements: [0],
      },
    ],
  },
  now: 10,
  me: arnOf('user/anna'),
};
