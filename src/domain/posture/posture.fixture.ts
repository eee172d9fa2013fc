/** Facts of a desk with nothing to find, and parts to break it with. */
import type { KeyEntity } from '../state/entities.ts';
import type { AccessKeyFacts, KeyFacts, PostureFacts, PrincipalFacts } from './facts.ts';
import type { PolicyTraits } from './policy-traits.ts';

export const NOW = Date.UTC(2026, 10, 24, 12);
export const DAY_MS = 86_400_000;
export const daysAgo = (days: number): number => NOW - days * DAY_MS;

export const POLICY: PolicyTraits = {
  everyone: [],
  changers: [],
  mayChange: () => true,
  everything: [],
  administersAndDecrypts: [],
  grantsByPattern: [],
  delegatesOnly: false,
};

export const arn = (name: string): string => `arn:aws:iam::000000000000:${name}`;

export function key(over: Partial<Omit<KeyFacts, 'key'>> & { key?: Partial<KeyEntity> } = {}): KeyFacts {
  const { key: entity, ...facts } = over;
  return {
    name: 'billing-prod',
    rotates: true,
    encryptions: 0,
    lastUse: daysAgo(1),
    users: [arn('role/billing')],
    requests: 10,
    doomedCalls: { count: 0, last: 0, by: [] },
    bareDecrypts: 0,
    policy: POLICY,
    ...facts,
    key: {
      id: '7f1de0c4-9d1b-4f7a-8c55-0a2b3c4d5e6f',
      spec: 'SYMMETRIC_DEFAULT',
      usage: 'ENCRYPT_DECRYPT',
      origin: 'AWS_KMS',
      state: 'Enabled',
      description: '',
      createdAt: daysAgo(300),
      createdBy: 'x',
      currentVersion: 2,
      tags: [['env', 'prod']],
      rotation: { periodDays: 365, next: NOW + DAY_MS },
      deletion: null,
      destroyedAt: null,
      ...entity,
    },
  };
}

export const principal = (over: Partial<PrincipalFacts> = {}): PrincipalFacts => ({
  id: 'AROA1',
  arn: arn('role/billing'),
  kind: 'role',
  name: 'billing',
  administers: false,
  signsIn: false,
  escalatesBy: [],
  fromSettings: false,
  ...over,
});

const person = (id: string, name: string): PrincipalFacts =>
  principal({
    id,
    name,
    kind: 'user',
    arn: arn(`user/${name}`),
    administers: true,
    signsIn: true,
  });

export const accessKey = (over: Partial<AccessKeyFacts> = {}): AccessKeyFacts => ({
  id: 'KDAA1',
  active: true,
  createdAt: daysAgo(30),
  owner: principal(),
  lastUse: daysAgo(1),
  useIsKnown: true,
  networks: ['10.0.0.0/24'],
  ...over,
});

export const ANNA = person('AIDA1', 'anna');
export const BEN = person('AIDA2', 'ben');

/** Sound, but for what `over` says. */
export const facts = (over: Partial<PostureFacts> = {}): PostureFacts => ({
  now: NOW,
  keys: [key()],
  principals: [ANNA, BEN, principal()],
  accessKeys: [accessKey()],
  identityPolicies: [{ name: 'team-reads', savedAt: daysAgo(300), holders: 1 }],
  log: { uncoveredSince: null },
  backup: { last: NOW - DAY_MS, missingSince: null },
  quarantine: new Map(),
  ...over,
});
