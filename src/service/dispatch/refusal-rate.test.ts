/** What nothing allowed: an event each up to a rate, then by number, and no kind of it unseen. */
import { createHash, createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import type { AuditEvent } from '../../domain/audit/event.ts';
import { parseEvent } from '../../domain/audit/canonical-event.ts';
import { TileEdge } from '../../domain/log/tiles.ts';
import { defaultKeyPolicy } from '../../domain/policy/default-policy.ts';
import { memoryStore } from '../../domain/ports/memory-store.ts';
import type { Vault } from '../../domain/ports/vault.ts';
import { put } from '../../domain/state/entities.ts';
import { NO_CHANGES } from '../../domain/state/load.ts';
import { deskIdBytes } from '../../domain/state/row-mac.ts';
import { State } from '../../domain/state/state.ts';
import { ServiceError } from '../errors.ts';
import { Ledger, type EventFacts } from '../ledger/ledger.ts';
import type { Call, PolicyLibrary, StreamOperation } from '../operation.ts';
import { allOperations, operationOfName } from '../operations/index.ts';
import { createPolicyLibrary } from '../policy-library.ts';
import { principalOf, rootPrincipal } from '../principals.ts';
import { Dispatch } from './dispatch.ts';
import { RefusalRate, type ThrottledMinute } from './refusal-rate.ts';
import { deskFacts } from './testing/desk-facts.ts';

const ACCOUNT = '000000000000';
const KEY = '1c7f4ae2-0000-4000-8000-0000000090ab';
const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
/** What a caller may have refused at once, and then a second. */
const [BURST, RATE] = [500, 20];

async function setUp(
  over: { readonly policies?: PolicyLibrary; readonly onInternalError?: (error: unknown) => void } = {},
) {
  const { meta, desk } = deskFacts(sha256);
  const store = memoryStore();
  await store.initialise(meta);
  const ledger = new Ledger(
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
  const clock = { ms: 0 };
  const throttled: [string, number][] = [];
  const dispatch = new Dispatch({
    desk,
    ledger,
    ports: {
      vault: {} as Vault, // nothing reaches it
      passwords: desk.passwords,
      policies: over.policies ?? createPolicyLibrary(sha256),
      sessions: { lastUse: () => null },
      keeper: null,
      tokenMac: () => new Uint8Array(32),
    },
    salt: () => '0'.repeat(32),
    micros: () => clock.ms * 1000,
    onInternalError:
      over.onInternalError ??
      ((error) => {
        throw error;
      }),
    onThrottled: (principal, count) => throttled.push([principal, count]),
  });
  const key = {
    id: KEY,
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
    origin: 'AWS_KMS',
    state: 'Enabled',
    description: '',
    createdAt: 1,
    createdBy: 'x',
    currentVersion: 1,
    tags: [],
    rotation: null,
    deletion: null,
    destroyedAt: null,
  } as const;
  const policy = put('policy', KEY, { text: defaultKeyPolicy(ACCOUNT) });
  await ledger.append(desk.facts, [put('key', KEY, key), policy]).durable;

  const callOf = (name: string, policies: readonly string[] = [], over: Partial<Call> = {}): Call => ({
    principal: principalOf(ACCOUNT, {
      id: `AROA${name}`,
      kind: 'role',
      name,
      createdAt: 1,
      policies: [...policies],
      passwordHash: null,
    }),
    via: 'sdk',
    credential: `AK${name}`,
    sessionId: null,
    source: '127.0.0.1',
    agent: '',
    requestId: 'r',
    secure: false,
    time: clock.ms,
    passwordFresh: false,
    stillValid: () => true,
    ...over,
  });
  /** What it came to: null, or the code of the refusal. */
  const ask = async (call: Call, operation: string, body: object = {}): Promise<string | null> => {
    try {
      await dispatch.run(operationOfName(operation)!, { ...call, time: clock.ms }, () => ({ ...body })); // one that there is
      return null;
    } catch (error) {
      if (error instanceof ServiceError) return error.code;
      throw error;
    }
  };
  /** How often each came. */
  const many = async (count: number, one: () => Promise<string | null>) => {
    const said = new Map<string | null, number>();
    const all = await Promise.all(Array.from({ length: count }, one));
    for (const code of all) said.set(code, (said.get(code) ?? 0) + 1);
    return Object.fromEntries(said);
  };
  const size = (): number => ledger.committed.size;
  const event = async (at: number): Promise<AuditEvent> => parseEvent((await store.leaf(at))!); // one that there is
  const asRoot = callOf('root', [], { principal: rootPrincipal(ACCOUNT), via: 'cli' });
  return { ask, many, size, event, callOf, asRoot, clock, dispatch, throttled };
}

it('a caller has some hundreds refused, then so many a second; each is decided first, and allowed ones are never slowed', async () => {
  const { ask, many, size, callOf, clock } = await setUp();
  const who = callOf('a', ['auditor']);
  const refused = () => ask(who, 'CreateKey');
  // The first that is too many is the first of its kind in this minute: told and booked as ever.
  expect(await many(BURST + 1, refused)).toEqual({ AccessDeniedException: BURST + 1 });
  const before = size();
  expect(await many(300, refused)).toEqual({ ThrottlingException: 300 });
  expect(size()).toBe(before);
  expect(await many(50, () => ask(who, 'SearchKeys'))).toEqual({ null: 50 });
  expect(size()).toBe(before + 50);
  // Others have their own.
  expect(await ask(callOf('b'), 'CreateKey')).toBe('AccessDeniedException');
  clock.ms += 1_000;
  expect(await many(100, refused)).toEqual({ AccessDeniedException: RATE, ThrottlingException: 100 - RATE });
});

it('what was counted only is one event a minute with numbers, and the first of every kind is an event', async () => {
  const { ask, many, size, event, callOf, clock, dispatch, throttled } = await setUp();
  const who = callOf('a');
  await many(BURST + 1 + 1_203, () => ask(who, 'CreateKey'));
  // It was to be hidden among them.
  const hidden = size();
  expect(await ask(who, 'DisableKey', { KeyId: KEY })).toBe('AccessDeniedException');
  expect(await event(hidden)).toMatchObject({ operation: 'DisableKey', outcome: 'denied', key: KEY });
  expect(await ask(who, 'DisableKey', { KeyId: KEY })).toBe('ThrottlingException');
  expect(dispatch.throttled).toBe(1_204);

  clock.ms = 59_999;
  dispatch.closeMinutes(clock.ms);
  expect(throttled).toEqual([]);
  clock.ms = 60_000;
  dispatch.closeMinutes(clock.ms);
  expect(throttled).toEqual([[who.principal.caller.arn, 1_204]]);
  await new Promise((done) => setTimeout(done, 5));
  expect(size()).toBe(hidden + 2);
  expect(await event(hidden + 1)).toMatchObject({
    operation: 'ThrottleRefused',
    class: 'management',
    outcome: 'failed',
    error: 'ThrottlingException',
    principal: who.principal.caller.arn,
    principalId: 'AROAa',
    key: null,
    parameters: [
      ['CreateKey AccessDeniedException', '1203'],
      ['DisableKey AccessDeniedException', '1'],
    ],
    extensions: [
      ['first', '1970-01-01T00:00:00.000Z'],
      ['last', '1970-01-01T00:00:00.000Z'],
      ['requests', '1204'],
    ],
  });
  dispatch.closeMinutes(Infinity);
  expect(throttled).toHaveLength(1);
});

it('kinds that are told apart are bounded: inventing them fills nothing', async () => {
  const { ask, many, size, callOf } = await setUp();
  const who = callOf('a');
  await many(BURST, () => ask(who, 'CreateKey'));
  const before = size();
  // Every operation that there is, with and without a key, and errors of several kinds.
  const names = allOperations()
    .filter(({ on }) => on === 'account' || on === 'key')
    .map(({ name }) => name);
  expect(names.length).toBeGreaterThan(64);
  let at = 0;
  const wave = () =>
    many(2_000, () => {
      const name = names[at++ % names.length]!; // within
      return ask(who, name, at % 3 === 0 ? { KeyId: KEY } : { X: at });
    });
  expect((await wave())['ThrottlingException']).toBeGreaterThan(1_700);
  const afterFirst = size();
  // Each operation with each error that it can come to, and as many keys as are told apart.
  expect(afterFirst - before).toBeLessThanOrEqual(2 * names.length + 32);
  expect(await wave()).toEqual({ ThrottlingException: 2_000 });
  expect(size()).toBe(afterFirst);
});

it('no operation is hidden among others, however many come before it', async () => {
  const { ask, many, size, event, callOf } = await setUp();
  const who = callOf('a');
  await many(BURST + 1, () => ask(who, 'CreateKey'));
  for (const { name, on } of allOperations())
    if ((on === 'account' || on === 'key') && name !== 'ScheduleKeyDeletion')
      await many(3, () => ask(who, name, { X: 1 })); // oxlint-disable-line no-await-in-loop -- one after the other
  const hidden = size();
  expect(await ask(who, 'ScheduleKeyDeletion', { KeyId: KEY })).toBe('AccessDeniedException');
  expect(await event(hidden)).toMatchObject({
    operation: 'ScheduleKeyDeletion',
    outcome: 'denied',
    key: KEY,
  });
});

it('what was allowed and then failed is told as what it is, and is an event, each time', async () => {
  const { ask, many, size, callOf } = await setUp();
  const who = callOf('root', [], { principal: rootPrincipal(ACCOUNT) });
  const before = size();
  expect(await many(BURST + 200, () => ask(who, 'CancelKeyDeletion', { KeyId: KEY }))).toEqual({
    KMSInvalidStateException: BURST + 200,
  });
  expect(size() - before).toBe(BURST + 200);
});

it('a dry run that was allowed is told as one, and is an event, each time', async () => {
  const { ask, many, size, callOf } = await setUp();
  const dry = {
    KeyId: KEY,
    GranteePrincipal: `arn:aws:iam::${ACCOUNT}:root`,
    Operations: ['Decrypt'],
    DryRun: true,
  };
  const before = size();
  expect(await many(BURST + 50, () => ask(callOf('a', ['administrator']), 'CreateGrant', dry))).toEqual({
    DryRunOperationException: BURST + 50,
  });
  expect(size()).toBe(before + BURST + 50);
});

it('what failed inside the desk is an event, each time, however often', async () => {
  const faults: unknown[] = [];
  const { ask, many, size, callOf, throttled } = await setUp({
    policies: {
      ...createPolicyLibrary(sha256),
      keyPolicy: () => {
        throw new TypeError('a fault of ours');
      },
    },
    onInternalError: (error) => faults.push(error),
  });
  const who = callOf('a');
  const before = size();
  expect(await many(BURST + 50, () => ask(who, 'DescribeKey', { KeyId: KEY }))).toEqual({
    KMSInternalException: BURST + 50,
  });
  expect([size(), faults.length, throttled]).toEqual([before + BURST + 50, BURST + 50, []]);
});

it('streams that nothing allowed cost the same', async () => {
  const { many, size, callOf, dispatch } = await setUp();
  const who = { ...callOf('a'), signal: new AbortController().signal };
  const operation = operationOfName('TailAuditEvents') as StreamOperation; // it is one
  const open = async (): Promise<string | null> => {
    try {
      await dispatch.open(operation, who, () => ({}));
      return null;
    } catch (error) {
      return error instanceof ServiceError ? error.code : String(error);
    }
  };
  expect(await many(BURST + 1, open)).toEqual({ AccessDeniedException: BURST + 1 });
  const before = size();
  expect(await many(20, open)).toEqual({ ThrottlingException: 20 });
  expect(size()).toBe(before);
});

it('who signs in again and again has no more than four sessions’ worth', async () => {
  const { ask, many, callOf } = await setUp();
  let thrown = 0;
  for (let session = 0; session < 8; session++) {
    const credential = `s${session}`;
    const who = callOf('a', [], { via: 'console', sessionId: credential, credential });
    // oxlint-disable-next-line no-await-in-loop -- one session after the other
    const said = await many(BURST, () => ask(who, 'CreateKey'));
    thrown += said['ThrottlingException'] ?? 0;
  }
  // The first of its kind in the minute is an event in each.
  expect(thrown).toBeGreaterThanOrEqual(4 * BURST - 8);
});

it('a call whose event is long costs as much as it takes', async () => {
  const { ask, many, callOf } = await setUp();
  const who = callOf('a');
  const EncryptionContext = { a: 'x'.repeat(7_500) };
  const long = () => ask(who, 'Encrypt', { KeyId: KEY, Plaintext: 'YQ==', EncryptionContext });
  const said = await many(100, long);
  expect(said['AccessDeniedException']).toBeLessThan(75);
  expect(said['ThrottlingException']).toBeGreaterThan(25);
});

it('what needs no permission costs the same, but for the end of one’s own session', async () => {
  const { ask, many, size, callOf } = await setUp();
  const who = callOf('a');
  expect(await many(BURST + 100, () => ask(who, 'GetSession'))).toEqual({
    null: BURST,
    ThrottlingException: 100,
  });
  expect(size()).toBe(1 + BURST + 1);
  const session = callOf('c', [], { via: 'console', sessionId: 's', credential: 's' });
  await many(BURST + 10, () => ask(session, 'CreateKey'));
  expect(await ask(session, 'FindObjects', { Text: 'a' })).toBe('ThrottlingException');
  expect(await ask(session, 'SignOut')).toBeNull();
  // Another session of the same person has its own.
  expect(await ask({ ...session, sessionId: 't', credential: 't' }, 'FindObjects', { Text: 'a' })).toBeNull();
});

it('nothing is counted of whoever is on the machine itself', async () => {
  const { ask, many, asRoot } = await setUp();
  expect(await many(BURST + 200, () => ask(asRoot, 'DisableKey', { KeyId: 'x' }))).toEqual({
    NotFoundException: BURST + 200,
  });
});

const MINUTE = 60_000;
const minutes = () => {
  const closed: ThrottledMinute[] = [];
  const rate = new RefusalRate({ now: () => 0, close: (minute) => closed.push(minute) });
  const caller = { principal: { id: 'AROA1' }, sessionId: null } as Call; // nothing else of it is looked at
  /** Whether it is counted only. */
  const counts = (time: number, operation = 'Decrypt', over: Partial<EventFacts> = {}): boolean => {
    const facts = { time, operation, error: 'AccessDeniedException', key: null, ...over };
    return rate.counts(caller, facts as EventFacts); // as above
  };
  return { rate, closed, counts };
};

it('the first of a kind in a minute is an event, and that of each key, up to 32 keys', () => {
  const { counts } = minutes();
  expect([counts(1), counts(2), counts(3, 'Encrypt'), counts(4, 'Encrypt')]).toEqual([
    false,
    true,
    false,
    true,
  ]);
  expect(counts(5, 'Decrypt', { error: 'DisabledException' })).toBe(false);
  const keys = Array.from({ length: 40 }, (_, i) => `key${i}`);
  const events = keys.filter((key) => !counts(6, 'Decrypt', { key }));
  expect(events).toEqual(keys.slice(0, 32));
  expect(counts(7, 'Decrypt', { key: 'key0' })).toBe(true);
});

it('a minute is told when the next begins: from when to when, the most frequent first, at most sixteen kinds', () => {
  const { rate, closed, counts } = minutes();
  const kinds = Array.from({ length: 20 }, (_, i) => `Operation${i}`);
  counts(MINUTE + 5);
  for (const [i, kind] of kinds.entries()) for (let n = 0; n < i + 2; n++) counts(MINUTE + 10 + n, kind);
  expect(closed).toEqual([]);
  counts(2 * MINUTE + 1);
  const [told] = closed;
  expect(told).toMatchObject({
    from: MINUTE + 5,
    to: MINUTE + 30,
    count: 210,
    last: { operation: 'Operation19' },
  });
  expect(told?.kinds.slice(0, 2)).toEqual([
    ['Operation19 AccessDeniedException', '20'],
    ['Operation18 AccessDeniedException', '19'],
  ]);
  expect(told?.kinds).toHaveLength(16);
  // Of a minute in which each was an event nothing is told.
  rate.sweep(Infinity);
  expect(closed).toHaveLength(1);
  expect(rate.total).toBe(210);
});

it('a minute is not closed before it has ended', () => {
  const { rate, closed, counts } = minutes();
  for (let n = 0; n < 3; n++) counts(MINUTE + n);
  rate.sweep(2 * MINUTE - 1);
  expect(closed).toEqual([]);
  rate.sweep(2 * MINUTE);
  expect(closed).toMatchObject([{ count: 2 }]);
});
