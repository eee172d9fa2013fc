import { expect, it } from 'vitest';
import { put, type KeyEntity } from '../state/entities.ts';
import { State } from '../state/state.ts';
import { DAY_MS, facts, key, NOW, POLICY } from '../posture/posture.fixture.ts';
import { UNSAVED_TOLD_MS } from '../health/backup-age.ts';
import { byUrgency } from './alert.ts';
import {
  BACK_TOLD_MS,
  deskAlerts,
  MANY_GUESSES,
  MANY_UNVERIFIED,
  RESTORED_TOLD_MS,
  type DeskCondition,
} from './desk-alerts.ts';
import { keyAlerts } from './key-alerts.ts';
import { policyAlerts, RINGING } from './policy-alerts.ts';
import { runCheck } from '../posture/report.ts';

const sound: DeskCondition = {
  now: NOW,
  vaultLost: null,
  vaultBack: null,
  restored: null,
  uncoveredSince: null,
  quarantine: new Map(),
  lowDisk: null,
  failedBackups: null,
  withoutBackupSince: null,
  unverified: 0,
  guesses: [],
};
const LOST = { since: NOW - 5, reason: 'Gone.', stands: 'It is away.', remedy: 'Put it back.' };
const BACK = { at: NOW - 5, lostForMs: 42_000, climbs: 3, refused: 2 };
const codes = (over: Partial<DeskCondition>): readonly string[] =>
  deskAlerts({ ...sound, ...over }).map(({ code }) => code);

it('a sound desk has none; each trouble has its own, and just short of it none', () => {
  expect(codes({})).toEqual([]);
  expect(codes({ vaultLost: LOST, vaultBack: BACK })).toEqual(['vault-lost']);
  expect(codes({ vaultBack: BACK })).toEqual(['vault-back']);
  expect(codes({ vaultBack: { ...BACK, at: NOW - BACK_TOLD_MS } })).toEqual([]);
  const restored = { beganAt: NOW - 5, backupAt: NOW - DAY_MS };
  expect(codes({ restored })).toEqual(['desk-restored']);
  expect(codes({ restored: { ...restored, beganAt: NOW - RESTORED_TOLD_MS } })).toEqual([]);
  expect(codes({ uncoveredSince: NOW - 60_001 })).toEqual(['log-uncovered']);
  expect(codes({ uncoveredSince: NOW - 60_000 })).toEqual([]);
  expect(codes({ quarantine: new Map([['key/x', 'altered']]) })).toEqual(['object-altered']);
  expect(codes({ lowDisk: 0 })).toEqual(['disk-low']);
  const failedBackups = { count: 2, at: NOW - 5, directory: '/b', reason: 'It is not empty.' };
  expect(codes({ failedBackups })).toEqual(['backup-failed']);
  const told = (reason: string) =>
    deskAlerts({ ...sound, failedBackups: { ...failedBackups, reason } })[0]?.detail;
  expect(told('It is full.')).toMatch(/^To \/b: It is full\. Keys made/);
  expect(told('/b is not empty.')).toMatch(/^\/b is not empty\. Keys made/);
  expect(codes({ withoutBackupSince: NOW - UNSAVED_TOLD_MS - 1 })).toEqual(['backup-missing']);
  expect(codes({ withoutBackupSince: NOW - UNSAVED_TOLD_MS })).toEqual([]);
  expect(codes({ unverified: MANY_UNVERIFIED })).toEqual(['requests-unverified']);
  expect(codes({ unverified: MANY_UNVERIFIED - 1 })).toEqual([]);
});

it('tells whose password is guessed at; of many people at once that there are many', () => {
  const guessed = (count: number, people = 1) =>
    deskAlerts({
      ...sound,
      guesses: Array.from({ length: people }, (_, i) => ({ id: `ID${i}`, name: `p${i}`, count })),
    });
  expect(guessed(MANY_GUESSES - 1)).toEqual([]);
  expect(guessed(MANY_GUESSES)).toEqual([
    expect.objectContaining({
      id: 'password-guessed/ID0',
      severity: 'medium',
      title: '10 wrong passwords for user/p0 in the last hour',
      detail: expect.stringMatching(/^Ask p0 /),
    }),
  ]);
  expect(guessed(MANY_GUESSES, 5)).toHaveLength(5);
  expect(guessed(MANY_GUESSES, 6)).toEqual([
    expect.objectContaining({ title: 'Wrong passwords for 6 people in the last hour' }),
  ]);
});

it('a lost HSM is one alert however often it is climbed to; one that is back says for how long it was away', () => {
  const [first] = deskAlerts({ ...sound, vaultLost: LOST });
  const [later] = deskAlerts({ ...sound, vaultLost: { ...LOST, reason: 'Still gone.' } });
  expect([first?.id, later?.id]).toEqual(['vault-lost', 'vault-lost']);
  expect(first).toMatchObject({ since: NOW - 5, dismissible: false, target: { page: 'vault' } });
  expect(first?.detail).toMatch(/It is away\. Put it back\. Gone\.$/);
  const [back] = deskAlerts({ ...sound, vaultBack: BACK });
  expect(back).toMatchObject({
    id: `vault-back/${NOW - 5}`,
    title: 'The HSM was away for 42 s, and is back',
    dismissible: true,
  });
  expect(back?.detail).toMatch(/^2 calls were refused meanwhile/);
});

