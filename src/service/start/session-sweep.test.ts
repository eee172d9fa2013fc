/** Sessions that are over lose their rows; what is open keeps its own. */
import { createHash, createHmac } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { canonicalEvent, parseEvent } from '../../domain/audit/canonical-event.ts';
import { TileEdge } from '../../domain/log/tiles.ts';
import { emptyContents, type MemoryStoreContents } from '../../domain/ports/memory-contents.ts';
import { memoryStore } from '../../domain/ports/memory-store.ts';
import type { Store } from '../../domain/ports/store.ts';
import { put, type Change } from '../../domain/state/entities.ts';
import { NO_CHANGES } from '../../domain/state/load.ts';
import { deskIdBytes } from '../../domain/state/row-mac.ts';
import { State } from '../../domain/state/state.ts';
import { deskFacts } from '../dispatch/testing/desk-facts.ts';
import { Ledger } from '../ledger/ledger.ts';
import type { Desk } from '../operation.ts';
import { SESSION_ABSOLUTE_MS, sessionIdOf } from '../operations/sessions/start-session.ts';
import { lastSessionUse } from './last-session-use.ts';
import { sessionCredential, Sessions } from './sessions.ts';
import { sweepSessions } from './session-sweep.ts';

const MINUTE = 60_000;
const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const { meta, desk: facts } = deskFacts(sha256);
const USER = `arn:aws:iam::${meta.accountId}:user/ada`;

let now = 0;
let contents: MemoryStoreContents;
let store: Store;
let ledger: Ledger;
let sessions: Sessions;
const clock = { now: () => now, elapsed: () => now };
const desk: Desk = { ...facts, wallClock: clock };

const idOf = (number: number): string => sessionIdOf(sha256, String(number));
const session = (number: number, createdAt: number): Change =>
  put('session', idOf(number), {
    id: idOf(number),
    principalId: 'AIDA1',
    createdAt,
    expiresAt: createdAt + SESSION_ABSOLUTE_MS,
    address: '::1',
    agent: '',
  });
const append = (changes: readonly Change[]): Promise<void> => ledger.append(facts.facts, changes).durable;
const use = (number: number, time: number, operation = 'ListKeys'): Promise<void> =>
  ledger.append(
    { ...facts.facts, time, operation, principal: USER, credential: sessionCredential(idOf(number)) },
    [],
  ).durable;
const sweeps = async () =>
  (await store.search({ operations: ['EndSessions'], limit: 10 })).leaves.map(({ bytes }) =>
    parseEvent(bytes),
  );

beforeEach(async () => {
  now = 0;
  contents = emptyContents();
  store = memoryStore(contents);
  await store.initialise(meta);
  ledger = new Ledger(
    { store, state: new State(), tiles: new TileEdge(sha256), changeHead: NO_CHANGES },
    {
      deskId: deskIdBytes(meta.deskId),
      sha256,
      mac: (message) => createHmac('sha256', 'k').update(message).digest(),
      reopen: () => Promise.reject(new Error('not in this test')),
      onFailure: () => undefined,
      defer: setImmediate,
    },
  );
  const ada = {
    id: 'AIDA1',
    kind: 'user' as const,
    name: 'ada',
    createdAt: 0,
    policies: [],
    passwordHash: null,
  };
  await append([put('principal', ada.id, ada)]);
  sessions = new Sessions(clock, meta.accountId, sha256);
});

it('removes those that are over, in one event of the desk, and writes nothing when there are none', async () => {
  await append([session(1, 0), session(2, 20 * MINUTE)]);
  now = 30 * MINUTE - 1;
  await sweepSessions(ledger, desk, sessions);
  expect(await sweeps()).toEqual([]);
  now = 30 * MINUTE;
  await sweepSessions(ledger, desk, sessions);
  await sweepSessions(ledger, desk, sessions);
  expect(await sweeps()).toMatchObject([
    {
      time: now,
      via: 'desk',
      class: 'management',
      outcome: 'allowed',
      changes: [{ kind: 'session', id: idOf(1), digest: null }],
    },
  ]);
  expect([...ledger.state.all('session')].map(({ id }) => id)).toEqual([idOf(2)]);
});

it('spreads many over several events', async () => {
  await append(Array.from({ length: 2_001 }, (_, number) => session(number, 0)));
  now = SESSION_ABSOLUTE_MS;
  await sweepSessions(ledger, desk, sessions);
  expect((await sweeps()).map(({ changes }) => changes.length)).toEqual([1, 1_000, 1_000]);
  expect(ledger.state.count('session')).toBe(0);
});

it('knows from the log when a session was last used before a start', async () => {
  await append([session(1, 0), session(2, 0), session(3, 0), session(4, 0)]);
  await use(1, 40 * MINUTE);
  await use(4, 40 * MINUTE);
  await use(2, 5 * MINUTE);
  for (let i = 0; i < 1_200; i++) await use(1, 50 * MINUTE + i);
  // What an open page asks by itself is no use.
  await use(3, 50 * MINUTE, 'DescribeDesk');
  const lastUse = await lastSessionUse(sha256, store, ledger.state, meta.accountId, 60 * MINUTE);
  expect([...lastUse]).toEqual([
    [idOf(1), 50 * MINUTE + 1_199],
    [idOf(4), 40 * MINUTE],
  ]);
});

it('does not believe an altered event that a session was used', async () => {
  await append([session(1, 0), session(2, 0)]);
  await use(1, 35 * MINUTE);
  await use(2, 35 * MINUTE);
  const at = contents.leaves.findIndex(
    ({ bytes }) => parseEvent(bytes).credential === sessionCredential(idOf(1)),
  );
  const leaf = contents.leaves[at]!; // appended above
  const time = 59 * MINUTE;
  contents.leaves[at] = { ...leaf, bytes: canonicalEvent({ ...parseEvent(leaf.bytes), time }), time };
  expect([...(await lastSessionUse(sha256, store, ledger.state, meta.accountId, 60 * MINUTE))]).toEqual([
    [idOf(2), 35 * MINUTE],
  ]);
});

it('at a start with a clock that was set back ends every session, and the invitations that had expired', async () => {
  const invitation = (principalId: string, expiresAt: number): Change =>
    put('invitation', principalId, {
      principalId,
      digest: principalId,
      purpose: 'reset',
      createdAt: 0,
      expiresAt,
      createdBy: 'x',
    });
  await append([
    session(1, 0),
    session(2, 0),
    invitation('old', 50 * MINUTE),
    invitation('open', 90 * MINUTE),
  ]);
  now = MINUTE;
  await sweepSessions(ledger, desk, sessions, 60 * MINUTE);
  expect([...ledger.state.all('session')]).toEqual([]);
  expect([...ledger.state.all('invitation')].map(({ principalId }) => principalId)).toEqual(['open']);
  const [event] = await sweeps();
  expect(event?.reason).toBe('the clock was set back: the log has events of 1970-01-01T01:00:00.000Z');
  expect(event?.changes).toHaveLength(3);
});
