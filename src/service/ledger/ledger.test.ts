/** Group commit, order, chain and the fate of a failed commit: each injected as "failed" and as "failed but persisted". */
import { createHash, createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toHex } from '../../domain/bytes.ts';
import { parseEvent } from '../../domain/audit/canonical-event.ts';
import { restoreEdge, TileEdge } from '../../domain/log/tiles.ts';
import { memoryStore } from '../../domain/ports/memory-store.ts';
import type { Batch, DeskMeta, Store } from '../../domain/ports/store.ts';
import { put, remove } from '../../domain/state/entities.ts';
import { loadState, LoadError, NO_CHANGES } from '../../domain/state/load.ts';
import { deskIdBytes, type Mac } from '../../domain/state/row-mac.ts';
import { State } from '../../domain/state/state.ts';
import {
  Ledger,
  NotRecordedError,
  OutcomeUnknownError,
  PATIENCE_MS,
  type EventFacts,
  type LedgerBase,
} from './ledger.ts';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const mac: Mac = (message) => createHmac('sha256', 'test key').update(message).digest();
const meta: DeskMeta = {
  deskId: '7f1de0c4-9d1b-4f7a-8c55-0a2b3c4d5e6f',
  accountId: '000000000000',
  region: 'us-east-1',
  createdAt: 0,
  logOrigin: 'keydesk/x/0/0',
  logPublicKey: '',
};

let number = 0;
const facts = (over: Partial<EventFacts> = {}): EventFacts => ({
  time: 1_700_000_000_000,
  salt: (number++).toString(16).padStart(32, '0'),
  operation: 'Decrypt',
  class: 'data',
  via: 'sdk',
  principal: 'arn:aws:iam::000000000000:role/a',
  principalId: 'AROA',
  credential: null,
  source: '127.0.0.1',
  agent: '',
  request: `r-${number}`,
  key: null,
  keyVersion: null,
  context: null,
  outcome: 'allowed',
  error: null,
  decidedBy: [],
  reason: null,
  envelope: null,
  duration: 1,
  approval: null,
  parameters: [],
  extensions: [],
  ...over,
});

const alias = (name: string, keyId = 'k') => put('alias', name, { name, keyId, createdAt: 1, updatedAt: 1 });

async function openBase(store: Store): Promise<LedgerBase> {
  const { state, seal } = loadState(store, meta, { digest, mac });
  if (seal === null) return { store, state, tiles: new TileEdge(sha256), changeHead: NO_CHANGES };
  const tail = await store.leafHashes(seal.size - (seal.size % 256), seal.size);
  const { tiles } = await restoreEdge(sha256, seal.size, (level, at) => store.tile(level, at), tail);
  expect(toHex(tiles.root())).toBe(toHex(seal.root));
  return {
    store,
    state,
    tiles,
    changeHead: toHex(seal.changeHead) === toHex(NO_CHANGES) ? NO_CHANGES : seal.changeHead,
  };
}

interface Fault {
  /** What the next commit does: `fail` before, or after persisting. Undefined: nothing. */
  next: 'failed' | 'persisted' | undefined;
  batches: Batch[];
  hold: Promise<void> | undefined;
}

function faulty(store: Store, fault: Fault): Store {
  return new Proxy(store, {
    get(target, name) {
      if (name !== 'commit') {
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value; // methods keep their owner
      }
      return async (batch: Batch) => {
        await fault.hold;
        const { next } = fault;
        fault.next = undefined;
        if (next === 'failed') throw new Error('disk');
        await target.commit(batch);
        fault.batches.push(batch);
        if (next === 'persisted') throw new Error('disk, but it was written');
      };
    },
  });
}

let store: Store;
let fault: Fault;
let ledger: Ledger;
let failures: unknown[];
let reopen: (failed: Store) => Promise<LedgerBase>;
let reloaded: number;

beforeEach(async () => {
  store = memoryStore();
  await store.initialise(meta);
  fault = { next: undefined, batches: [], hold: undefined };
  failures = [];
  reloaded = 0;
  reopen = () => openBase(faulty(store, fault));
  ledger = new Ledger(await openBase(faulty(store, fault)), {
    deskId: deskIdBytes(meta.deskId),
    sha256,
    mac,
    reopen: (failed) => reopen(failed),
    onReloaded: () => reloaded++,
    onFailure: (error) => failures.push(error),
    defer: (task) => setImmediate(task),
  });
});

