import { expect, it } from 'vitest';
import { put, type Change } from '../state/entities.ts';
import { State } from '../state/state.ts';
import { DAY_MS, daysAgo, key, NOW } from '../posture/posture.fixture.ts';
import { stepsDone, STEPS } from './checklist.ts';
import { refusalsOf } from './refusals.ts';
import { upcomingOf } from './upcoming.ts';

const stateOf = (...changes: readonly Change[]): State => {
  const state = new State();
  for (const { kind, id, body } of changes) state.apply(kind, id, 1, '', body);
  return state;
};

const on =
  (counts: readonly number[]) =>
  (day: number): ReadonlyMap<string, number> =>
    // Day 7 is today; what is not named had none.
    new Map(counts[day] === undefined || counts[day] === 0 ? [] : [['role/a', counts[day]]]);

it('refusals: unusual is more than ever that week, more than twice its mean, and not a handful', () => {
  expect(refusalsOf(on([1, 1, 1, 1, 1, 1, 1, 5]), 7)).toMatchObject({ today: 5, most: 1, unusual: true });
  expect(refusalsOf(on([0, 0, 0, 0, 0, 0, 0, 4]), 7).unusual).toBe(false);
  expect(refusalsOf(on([9, 0, 0, 0, 0, 0, 0, 9]), 7).unusual).toBe(false);
  expect(refusalsOf(on([9, 9, 9, 9, 9, 9, 9, 18]), 7).unusual).toBe(false);
  expect(refusalsOf(on([9, 9, 9, 9, 9, 9, 9, 19]), 7).unusual).toBe(true);
  expect(refusalsOf(on([]), 7)).toMatchObject({ today: 0, byPrincipal: [], unusual: false });
});

it('what comes next: the next thirty days by date, and nothing that is overdue', () => {
  const at = (id: string, days: number, over: object = {}): Change =>
    put('key', id, {
      ...key().key,
      id,
      rotation: { periodDays: 90, next: NOW + days * DAY_MS },
      ...over,
    });
  const state = stateOf(
    at('later', 29),
    at('soon', 1),
    at('beyond', 30),
    at('overdue', -1),
    at('disabled', 2, { state: 'Disabled' }),
    at('doomed', 2, {
      state: 'PendingDeletion',
      deletion: { date: NOW + 3 * DAY_MS, scheduledAt: NOW, ranAt: 0 },
    }),
    put('principal', 'AROA1', {
      id: 'AROA1',
      kind: 'role',
      name: 'billing',
      createdAt: 0,
      policies: [],
      passwordHash: null,
    }),
    put('accessKey', 'KDAA1', {
      id: 'KDAA1',
      principalId: 'AROA1',
      sealed: '',
      status: 'Active',
      createdAt: daysAgo(80),
    }),
    put('acceptance', 'idle-key/soon', {
      code: 'idle-key',
      object: 'soon',
      reason: 'x',
      until: NOW + 20 * DAY_MS,
      acceptedAt: NOW,
      acceptedBy: 'arn',
    }),
  );
  expect(upcomingOf(state, NOW, 50).items.map(({ kind, name }) => [kind, name])).toEqual([
    ['rotation', 'soon'],
    ['deletion', 'doomed'],
    ['access-key', 'KDAA1 of billing'],
    ['acceptance', 'idle-key, soon'],
    ['rotation', 'later'],
  ]);
});

it('the first steps: all of them known, none taken on an empty desk', () => {
  const steps = stepsDone(new State(), 'root-operator');
  expect([...steps.keys()]).toEqual(STEPS);
  expect([...steps.values()]).toEqual(STEPS.map(() => false));
});

it('access is given to a service that somebody made, not to the one of the settings', () => {
  const service = (name: string): Change =>
    put('principal', name, { id: name, kind: 'role', name, createdAt: 0, policies: [], passwordHash: null });
  const policy = (name: string): Change =>
    put('policy', 'k', { text: `{"Principal":{"AWS":"arn:aws:iam::000000000000:role/${name}"}}` });
  const gives = (...changes: readonly Change[]): boolean | undefined =>
    stepsDone(stateOf(...changes), 'root-operator').get('give-access');
  expect(gives(service('billing'), policy('billing'))).toBe(true);
  expect(gives(service('billing'), policy('billing-2'))).toBe(false);
  expect(gives(service('root-operator'), policy('root-operator'))).toBe(false);
});

it('a second administrator is one who has come', () => {
  const person = (name: string, passwordHash: string | null): Change =>
    put('principal', name, {
      id: name,
      kind: 'user',
      name,
      createdAt: 0,
      policies: ['administrator'],
      passwordHash,
    });
  const hasSecond = (...changes: readonly Change[]): boolean | undefined =>
    stepsDone(stateOf(...changes), 'root-operator').get('second-administrator');
  expect(hasSecond(person('ada', 'x'), person('ben', null))).toBe(false);
  expect(hasSecond(person('ada', 'x'), person('ben', 'x'))).toBe(true);
});

it('practice is no first step, and nothing of it is to come', () => {
  const practice = (over: object): Change =>
    put('key', 'p', {
      ...key().key,
      id: 'p',
      sandbox: { owner: 'AIDA1', name: 'guest-records' },
      rotation: null,
      ...over,
    });
  const deletion = { date: NOW + DAY_MS, scheduledAt: NOW, ranAt: 0 };
  const state = stateOf(practice({ state: 'PendingDeletion', deletion }));
  expect(upcomingOf(state, NOW, 50)).toEqual({ items: [], total: 0 });
  expect(stepsDone(state, 'root-operator').get('create-key')).toBe(false);
  expect(
    stepsDone(stateOf(practice({}), put('key', 'k', key().key)), 'root-operator').get('create-key'),
  ).toBe(true);
});
