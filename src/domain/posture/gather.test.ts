import { expect, it } from 'vitest';
import { put, type Change } from '../state/entities.ts';
import { State } from '../state/state.ts';
import { gatherFacts } from './gather.ts';
import type { PostureFacts } from './facts.ts';
import { DAY_MS, key, NOW } from './posture.fixture.ts';

function factsOf(changes: readonly Change[], hasBackups = true): PostureFacts {
  const state = new State();
  for (const { kind, id, body } of changes) state.apply(kind, id, 1, '', body);
  const gathering = gatherFacts({
    state,
    now: NOW,
    uncoveredSince: null,
    hasBackups,
    arnOf: (kind, name) => `arn:aws:iam::000000000000:${kind}/${name}`,
    settingsService: 'root-operator',
    administers: () => false,
    escalatesBy: () => [],
    usersOf: () => ({ users: [], requests: 0 }),
    traitsOf: () => null,
  });
  for (;;) {
    const step = gathering.next();
    if (step.done === true) return step.value;
  }
}

const policy = (name: string, times: { readonly createdAt: number; readonly savedAt?: number }): Change =>
  put('identityPolicy', name, { name, description: '', text: '{}', ...times });
const person = (name: string, policies: readonly string[]): Change =>
  put('principal', name, { id: name, kind: 'user', name, createdAt: 1, policies, passwordHash: null });

it('counts who has each identity policy, and knows when it was saved', () => {
  const { identityPolicies } = factsOf([
    policy('held', { createdAt: 1, savedAt: 5 }),
    policy('old', { createdAt: 2 }),
    person('anna', ['held', 'administrator']),
    person('ben', ['held']),
  ]);
  expect(identityPolicies).toEqual([
    { name: 'held', savedAt: 5, holders: 2 },
    { name: 'old', savedAt: 2, holders: 0 },
  ]);
});

it('knows the newest backup, the one that the desk came from too', () => {
  const made = put('key', 'k', { ...key().key, id: 'k', createdAt: NOW - DAY_MS });
  const saved = put('backup', 'desk', { directory: '/b', at: NOW - 2 * DAY_MS, events: 1, bytes: 1 });
  const restored = (backupAt: number): Change =>
    put('epoch', '1', {
      number: 1,
      firstEvent: 9,
      beganAt: NOW,
      restore: 'r',
      backupAt,
      checkpoint: null,
      jump: 0,
      versionsBefore: NOW,
      ranAt: 0,
    });
  expect(factsOf([made], false).backup).toBeNull();
  expect(factsOf([made]).backup).toEqual({ last: null, missingSince: NOW - DAY_MS });
  expect(factsOf([made, saved]).backup).toEqual({ last: NOW - 2 * DAY_MS, missingSince: null });
  expect(factsOf([made, saved, restored(NOW - DAY_MS)]).backup?.last).toBe(NOW - DAY_MS);
  expect(factsOf([made, saved, restored(NOW - 9 * DAY_MS)]).backup?.last).toBe(NOW - 2 * DAY_MS);
});