const RAN = { now: NOW, ran: 2 * DAY_MS };
const stateWith = (over: Partial<KeyEntity>): State => {
  const state = new State();
  const { id, body } = put('key', 'k', { ...key().key, id: 'k', ...over });
  state.apply('key', id, 1, '', body as KeyEntity); // just put
  return state;
};
const doomed = (date: number): Partial<KeyEntity> => ({
  state: 'PendingDeletion',
  rotation: null,
  deletion: { date, scheduledAt: NOW - DAY_MS, ranAt: 0 },
});
const call = (time: number) => ({
  sequence: 1,
  time,
  key: 'k',
  keyVersion: 1,
  principal: 'arn:aws:iam::0:role/late',
  operation: 'Decrypt',
  outcome: 'failed' as const,
  parameters: [],
});

it('a pending deletion may be put away; once the key is called since, it may not', () => {
  const state = stateWith(doomed(NOW + DAY_MS));
  expect(keyAlerts(state, RAN)).toEqual([
    expect.objectContaining({ code: 'key-pending-deletion', severity: 'medium', dismissible: true }),
  ]);
  state.usage.count(call(NOW - DAY_MS - 1));
  expect(keyAlerts(state, RAN)).toEqual([expect.objectContaining({ code: 'key-pending-deletion' })]);
  state.usage.count(call(NOW));
  expect(keyAlerts(state, RAN)).toEqual([
    expect.objectContaining({
      code: 'doomed-key-called',
      severity: 'high',
      dismissible: false,
      detail: expect.stringContaining('by role/late'),
    }),
  ]);
});

it('a disabled key that was refused to somebody since yesterday rings, and may be put away for the day', () => {
  const disabled = { ...doomed(NOW), state: 'Disabled' as const, deletion: null };
  const state = stateWith(disabled);
  expect(keyAlerts(state, RAN)).toEqual([]);
  state.usage.count(call(NOW - 3 * DAY_MS));
  expect(keyAlerts(state, RAN)).toEqual([]);
  state.usage.count(call(NOW - 1));
  expect(keyAlerts(state, RAN)).toEqual([
    expect.objectContaining({
      code: 'disabled-key-called',
      dismissible: true,
      detail: expect.stringContaining('1 request was refused since yesterday, by role/late'),
    }),
  ]);
});

it('a deletion whose date has passed by a clock that the desk has not lived is held', () => {
  const of = (ran: number): readonly string[] =>
    keyAlerts(stateWith(doomed(NOW - 1)), { now: NOW, ran }).map(({ code }) => code);
  expect(of(DAY_MS - 1)).toEqual(['key-pending-deletion', 'deletion-held']);
  expect(of(DAY_MS)).toEqual(['key-pending-deletion']);
});

it('a rotation that is late by more than ten minutes fails; that of a disabled key waits', () => {
  const of = (ms: number, over: Partial<KeyEntity> = {}): readonly string[] =>
    keyAlerts(stateWith({ rotation: { periodDays: 90, next: NOW - ms }, ...over }), RAN).map(
      ({ code }) => code,
    );
  expect(of(11 * 60_000)).toEqual(['rotation-failing']);
  expect(of(10 * 60_000)).toEqual([]);
  expect(of(DAY_MS, { state: 'Disabled' })).toEqual([]);
});

it('the worst comes first, then what is due first', () => {
  const [a] = keyAlerts(stateWith(doomed(NOW + 2 * DAY_MS)), RAN);
  const [b] = keyAlerts(stateWith(doomed(NOW + DAY_MS)), RAN);
  const [lost] = deskAlerts({ ...sound, vaultLost: LOST });
  const sorted = [a!, b!, lost!].sort(byUrgency); // each has one
  expect(sorted).toEqual([lost, b, a]);
});

it('a practice key rings for nobody', () => {
  const sandbox = { owner: 'AIDA1', name: 'guest-records' } as const;
  expect(keyAlerts(stateWith({ ...doomed(NOW + DAY_MS), sandbox }), RAN)).toEqual([]);
  const disabled = (over: Partial<KeyEntity>): State => {
    const state = stateWith({ state: 'Disabled', rotation: null, ...over });
    state.usage.count(call(NOW));
    return state;
  };
  expect(keyAlerts(disabled({}), RAN)).toEqual([expect.objectContaining({ code: 'disabled-key-called' })]);
  expect(keyAlerts(disabled({ sandbox }), RAN)).toEqual([]);
});

it('a policy that nobody here can change rings with the name of its key, and of who can', () => {
  const ringing = (mayChange: () => boolean) => {
    const changers = ['arn:aws:iam::000000000000:role/billing'];
    const given = facts({ keys: [key({ policy: { ...POLICY, mayChange, changers } })] });
    return policyAlerts(
      new State(),
      RINGING.map((check) => runCheck(check, given, () => undefined)),
    );
  };
  expect(ringing(() => true)).toEqual([]);
  expect(ringing(() => false)).toEqual([
    expect.objectContaining({
      code: 'key-policy-locked',
      severity: 'high',
      title: 'Nobody here can change the policy of billing-prod',
      detail: expect.stringContaining('only role/billing can.'),
      target: { page: 'key-policy', keyId: key().key.id },
    }),
  ]);
});
