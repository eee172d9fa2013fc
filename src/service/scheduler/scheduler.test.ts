/** Rotation and deletion when their time comes, on a clock that the test moves. */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { parseEvent } from '../../domain/audit/canonical-event.ts';
import type { AuditEvent } from '../../domain/audit/event.ts';
import { RunningTime } from '../../domain/keys/deletion-guard.ts';
import { TileEdge } from '../../domain/log/tiles.ts';
import { memoryStore } from '../../domain/ports/memory-store.ts';
import type { Store } from '../../domain/ports/store.ts';
import { VaultError, type Vault } from '../../domain/ports/vault.ts';
import { CLOSED_SANDBOX_POLICY } from '../../domain/sandbox/sandbox-keys.ts';
import { put, versionId, type KeyEntity } from '../../domain/state/entities.ts';
import { loadState, NO_CHANGES } from '../../domain/state/load.ts';
import { deskIdBytes } from '../../domain/state/row-mac.ts';
import { State } from '../../domain/state/state.ts';
import { deskFacts } from '../dispatch/testing/desk-facts.ts';
import { Ledger } from '../ledger/ledger.ts';
import type { Desk } from '../operation.ts';
import { ROTATE_AT } from '../operations/encryption/nonce-budget.ts';
import { Scheduler } from './scheduler.ts';

const DAY = 86_400_000;
const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const mac = (message: Uint8Array): Uint8Array => createHmac('sha256', 'k').update(message).digest();
const { meta, desk: facts } = deskFacts(sha256);

const key = (id: string, over: Partial<KeyEntity> = {}): KeyEntity => ({
  id,
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
  ...over,
});
const version = (keyId: string) =>
  put('keyVersion', versionId(keyId, 1), {
    keyId,
    number: 1,
    createdAt: 1,
    rotation: null,
    materialId: 'first',
    residency: 'WRAPPED',
    material: 'AAAA',
    publicKey: null,
  });

let store: Store;
let ledger: Ledger;
let now: number;
let elapsed: number;
let destroyed: string[];
let failing: boolean;
let errors: unknown[];
let desk: Desk;

/** A vault that makes material and forgets it; the scheduler asks nothing else of it. */
const vault = {
  generateKey: (spec: string) => {
    if (failing) throw new VaultError('UNAVAILABLE');
    return { residency: 'WRAPPED', spec, bytes: new Uint8Array(40) };
  },
  destroyKey: ({ id }: { readonly id: string }) => {
    if (failing) throw new VaultError('INTERNAL');
    destroyed.push(id);
  },
} as unknown as Vault;

const start = (): Scheduler =>
  new Scheduler({ ledger, desk, ports: { vault }, onError: (error) => errors.push(error) });
const events = async (): Promise<AuditEvent[]> =>
  Promise.all(
    Array.from({ length: ledger.committed.size - 1 }, async (_, i) => parseEvent((await store.leaf(i + 1))!)),
  );
/** Both clocks go on together, with a look every minute's worth of the tolerance. */
const pass = (ms: number): void => {
  now += ms;
  elapsed += ms;
};

async function setUp(...keys: readonly KeyEntity[]): Promise<Scheduler> {
  store = memoryStore();
  await store.initialise(meta);
  ledger = new Ledger(
    { store, state: new State(), tiles: new TileEdge(sha256), changeHead: NO_CHANGES },
    {
      deskId: deskIdBytes(meta.deskId),
      sha256,
      mac,
      reopen: () => Promise.reject(new Error('not in this test')),
      onFailure: () => undefined,
      defer: setImmediate,
    },
  );
  const clock = { now: () => now, elapsed: () => elapsed };
  desk = {
    ...facts,
    clock,
    wallClock: clock,
    random: { bytes: (length) => new Uint8Array(randomBytes(length)) },
    running: new RunningTime(0, { now, elapsed }),
  };
  const rows = keys.flatMap((each) => [put('key', each.id, each), version(each.id)]);
  const aliases = keys.map(({ id }) =>
    put('alias', `alias/${id}`, { name: `alias/${id}`, keyId: id, createdAt: 1, updatedAt: 1 }),
  );
  await ledger.append(facts.facts, [...rows, ...aliases]).durable;
  return start();
}

beforeEach(() => {
  now = 1_800_000_000_000;
  elapsed = 0;
  destroyed = [];
  failing = false;
  errors = [];
});