describe('append', () => {
  it('applies a change at once and makes it durable with its event', async () => {
    const appended = ledger.append(facts({ operation: 'CreateAlias' }), [alias('alias/a')]);
    expect(ledger.state.alias('alias/a')?.keyId).toBe('k');
    expect(appended.sequence).toBe(0);
    await appended.durable;
    const [row] = [...store.rows()];
    expect(row).toMatchObject({ kind: 'alias', id: 'alias/a', version: 1 });
    const event = parseEvent((await store.leaf(0))!);
    expect(event.changes).toEqual([
      { kind: 'alias', id: 'alias/a', version: 1, digest: toHex(sha256(row!.body)) },
    ]);
    expect(event.previousChange).toBeNull();
  });

  it('commits what came in one turn as one batch, in order', async () => {
    const all = Array.from({ length: 20 }, () => ledger.append(facts(), []));
    expect(all.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    await Promise.all(all.map(({ durable }) => durable));
    expect(fault.batches.length).toBe(1);
  });

  it('chains the events that change something, past those that do not', async () => {
    ledger.append(facts(), [alias('alias/a')]);
    ledger.append(facts(), []);
    await ledger.append(facts(), [alias('alias/b')]).durable;
    const [first, , third] = await Promise.all(
      [0, 1, 2].map(async (at) => parseEvent((await store.leaf(at))!)),
    );
    expect(first!.previousChange).toBeNull();
    expect(third!.previousChange).toBe(toHex(await store.leafHashes(0, 1)));
  });

  it('never uses a row version twice, not after a deletion and a reload', async () => {
    ledger.append(facts(), [alias('alias/a')]);
    await ledger.append(facts(), [remove('alias', 'alias/a')]).durable;
    const again = await openBase(store);
    expect(again.state.alias('alias/a')).toBeUndefined();
    expect(again.state.nextVersion('alias', 'alias/a')).toBe(3);
  });

  it('changes nothing for an event that cannot be written', async () => {
    expect(() => ledger.append(facts({ agent: '\ud800' }), [alias('alias/a')])).toThrow(RangeError);
    expect(ledger.state.alias('alias/a')).toBeUndefined();
    await ledger.append(facts(), []).durable;
    expect([...store.rows()]).toEqual([]);
    expect(parseEvent((await store.leaf(0))!).sequence).toBe(0);
  });

  it('gives two changes of one object in one event two versions', async () => {
    await ledger.append(facts(), [alias('alias/a'), alias('alias/a', 'other')]).durable;
    const { changes } = parseEvent((await store.leaf(0))!);
    expect(changes.map(({ version }) => version)).toEqual([1, 2]);
    expect((await openBase(store)).state.alias('alias/a')?.keyId).toBe('other');
  });

  it('answers nobody before the commit: with the commit held, durable waits', async () => {
    let release!: () => void;
    fault.hold = new Promise((done) => (release = done));
    let answered = false;
    const durable = ledger.append(facts(), []).durable.then(() => (answered = true));
    await new Promise((done) => setImmediate(() => setImmediate(done)));
    expect(answered).toBe(false);
    expect(ledger.committed.size).toBe(0);
    release();
    await durable;
    expect(ledger.committed.size).toBe(1);
  });
});

describe('a failed commit', () => {
  it('that was not written: callers are refused, the change is gone, and work goes on', async () => {
    await ledger.append(facts(), [alias('alias/kept')]).durable;
    fault.next = 'failed';
    const lost = ledger.append(facts(), [alias('alias/lost')]);
    await expect(lost.durable).rejects.toBeInstanceOf(NotRecordedError);
    await ledger.whenWritable();
    expect(failures.length).toBe(1);
    expect(ledger.state.alias('alias/lost')).toBeUndefined();
    expect(ledger.state.alias('alias/kept')).toBeDefined();
    const next = ledger.append(facts(), [alias('alias/next')]);
    expect(next.sequence).toBe(1);
    await next.durable;
  });

  it('that was written all the same: callers are told so, and nothing is done twice', async () => {
    fault.next = 'persisted';
    const kept = ledger.append(facts(), [alias('alias/kept')]);
    await expect(kept.durable).resolves.toBeUndefined();
    expect(ledger.state.alias('alias/kept')).toBeDefined();
    expect(ledger.append(facts(), []).sequence).toBe(1);
    await ledger.settled();
    expect((await openBase(store)).tiles.size).toBe(2);
  });

  it('refuses new events while it looks, and those that queued behind', async () => {
    let release!: () => void;
    fault.hold = new Promise((done) => (release = done));
    fault.next = 'failed';
    const first = ledger.append(facts(), []);
    await new Promise((done) => setImmediate(done));
    const behind = ledger.append(facts(), [alias('alias/behind')]);
    release();
    await expect(first.durable).rejects.toBeInstanceOf(NotRecordedError);
    await expect(behind.durable).rejects.toBeInstanceOf(NotRecordedError);
    expect(ledger.state.alias('alias/behind')).toBeUndefined();
  });
});

describe('a store that cannot be opened anew', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => vi.useRealTimers());
  /** Resolves with what the caller of a commit that fails is told. */
  const failOne = (next: 'failed' | 'persisted'): Promise<unknown> => {
    fault.next = next;
    return ledger.append(facts(), [alias('alias/a')]).durable.then(
      () => 'recorded',
      (error: unknown) => error,
    );
  };

  it.each(['failed', 'persisted'] as const)(
    'keeps nobody waiting: after a while they are told that nobody knows yet, then the log says it (%s)',
    async (next) => {
      const back = Promise.withResolvers<void>();
      reopen = async () => {
        await back.promise;
        return openBase(faulty(store, fault));
      };
      const told = failOne(next);
      let answered = false;
      void told.then(() => (answered = true));
      while (ledger.writable) await new Promise((done) => setImmediate(done));
      await vi.advanceTimersByTimeAsync(PATIENCE_MS - 1);
      expect(answered).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      expect(await told).toBeInstanceOf(OutcomeUnknownError);
      expect(ledger.writable).toBe(false);
      expect(() => ledger.append(facts(), [])).toThrow(NotRecordedError);
      back.resolve();
      await ledger.whenWritable();
      expect(ledger.state.alias('alias/a') !== undefined).toBe(next === 'persisted');
      expect(ledger.committed.size).toBe(next === 'persisted' ? 1 : 0);
    },
  );

  it('for writing is not taken for one that can: callers learn at once what is true, and nothing new is taken until it can', async () => {
    await store.saveCheckpoint({ size: 0, time: 0, note: 'n' });
    let full = true;
    let opened = 0;
    reopen = async () => {
      opened++;
      const saveCheckpoint: Store['saveCheckpoint'] = (checkpoint) =>
        full ? Promise.reject(new Error('still full')) : store.saveCheckpoint(checkpoint);
      if (opened === 3) full = false;
      return openBase({ ...faulty(store, fault), saveCheckpoint });
    };
    const told = failOne('failed').then((what) => {
      expect(ledger.writable).toBe(false);
      return what;
    });
    expect(await told).toBeInstanceOf(NotRecordedError);
    await ledger.whenWritable();
    expect([opened, failures.length]).toEqual([3, 3]);
    expect(store.latestCheckpoint()).toEqual({ size: 0, time: 0, note: 'n' });
    await ledger.append(facts(), []).durable;
  });

  it('because the desk stops tells those who wait that nobody knows', async () => {
    reopen = () => Promise.reject(new Error('stopping'));
    expect(await failOne('failed')).toBeInstanceOf(OutcomeUnknownError);
    await expect(ledger.whenWritable()).rejects.toThrow('stopping');
  });

  it('and fails again before it said what is true is opened once more', async () => {
    const seen: Store[] = [];
    reopen = async (failed) => {
      seen.push(failed);
      const base = await openBase(faulty(store, fault));
      if (seen.length > 1) return base;
      return { ...base, store: { ...store, leafHashes: () => Promise.reject(new Error('disk again')) } };
    };
    expect(await failOne('persisted')).toBe('recorded');
    await ledger.whenWritable();
    expect(seen).toHaveLength(2);
    expect(failures).toHaveLength(2);
  });
});

