/** Each check: facts that it must find something in, and facts just short of that. */
import { describe, expect, it } from 'vitest';
import { OLD_BACKUP_MS, UNSAVED_TOLD_MS } from '../health/backup-age.ts';
import { checkOf, CHECKS } from './checks.ts';
import type { PostureFacts } from './facts.ts';
import {
  accessKey,
  ANNA,
  arn,
  BEN,
  DAY_MS,
  daysAgo,
  facts,
  key,
  NOW,
  POLICY,
  principal,
} from './posture.fixture.ts';

interface Case {
  /** Each finds exactly one object, with this in its reason. */
  readonly fires: readonly (readonly [PostureFacts, string])[];
  readonly near: readonly PostureFacts[];
}

const withKey = (over: Parameters<typeof key>[0]): PostureFacts => facts({ keys: [key(over)] });
const withPolicy = (over: Partial<typeof POLICY>): PostureFacts =>
  withKey({ policy: { ...POLICY, ...over } });
const withAccessKey = (over: Parameters<typeof accessKey>[0]): PostureFacts =>
  facts({ accessKeys: [accessKey(over)] });
const roles = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => arn(`role/s${n}`));
const deletion = { date: NOW + DAY_MS, scheduledAt: NOW - DAY_MS, ranAt: 0 };
const due = (ms: number) => ({ periodDays: 90, next: NOW - ms });
const operator = principal({ id: 'AROA9', name: 'root-operator', fromSettings: true });

const OPEN = {
  statement: 'Open',
  where: 'any-account',
  uses: true,
  administers: true,
  decrypts: true,
  conditional: false,
} as const;

