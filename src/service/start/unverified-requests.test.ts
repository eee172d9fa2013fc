/** What strangers send is in the log by network, code and minute, however much it is, and is lost only with the process. */
import { createHash, createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { parseEvent } from '../../domain/audit/canonical-event.ts';
import { TileEdge } from '../../domain/log/tiles.ts';
import { emptyContents } from '../../domain/ports/memory-contents.ts';
import { memoryStore } from '../../domain/ports/memory-store.ts';
import type { Store } from '../../domain/ports/store.ts';
import { NO_CHANGES } from '../../domain/state/load.ts';
import { deskIdBytes } from '../../domain/state/row-mac.ts';
import { put, type PrincipalEntity } from '../../domain/state/entities.ts';
import { State } from '../../domain/state/state.ts';
import { deskFacts } from '../dispatch/testing/desk-facts.ts';
import { Ledger, NotRecordedError } from '../ledger/ledger.ts';
import { MOST_A_MINUTE, UnverifiedRequests, type UnverifiedTools } from './unverified-requests.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 30, 20, 0, 10);
const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const { meta, desk: facts } = deskFacts(sha256);
const desk = { ...facts, wallClock: { now: () => Date.now() } };

let store: Store;
let ledger: Ledger;
const said: string[] = [];
const note = (_: unknown, message: string): void => void said.push(message);
const log = { error: note, warn: note, info: note };
const make = (more: Partial<UnverifiedTools> = {}): UnverifiedRequests =>
  new UnverifiedRequests({ ledger, desk, log, hasRoom: () => true, ...more });

/** Source, code and count of each event, in order. */
async function recorded() {
  const { leaves } = await store.search({ operations: ['RefuseUnverified'], limit: 2_000 });
  return leaves
    .map(({ bytes }) => parseEvent(bytes))
    .toReversed()
    .map((event) => [event.source, event.error, Number(new Map(event.extensions).get('requests'))] as const);
}

beforeEach(async () => {
  vi.useFakeTimers({ now: START, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  said.length = 0;
  store = memoryStore(emptyContents());
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
});
afterEach(() => vi.useRealTimers());

it('makes one event of a network, a code and a minute, when the minute has ended', async () => {
  const unverified = make();
  for (let i = 0; i < 57; i++) unverified.count('InvalidSignatureException', '192.0.2.1');
  await vi.advanceTimersByTimeAsync(20_000);
  unverified.count('InvalidSignatureException', '192.0.2.1');
  unverified.count('NotSignedInException', '192.0.2.1');
  unverified.count('InvalidSignatureException', '2001:db8::/64');
  expect(await recorded()).toEqual([]);
  await vi.advanceTimersByTimeAsync(MINUTE);
  await ledger.settled();
  expect(await recorded()).toEqual([
    ['192.0.2.1', 'InvalidSignatureException', 58],
    ['192.0.2.1', 'NotSignedInException', 1],
    ['2001:db8::/64', 'InvalidSignatureException', 1],
  ]);
  unverified.count('InvalidSignatureException', '192.0.2.1');
  await unverified.stop();
  expect(await recorded()).toHaveLength(4);
  const [newest] = (await store.search({ operations: ['RefuseUnverified'], limit: 4 })).leaves.slice(-1);
  expect(parseEvent(newest?.bytes ?? new Uint8Array())).toMatchObject({
    principal: 'anonymous',
    via: 'desk',
    outcome: 'failed',
    class: 'management',
    extensions: [
      ['first', '2026-11-30T20:00:10.000Z'],
      ['last', '2026-11-30T20:00:30.000Z'],
      ['requests', '58'],
    ],
  });
  expect(unverified.lastHour()).toBe(61);
  expect(unverified.totals).toEqual(
    new Map([
      ['InvalidSignatureException', 60],
      ['NotSignedInException', 1],
    ]),
  );
  await vi.advanceTimersByTimeAsync(59 * MINUTE);
  expect(unverified.lastHour()).toBe(1);
});

it('writes no more than so many a minute, however many networks there are, and loses no count', async () => {
  const unverified = make();
  const networks = 5_000;
  for (let i = 0; i < networks; i++)
    unverified.count('InvalidSignatureException', `2001:db8:0:${i.toString(16)}::/64`);
  await unverified.stop();
  const events = await recorded();
  expect(events).toHaveLength(MOST_A_MINUTE + 1);
  expect(events.at(-1)).toEqual(['many:', 'InvalidSignatureException', networks - MOST_A_MINUTE]);
});

it('names the person whose password was guessed at, one event of each, and counts them for an hour', async () => {
  const state = new State();
  for (const name of ['anna', 'ben']) {
    const person = {
      id: `ID${name}`,
      kind: 'user',
      name,
      createdAt: START,
      policies: [],
      passwordHash: 'x',
    } as const;
    const { id, body } = put('principal', person.id, person);
    state.apply('principal', id, 1, '', body as PrincipalEntity); // just put
  }
  const unverified = make({ ledger: { writable: true, state, append: (...of) => ledger.append(...of) } });
  for (let i = 0; i < 3; i++) unverified.count('SignInFailedException', '192.0.2.1', 'IDanna');
  unverified.count('TooManyRequestsException', '192.0.2.1', 'IDanna');
  unverified.count('SignInFailedException', '192.0.2.1', 'IDben');
  unverified.count('SignInFailedException', '192.0.2.1');
  expect(unverified.guessesOfLastHour()).toEqual(
    new Map([
      ['IDanna', 4],
      ['IDben', 1],
    ]),
  );
  await unverified.stop();
  const { leaves } = await store.search({ operations: ['RefuseUnverified'], limit: 9 });
  const told = leaves
    .map(({ bytes }) => parseEvent(bytes))
    .map(({ error, parameters }) => [error, parameters]);
  expect(told.toReversed()).toEqual([
    ['SignInFailedException', [['Name', 'anna']]],
    ['TooManyRequestsException', [['Name', 'anna']]],
    ['SignInFailedException', [['Name', 'ben']]],
    ['SignInFailedException', []],
  ]);
  await vi.advanceTimersByTimeAsync(60 * MINUTE);
  expect(unverified.guessesOfLastHour()).toEqual(new Map());
});

it('keeps counts while the log cannot be written, within bounds', async () => {
  let writable = false;
  const unverified = make({
    ledger: {
      get writable() {
        return writable;
      },
      state: ledger.state,
      append: (of, changes) => ledger.append(of, changes),
    },
  });
  for (let minute = 0; minute < 40; minute++) {
    for (let i = 0; i < 60; i++) unverified.count('SignInFailedException', `198.51.100.${i}`);
    // oxlint-disable-next-line no-await-in-loop -- minute by minute
    await vi.advanceTimersByTimeAsync(MINUTE);
  }
  expect(await recorded()).toEqual([]);
  writable = true;
  await vi.advanceTimersByTimeAsync(10_000);
  await ledger.settled();
  const events = await recorded();
  expect(events.reduce((sum, [, , count]) => sum + count, 0)).toBe(40 * 60);
  expect(events.length).toBeLessThanOrEqual(1_001);
});

it('does not wait for a minute that a clock has left behind', async () => {
  const unverified = make();
  unverified.count('InvalidSignatureException', '192.0.2.1');
  vi.setSystemTime(START - 365 * 24 * 60 * MINUTE);
  await vi.advanceTimersByTimeAsync(MINUTE);
  await ledger.settled();
  expect(await recorded()).toEqual([['192.0.2.1', 'InvalidSignatureException', 1]]);
});

it('counts again what was not recorded', async () => {
  let fail = true;
  const unverified = make({
    ledger: {
      writable: true,
      state: ledger.state,
      append: (of, changes) => {
        if (!fail) return ledger.append(of, changes);
        fail = false;
        return { sequence: 0, durable: Promise.reject(new NotRecordedError()) };
      },
    },
  });
  unverified.count('InvalidSignatureException', '192.0.2.1');
  await vi.advanceTimersByTimeAsync(MINUTE + 10_000);
  await ledger.settled();
  expect(await recorded()).toEqual([['192.0.2.1', 'InvalidSignatureException', 1]]);
  expect(said).toContain('refused requests could not be recorded; trying again');
});

it('lets strangers write nothing while the disk is nearly full, and records at stop what they did', async () => {
  const unverified = make({ hasRoom: () => false });
  unverified.count('InvalidSignatureException', '192.0.2.1');
  await vi.advanceTimersByTimeAsync(3 * MINUTE);
  expect(await recorded()).toEqual([]);
  await unverified.stop();
  expect(await recorded()).toEqual([['192.0.2.1', 'InvalidSignatureException', 1]]);
});