describe('a store that fails outside a commit', () => {
  it('is opened anew at once, once, and what was cached of the state is dropped', async () => {
    await ledger.append(facts(), [alias('alias/kept')]).durable;
    const before = ledger.state;
    ledger.storeFailed(new Error('a checkpoint was not written'));
    ledger.storeFailed(new Error('the same, seen by another'));
    expect(ledger.writable).toBe(false);
    await ledger.whenWritable();
    expect([failures.length, reloaded]).toEqual([1, 1]);
    expect(ledger.state).not.toBe(before);
    expect(ledger.state.alias('alias/kept')).toBeDefined();
    await ledger.append(facts(), []).durable;
  });

  it.each(['failed', 'persisted', undefined] as const)(
    'while a commit is under way: its callers learn what is true (%s)',
    async (next) => {
      let release!: () => void;
      fault.hold = new Promise((done) => (release = done));
      fault.next = next;
      const close = async (): Promise<void> => {
        release(); // a store is closed only when its writes are through
        await new Promise((done) => setImmediate(done));
      };
      reopen = async () => {
        await close();
        return openBase(faulty(store, fault));
      };
      const appended = ledger.append(facts(), [alias('alias/a')]).durable;
      await new Promise((done) => setImmediate(done));
      ledger.storeFailed(new Error('a thread ended'));
      if (next === 'failed') await expect(appended).rejects.toBeInstanceOf(NotRecordedError);
      else await appended;
      await ledger.whenWritable();
      expect(ledger.state.alias('alias/a') !== undefined).toBe(next !== 'failed');
      expect(ledger.committed.size).toBe(next === 'failed' ? 0 : 1);
      expect(failures).toHaveLength(1);
      await ledger.append(facts(), []).durable;
    },
  );
});