const CASES: Readonly<Record<string, Case>> = {
  'no-rotation': {
    fires: [[withKey({ key: { rotation: null } }), 'asked 10 times in 90 days']],
    near: [withKey({ key: { rotation: null, state: 'Disabled' } }), withKey({ rotates: false })],
  },
  'rotation-overdue': {
    fires: [[withKey({ key: { rotation: due(11 * 60_000) } }), 'was due on 2026-11-24']],
    near: [
      withKey({ key: { rotation: due(9 * 60_000) } }),
      withKey({ key: { rotation: due(DAY_MS), state: 'Disabled' } }),
    ],
  },
  'nonce-budget': {
    fires: [[withKey({ encryptions: 0.81 * 2 ** 32 }), 'Version 2 has made 81 %']],
    near: [withKey({ encryptions: 0.8 * 2 ** 32 })],
  },
  'shared-key': {
    fires: [[withKey({ users: roles(4) }), 'The largest blast radius: 4 principals used it']],
    near: [withKey({ users: roles(3) }), withKey({ users: roles(4), key: { state: 'PendingDeletion' } })],
  },
  'mixed-tags': {
    fires: [
      [withKey({ key: { tags: [['env', 'prod, test']] } }), 'Its tag env names 2: prod, test.'],
      [withKey({ key: { tags: [['Domain', 'payments+health']] } }), 'names 2'],
    ],
    near: [
      withKey({ key: { tags: [['env', 'prod-eu']] } }),
      withKey({ key: { tags: [['owner', 'anna, ben']] } }),
      withKey({ key: { tags: [['env', 'prod,']] } }),
    ],
  },
  'crossing-service': {
    fires: [
      [
        facts({ keys: [key(), key({ key: { id: 'b', tags: [['env', 'test']] } })] }),
        'It used keys of prod, test in 90 days.',
      ],
    ],
    near: [
      facts({ keys: [key(), key({ key: { id: 'b', tags: [['env', 'test']] }, users: [arn('role/x')] })] }),
      facts({ keys: [key(), key({ key: { id: 'b', tags: [['domain', 'test']] } })] }),
    ],
  },
  'anyone-allowed': {
    fires: [
      [withPolicy({ everyone: [OPEN] }), 'Open lets anybody, in any account, use and administer it.'],
      [
        withPolicy({ everyone: [{ ...OPEN, where: 'this-account', administers: false }] }),
        'Open lets everybody of this account use it.',
      ],
      [
        withPolicy({ everyone: [{ ...OPEN, uses: false, conditional: true }] }),
        'Open lets anybody, in any account, administer it, under a condition that does not ask who they are.',
      ],
    ],
    near: [withPolicy({ everything: [] })],
  },
  'policy-locked': {
    fires: [
      [
        withPolicy({ mayChange: () => false, changers: [arn('role/billing'), arn('role/gone')] }),
        'only role/billing can.',
      ],
      [withPolicy({ mayChange: () => false }), 'and no service either.'],
      [withPolicy({ mayChange: (who) => who === arn('role/billing') }), 'No person who signs in'],
    ],
    near: [
      withPolicy({ mayChange: (who) => who === BEN.arn }),
      { ...withPolicy({ mayChange: () => false }), principals: [principal()] },
    ],
  },
  'everything-allowed': {
    fires: [[withPolicy({ everything: [arn('role/a')] }), 'It gives kms:* to role/a.']],
    near: [withPolicy({ administersAndDecrypts: [arn('role/a')] })],
  },
  'administrator-decrypts': {
    fires: [[withPolicy({ administersAndDecrypts: [arn('user/a')] }), 'lets user/a change it and decrypt']],
    near: [withPolicy({ everything: [arn('user/a')] })],
  },
  'grant-by-pattern': {
    fires: [[withPolicy({ grantsByPattern: roles(5) }), 'role/s0, role/s1, role/s2 and 2 more']],
    near: [withPolicy({}), withKey({ policy: null })],
  },
  'delegation-only': {
    fires: [[withPolicy({ delegatesOnly: true }), 'It names nobody']],
    near: [withPolicy({ delegatesOnly: false })],
  },
  'no-context': {
    fires: [[withKey({ bareDecrypts: 1 }), '1 decrypt without']],
    near: [withKey({ bareDecrypts: 0 }), withKey({ bareDecrypts: 3, requests: 0 })],
  },
  'log-uncovered': {
    fires: [[facts({ log: { uncoveredSince: NOW - 60_001 } }), 'Nothing since']],
    near: [facts({ log: { uncoveredSince: NOW - 60_000 } })],
  },
  'no-recent-backup': {
    fires: [
      [facts({ backup: { last: NOW - OLD_BACKUP_MS - 1, missingSince: null } }), 'is 7 days old.'],
      [facts({ backup: { last: null, missingSince: NOW - UNSAVED_TOLD_MS - 1 } }), 'None was ever made'],
    ],
    near: [
      facts({ backup: { last: NOW - OLD_BACKUP_MS, missingSince: null } }),
      facts({ backup: { last: null, missingSince: NOW - UNSAVED_TOLD_MS } }),
      facts({ backup: null }),
    ],
  },
  'altered-objects': {
    fires: [[facts({ quarantine: new Map([['key/x', 'key x was altered']]) }), 'key x was altered']],
    near: [facts()],
  },
  'root-operator': {
    fires: [[withAccessKey({ owner: operator }), 'KEYDESK_ROOT_ACCESS_KEY_ID is set']],
    near: [withAccessKey({ owner: operator, active: false }), withAccessKey({ owner: principal() })],
  },
  'old-access-key': {
    fires: [[withAccessKey({ createdAt: daysAgo(91) }), 'It is 91 days old.']],
    near: [
      withAccessKey({ createdAt: daysAgo(90) }),
      withAccessKey({ createdAt: daysAgo(400), active: false }),
    ],
  },
  'roaming-access-key': {
    fires: [[withAccessKey({ networks: ['10.0.0.0/24', '10.0.1.0/24'] }), 'from 2 networks']],
    near: [withAccessKey({ networks: [] })],
  },
  'unused-access-key': {
    fires: [[withAccessKey({ lastUse: null }), 'never been used in 30 days']],
    near: [
      withAccessKey({ lastUse: null, createdAt: daysAgo(7) }),
      withAccessKey({ lastUse: null, useIsKnown: false }),
      withAccessKey({ lastUse: null, owner: operator }),
    ],
  },
  'doomed-still-called': {
    fires: [
      [
        withKey({
          key: { deletion, state: 'PendingDeletion' },
          doomedCalls: { count: 2, last: NOW, by: [arn('role/a')] },
        }),
        '2 requests were refused since the day its deletion was scheduled, by role/a.',
      ],
    ],
    near: [withKey({ key: { deletion, state: 'PendingDeletion' } })],
  },
  'single-administrator': {
    fires: [
      [facts({ principals: [ANNA, principal()] }), 'The only person'],
      [facts({ principals: [ANNA, { ...BEN, administers: false }] }), 'The only person'],
      [facts({ principals: [{ ...ANNA, administers: false }] }), 'No person'],
      [facts({ principals: [principal()] }), 'No person'],
    ],
    near: [facts({ principals: [ANNA, BEN] })],
  },
  'service-administrates': {
    fires: [
      [
        facts({ principals: [ANNA, BEN, principal({ escalatesBy: ['ops'] })] }),
        'By policy ops it writes or attaches identity policies',
      ],
    ],
    near: [
      facts({ principals: [{ ...ANNA, escalatesBy: ['administrator'] }, BEN] }),
      facts({ principals: [ANNA, BEN, { ...operator, escalatesBy: ['administrator'] }] }),
    ],
  },
  'unattached-policy': {
    fires: [
      [
        facts({ identityPolicies: [{ name: 'old', savedAt: daysAgo(31), holders: 0 }] }),
        'Saved 31 days ago; no person and no service has it.',
      ],
    ],
    near: [
      facts({ identityPolicies: [{ name: 'new', savedAt: daysAgo(30), holders: 0 }] }),
      facts({ identityPolicies: [{ name: 'held', savedAt: daysAgo(400), holders: 1 }] }),
    ],
  },
  'idle-key': {
    fires: [
      [withKey({ lastUse: daysAgo(90) }), 'Last used 90 days ago.'],
      [withKey({ lastUse: null, key: { createdAt: daysAgo(100) } }), 'Never used since it was made, 100'],
    ],
    near: [
      withKey({ lastUse: daysAgo(89) }),
      withKey({ lastUse: null, key: { createdAt: daysAgo(89) } }),
      withKey({ lastUse: daysAgo(200), key: { state: 'Disabled' } }),
    ],
  },
};