describe('rotation', () => {
  const rotating = (over: Partial<KeyEntity> = {}): KeyEntity =>
    key('turning', { rotation: { periodDays: 90, next: now + 90 * DAY }, ...over });

  it('happens when it is due, once, by the scheduler, with its reason', async () => {
    const scheduler = await setUp(rotating(), key('still'));
    pass(90 * DAY - 1);
    await scheduler.tick();
    expect(await events()).toEqual([]);
    pass(1);
    await scheduler.tick();
    await scheduler.tick();
    const [event, ...more] = await events();
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      operation: 'RotateKey',
      via: 'scheduler',
      principal: 'arn:aws:iam::000000000000:role/keydesk/scheduler',
      key: 'turning',
      keyVersion: 2,
      reason: expect.stringMatching(/^automatic rotation every 90 days, due on \d{4}-\d\d-\d\d$/),
    });
    expect(ledger.state.key('turning')).toMatchObject({
      currentVersion: 2,
      rotation: { periodDays: 90, next: now + 90 * DAY },
    });
    expect(ledger.state.keyVersion('turning', 1)?.materialId).toBe('first');
    expect(ledger.state.keyVersion('turning', 2)).toMatchObject({ rotation: 'AUTOMATIC', createdAt: now });
  });

  it('that was missed while the desk was down is made up for at the first tick, once', async () => {
    await setUp(rotating());
    now += 400 * DAY;
    // Another start: the state comes from the store, its schedule with it.
    const { state } = loadState(store, meta, { digest, mac });
    expect([...state.scheduled]).toEqual(['turning']);
    await start().tick();
    expect(ledger.state.key('turning')?.currentVersion).toBe(2);
    expect(ledger.state.key('turning')?.rotation?.next).toBeGreaterThan(now);
  });

  it('skips a disabled key, and rotates it when it is enabled again', async () => {
    const scheduler = await setUp(rotating({ state: 'Disabled' }));
    pass(200 * DAY);
    await scheduler.tick();
    expect(ledger.state.key('turning')?.currentVersion).toBe(1);
    await ledger.append(facts.facts, [
      put('key', 'turning', { ...ledger.state.key('turning')!, state: 'Enabled' }),
    ]).durable;
    await scheduler.tick();
    expect(ledger.state.key('turning')?.currentVersion).toBe(2);
  });

  it('comes before the nonces of a version run out, and leaves the schedule alone', async () => {
    const scheduler = await setUp(rotating());
    const use = {
      key: 'turning',
      version: 1,
      principal: 'arn:a',
      operation: 'Encrypt',
      outcome: 'allowed',
      day: 1,
      lastSequence: 0,
      lastTime: 1,
    } as const;
    ledger.state.usage.restore({ ...use, count: ROTATE_AT - 1 });
    await scheduler.tick();
    expect(await events()).toEqual([]);
    ledger.state.usage.restore({ ...use, day: 2, count: 1 });
    await scheduler.tick();
    expect(await events()).toMatchObject([{ reason: 'version 1 has made 2^31 encryptions', keyVersion: 2 }]);
    expect(ledger.state.key('turning')?.rotation?.next).toBe(now + 90 * DAY);
    await scheduler.tick();
    expect(await events()).toHaveLength(1);
  });

  it('leaves a key alone that did not authenticate at load', async () => {
    const scheduler = await setUp(rotating());
    ledger.state.quarantine.set('keyVersion/turning/1', 'altered');
    pass(91 * DAY);
    await scheduler.tick();
    expect(ledger.state.key('turning')?.currentVersion).toBe(1);
  });

  it('that a clock which was far ahead had set is brought back after a day with a right one, once', async () => {
    const farAhead = { rotation: { periodDays: 90, next: now + 455 * DAY } };
    const scheduler = await setUp(
      rotating(farAhead),
      key('near', { rotation: { periodDays: 90, next: now + 90.5 * DAY } }),
    );
    desk.running.doubt();
    const run = async (ms: number): Promise<void> => {
      for (let left = ms; left > 0; left -= DAY / 48) {
        pass(DAY / 48);
        // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
        await scheduler.tick();
      }
    };
    await run(DAY - DAY / 48);
    expect(await events()).toEqual([]);
    // Another doubt: it waits for another day.
    desk.running.doubt();
    await run(DAY - DAY / 48);
    expect(await events()).toEqual([]);
    await run(DAY / 24);
    const corrected = now - DAY / 48 + 90 * DAY;
    expect(ledger.state.key('turning')?.rotation).toEqual({ periodDays: 90, next: corrected });
    expect(await events()).toMatchObject([
      {
        operation: 'CorrectRotationSchedule',
        via: 'scheduler',
        key: 'turning',
        reason: expect.stringMatching(/^the clock was ahead when the rotation on \d{4}-\d\d-\d\d was set$/),
      },
    ]);
    await run(DAY);
    expect(await events()).toHaveLength(1);
    pass(corrected - now);
    await scheduler.tick();
    expect(ledger.state.key('turning')?.currentVersion).toBe(2);
  });

  it('of one key that fails does not stop the others, and is tried again', async () => {
    const scheduler = await setUp(rotating(), key('other', { rotation: { periodDays: 90, next: now } }));
    pass(90 * DAY);
    failing = true;
    await scheduler.tick();
    expect(errors).toHaveLength(2);
    failing = false;
    await scheduler.tick();
    expect((await events()).map((event) => event.key)).toEqual(['turning', 'other']);
  });
});