describe('load', () => {
  const tampered = async (change: (batch: Batch) => Batch): Promise<Store> => {
    await ledger.append(facts(), [alias('alias/a'), alias('alias/b')]).durable;
    await ledger.append(facts(), [alias('alias/a', 'other')]).durable;
    const copy = memoryStore();
    await copy.initialise(meta);
    for (const batch of fault.batches) await copy.commit(change(batch));
    return copy;
  };

  it('puts in quarantine an old row that was put back, and names it', async () => {
    const old = new Map<string, Batch['rows'][number]>();
    const copy = await tampered((batch) => ({
      ...batch,
      rows: batch.rows.flatMap((row) => {
        if (row.id !== 'alias/a') return [row];
        if (old.has(row.id)) return [];
        old.set(row.id, row);
        return [row];
      }),
    }));
    const { state } = loadState(copy, meta, { digest, mac });
    expect([...state.quarantine.keys()]).toEqual(['alias/alias/a']);
    expect(state.quarantine.get('alias/alias/a')).toMatch(/version 1 was put back over version 2/);
    expect(state.alias('alias/a')).toBeUndefined();
    expect(state.alias('alias/b')).toBeDefined();
  });

  it('puts in quarantine a forged row and a missing one', async () => {
    const forged = await tampered((batch) => ({
      ...batch,
      rows: batch.rows.map((row) =>
        row.id === 'alias/b' && row.body !== null
          ? { ...row, body: Uint8Array.from(row.body, (byte, i) => (i === 20 ? byte ^ 1 : byte)) }
          : row,
      ),
    }));
    expect([...loadState(forged, meta, { digest, mac }).state.quarantine.keys()]).toEqual(['alias/alias/b']);
  });

  it('refuses a store whose seal is not the desk’s, and one whose change was hidden', async () => {
    const copy = await tampered((batch) => ({
      ...batch,
      leaves: batch.leaves.map((leaf) => (leaf.sequence === 1 ? { ...leaf, hasChanges: false } : leaf)),
    }));
    expect(() => loadState(copy, meta, { digest, mac })).toThrow(LoadError);
    const other: Mac = (message) => createHmac('sha256', 'another key').update(message).digest();
    expect(() => loadState(store, meta, { digest, mac: other })).toThrow(/seal/);
  });
});

it('starts from nothing', () => {
  expect(new State().nextVersion('key', 'x')).toBe(1);
});