it('has a case for every check, and every code once', () => {
  const codes = CHECKS.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  expect(Object.keys(CASES).sort()).toEqual([...codes].sort());
});

it('finds nothing on a sound desk, and something to look at', () => {
  for (const check of CHECKS) {
    expect([check.code, check.find(facts())]).toEqual([check.code, []]);
    if (check.code !== 'doomed-still-called') expect(check.looksAt(facts())).toBeGreaterThan(0);
  }
});

describe.each(Object.entries(CASES))('%s', (code, { fires, near }) => {
  const check = checkOf(code);
  it('fires', () => {
    for (const [given, reason] of fires)
      expect(check?.find(given)).toEqual([
        expect.objectContaining({ reason: expect.stringContaining(reason) }),
      ]);
  });
  it('does not fire just short of that', () => {
    for (const given of near) expect(check?.find(given)).toEqual([]);
  });
});

it('says what was found, never the rule that is broken', () => {
  for (const check of CHECKS) {
    const [[given] = [facts()]] = CASES[check.code]?.fires ?? [];
    const found = check.find(given);
    expect(check.found(found)).not.toBe(check.title);
    expect(check.found([...found, ...found])).not.toMatch(/^1 /);
  }
  expect(checkOf('no-rotation')?.found([])).toBe('0 keys do not rotate by themselves');
  const alone = CASES['single-administrator']?.fires ?? [];
  expect(
    alone.map(([given]) =>
      checkOf('single-administrator')?.found(checkOf('single-administrator')!.find(given)),
    ),
  ).toEqual(['Only one administrator', 'Only one administrator', 'No administrator', 'No administrator']);
});

it('names the largest blast radius first', () => {
  const given = facts({
    keys: [
      key({ users: roles(4), name: 'small', key: { id: 'a' } }),
      key({ users: roles(9), name: 'large', key: { id: 'b' } }),
    ],
  });
  const found = checkOf('shared-key')?.find(given) ?? [];
  expect(found.map(({ name, reason }) => [name, reason.startsWith('The largest')])).toEqual([
    ['large', true],
    ['small', false],
  ]);
});