describe('deletion', () => {
  const leaving = (): KeyEntity =>
    key('leaving', {
      state: 'PendingDeletion',
      deletion: { date: now + 7 * DAY, scheduledAt: now, ranAt: 0 },
      rotation: { periodDays: 90, next: now },
    });
  /** A desk that runs this long, with its look every half hour. */
  const run = async (scheduler: Scheduler, ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= DAY / 48) {
      pass(Math.min(left, DAY / 48));
      // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
      await scheduler.tick();
    }
  };
  const names = async (): Promise<string[]> => (await events()).map(({ operation }) => operation);

  it('destroys a key when its date has come, with its versions and names, and keeps its tombstone', async () => {
    const scheduler = await setUp(leaving());
    await run(scheduler, 7 * DAY - 1);
    expect(ledger.state.key('leaving')?.state).toBe('PendingDeletion');
    await run(scheduler, DAY / 48);
    expect(ledger.state.key('leaving')).toMatchObject({
      state: 'Destroyed',
      destroyedAt: now,
      rotation: null,
    });
    expect(ledger.state.keyVersion('leaving', 1)).toBeUndefined();
    expect(ledger.state.alias('alias/leaving')).toBeUndefined();
    expect(destroyed).toEqual(['leaving/1']);
    const event = (await events()).find(({ operation }) => operation === 'DeleteKey');
    expect(event).toMatchObject({
      via: 'scheduler',
      key: 'leaving',
      reason: expect.stringMatching(/^scheduled on /),
    });
    expect(event?.changes).toHaveLength(3);
    // Nothing is left to do.
    expect([...ledger.state.scheduled]).toEqual([]);
    const count = (await names()).length;
    await run(scheduler, DAY);
    expect(await names()).toHaveLength(count);
  });

  it('of which the HSM does not let go is asked again at each tick, until it does, and destroyed once', async () => {
    const scheduler = await setUp(leaving());
    await run(scheduler, 7 * DAY - DAY / 48);
    failing = true;
    await run(scheduler, DAY / 16);
    expect(ledger.state.key('leaving')?.state).toBe('Destroyed');
    expect([destroyed, errors.length > 1]).toEqual([[], true]);
    failing = false;
    await run(scheduler, DAY / 24);
    expect(destroyed).toEqual(['leaving/1']);
    expect((await names()).filter((name) => name === 'DeleteKey')).toHaveLength(1);
  });

  it('takes the grants of the key with it, however many, a few hundred in one event', async () => {
    const scheduler = await setUp(leaving(), key('stays'));
    const grantOn = (keyId: string, i: number) => {
      const id = `${keyId}-${i}`;
      const made = { createdBy: 'AIDA1', createdAt: 1, parent: null, retiring: 'AIDA1' };
      const scope = { operations: ['Decrypt'], contextEquals: null, contextSubset: null };
      return put('grant', id, { id, keyId, name: '', grantee: 'AROA1', ...made, ...scope });
    };
    const all = Array.from({ length: 1200 }, (_, i) => grantOn('leaving', i));
    await ledger.append(facts.facts, [...all, grantOn('stays', 0)]).durable;
    await run(scheduler, 7 * DAY);
    expect(ledger.state.key('leaving')?.state).toBe('Destroyed');
    expect(ledger.state.grants.count('leaving')).toBe(0);
    expect([...ledger.state.all('grant')].map(({ keyId }) => keyId)).toEqual(['stays']);
    expect([...ledger.state.grants.retirableBy('AIDA1')]).toEqual(['stays-0']);
    const gone = (await events()).filter(({ operation }) => operation.startsWith('Delete'));
    expect(gone.map(({ operation }) => operation)).toEqual(['DeleteKey', 'DeleteGrants', 'DeleteGrants']);
    expect(gone.map(({ changes }) => changes.length)).toEqual([503, 500, 200]);
    expect(gone[1]).toMatchObject({ key: 'leaving', via: 'scheduler', reason: 'their key was destroyed' });
    // What a crash left in the middle goes at the next tick.
    await ledger.append(facts.facts, [grantOn('leaving', 9)]).durable;
    await scheduler.tick();
    expect(ledger.state.grants.count('leaving')).toBe(0);
  });

  it('never happens at the first look after a start', async () => {
    const scheduler = await setUp({
      ...leaving(),
      deletion: { date: now - 1, scheduledAt: 0, ranAt: -2 * DAY },
    });
    await scheduler.tick();
    expect(destroyed).toEqual([]);
    pass(60_000);
    await scheduler.tick();
    expect(destroyed).toEqual(['leaving/1']);
  });

  it('brings a practice key in use back, disabled, and destroys one that is not: superseded, closed, or its person gone', async () => {
    const doomed = (id: string, createdAt: number, owner = 'AIDA1'): KeyEntity => ({
      ...leaving(),
      id,
      createdAt,
      rotation: null,
      sandbox: { owner, name: 'guest-records' },
    });
    const scheduler = await setUp(
      doomed('before', 1),
      doomed('in-use', 2),
      doomed('closed', 3),
      doomed('left', 4, 'AIDA2'),
      key('real', { ...leaving(), id: 'real', rotation: null }),
    );
    await ledger.append(facts.facts, [
      put('principal', 'AIDA1', {
        id: 'AIDA1',
        kind: 'user',
        name: 'ada',
        policies: ['key-user'],
        createdAt: 1,
        passwordHash: null,
      }),
      put('policy', 'closed', { text: CLOSED_SANDBOX_POLICY }),
    ]).durable;
    await run(scheduler, 7 * DAY);
    const acts = (await events()).filter(({ operation }) => /KeyDeletion|DeleteKey/.test(operation));
    expect(acts.map(({ operation, key: id }) => [id, operation])).toEqual([
      ['before', 'DeleteKey'],
      ['in-use', 'CancelKeyDeletion'],
      ['closed', 'DeleteKey'],
      ['left', 'DeleteKey'],
      ['real', 'DeleteKey'],
    ]);
    expect(acts[1]).toMatchObject({
      via: 'scheduler',
      reason: expect.stringMatching(/^due on \d{4}-\d\d-\d\d, but its person still practises with it$/),
    });
    expect(ledger.state.key('in-use')).toMatchObject({ state: 'Disabled', deletion: null });
    expect([...ledger.state.scheduled]).toEqual([]);
  });

  it('is held when the clock was set forward: a day of running must have passed', async () => {
    const scheduler = await setUp(leaving());
    await scheduler.tick();
    now += 30 * DAY;
    await scheduler.tick();
    await run(scheduler, DAY - DAY / 48);
    expect(destroyed).toEqual([]);
    await run(scheduler, DAY / 24);
    expect(destroyed).toEqual(['leaving/1']);
  });

  it('that had waited long is held when the clock is set forward by more than a day, over a restart too', async () => {
    const scheduler = await setUp(leaving());
    await run(scheduler, 3 * DAY);
    now += 365 * DAY;
    await scheduler.tick();
    await scheduler.tick();
    expect((await events()).at(-1)).toMatchObject({
      operation: 'RecordRunningTime',
      reason: 'the clock moved by more than a day',
    });
    // A restart forgets nothing of it.
    const { state } = loadState(store, meta, { digest, mac });
    expect(state.doubtedAt()).toBe(3 * DAY);
    const running = new RunningTime(state.running(), { now, elapsed }, state.doubtedAt());
    desk = { ...desk, running };
    const again = start();
    await run(again, DAY - DAY / 24);
    expect(destroyed).toEqual([]);
    // The clock is put right: the day was not in vain, but its date is in the future again.
    now -= 365 * DAY;
    await run(again, 2 * DAY);
    expect(destroyed).toEqual([]);
    await run(again, 2 * DAY);
    expect(destroyed).toEqual(['leaving/1']);
    expect((await names()).filter((name) => name === 'DeleteKey')).toHaveLength(1);
  });

  it('writes down what ran about once an hour, so that a restart does not begin anew', async () => {
    const scheduler = await setUp(leaving());
    await run(scheduler, 5 * (DAY / 24));
    expect(await names()).toEqual(Array<string>(5).fill('RecordRunningTime'));
    expect(loadState(store, meta, { digest, mac }).state.running()).toBe(5 * (DAY / 24));
  });

  it('writes nothing down while no deletion is pending', async () => {
    const scheduler = await setUp(key('staying'));
    await run(scheduler, DAY);
    expect(await names()).toEqual([]);
  });
});
