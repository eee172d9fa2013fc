/** The epoch of a restored desk: its name, what it charges and holds, and what of a checkpoint of before it explains. */
import { createHash, createHmac } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { parseEvent } from '../../domain/audit/canonical-event.ts';
import type { AuditEvent } from '../../domain/audit/event.ts';
import { judgeDeletion, LEAST_RUNNING_MS } from '../../domain/keys/deletion-guard.ts';
import { logOrigin, parseOrigin } from '../../domain/log/checkpoint.ts';
import { TileEdge } from '../../domain/log/tiles.ts';
import { emptyContents } from '../../domain/ports/memory-contents.ts';
import { memoryStore } from '../../domain/ports/memory-store.ts';
import type { Store } from '../../domain/ports/store.ts';
import { put, type EpochEntity, type KeyVersionEntity } from '../../domain/state/entities.ts';
import { loadState, NO_CHANGES } from '../../domain/state/load.ts';
import { deskIdBytes, type Mac } from '../../domain/state/row-mac.ts';
import { State } from '../../domain/state/state.ts';
import { deskFacts } from '../dispatch/testing/desk-facts.ts';
import { Ledger } from '../ledger/ledger.ts';
import type { Desk } from '../operation.ts';
import { jumpAfter, ROTATE_AT } from '../operations/encryption/nonce-budget.ts';
import { Epochs } from '../verify-epochs.ts';
import { beginEpoch, epochAfter, type EpochFrom } from './epoch.ts';

const HOUR = 3_600_000;
const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const mac: Mac = (message) => createHmac('sha256', 'k').update(message).digest();
const { meta, desk: facts } = deskFacts(sha256);
const desk: Desk = { ...facts };
const RESTORED = {
  restore: 'one',
  restoredAt: 1_796_071_021_500,
  backupAt: 1_796_071_021_500 - HOUR,
  backup: { directory: '/backups/one', bytes: 7_000 },
};

let store: Store;
let ledger: Ledger;

const version = (number: number, createdAt: number) =>
  put('keyVersion', `k/${number}`, { keyId: 'k', number, createdAt } as unknown as KeyVersionEntity); // the other members are not looked at
const from = (over: Partial<EpochFrom> = {}): EpochFrom => ({
  restored: RESTORED,
  state: ledger.state,
  size: ledger.committed.size,
  checkpoint: null,
  now: RESTORED.restoredAt,
  ran: 5 * HOUR,
  ...over,
});
const begin = async (over: Partial<EpochFrom> = {}): Promise<EpochEntity> => {
  const epoch = epochAfter(from(over));
  if (epoch === null) throw new Error('it was begun before');
  await beginEpoch(ledger, desk, epoch);
  return epoch;
};
const events = async (): Promise<readonly AuditEvent[]> =>
  (await store.search({ limit: 50 })).leaves.map(({ bytes }) => parseEvent(bytes)).toReversed();

beforeEach(async () => {
  store = memoryStore(emptyContents());
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
  const session = { id: 's', principalId: 'p', createdAt: 0, expiresAt: 1, address: '', agent: '' };
  await ledger.append(facts.facts, [version(1, 10), put('session', 's', session)]).durable;
});

describe('an epoch', () => {
  it('is numbered above all before it, also where one backup is restored twice', async () => {
    const first = await begin();
    expect(first.number).toBe(1_796_071_021);
    expect(epochAfter(from())).toBeNull();
    // Within the same second, and with a clock that was set back.
    for (const [restore, restoredAt] of [
      ['two', RESTORED.restoredAt],
      ['three', 7_000],
    ] as const) {
      const before = ledger.state.epochs.at(-1)?.number ?? 0;
      expect((await begin({ restored: { ...RESTORED, restore, restoredAt } })).number).toBe(before + 1);
    }
    expect(ledger.state.epochs.map(({ restore }) => restore)).toEqual(['one', 'two', 'three']);
  });

  it('is one event of the desk that changes its row, and ends what a backup brings back', async () => {
    await begin();
    const [, began, ended, ...more] = await events();
    expect(more).toEqual([]);
    expect(began).toMatchObject({
      sequence: 1,
      operation: 'BeginLogEpoch',
      via: 'desk',
      changes: [
        { kind: 'epoch', id: '1796071021' },
        { kind: 'backup', id: 'desk' },
      ],
    });
    expect(Object.fromEntries(began?.parameters ?? [])).toMatchObject({
      BackupTime: new Date(RESTORED.backupAt).toISOString(),
      EncryptionsJump: String(3_601 * 65_536),
    });
    expect(ended).toMatchObject({ operation: 'EndSessions', changes: [{ kind: 'session', digest: null }] });
    expect(ledger.state.count('session')).toBe(0);
  });

  it('counts the backup that it came from as the last one: no copy knows of itself', async () => {
    expect(ledger.state.backup()).toBeUndefined();
    await begin();
    expect(ledger.state.backup()).toEqual({
      directory: '/backups/one',
      at: RESTORED.backupAt,
      events: 1,
      bytes: 7_000,
    });
  });

  it('is the same when it is loaded anew, budgets too', async () => {
    await begin();
    const { state } = loadState(store, meta, {
      digest: (text) => createHash('sha256').update(text).digest('hex'),
      mac,
    });
    expect(state.epochs).toEqual(ledger.state.epochs);
    expect(state.encryptions('k', 1)).toBe(3_601 * 65_536);
  });
});

describe('what nobody knows any more', () => {
  it('is charged to the versions that were current then, with the most that it can be', async () => {
    await ledger.append(facts.facts, [version(2, 20)]).durable;
    const { jump } = await begin();
    await ledger.append(facts.facts, [version(3, RESTORED.restoredAt + 5)]).durable;
    const { state } = ledger;
    expect([1, 2, 3].map((number) => state.encryptions('k', number))).toEqual([0, jump, 0]);
    // The next restore charges the version that is current by then, and the one before it no more.
    const second = await begin({
      restored: { ...RESTORED, restore: 'two' },
      now: RESTORED.restoredAt + HOUR,
    });
    expect([1, 2, 3].map((number) => state.encryptions('k', number))).toEqual([0, jump, second.jump]);
    expect(state.mostEncryptions()).toBe(Math.max(jump, second.jump));
  });

  it('charges versions that a clock of before made in the future', async () => {
    await ledger.append(facts.facts, [version(2, RESTORED.restoredAt + 900 * HOUR)]).durable;
    const { jump } = await begin();
    expect(ledger.state.encryptions('k', 2)).toBe(jump);
  });

  it.each([
    [0, 65_536],
    [999, 65_536],
    [HOUR, 3_601 * 65_536],
    [9 * HOUR, 32_401 * 65_536],
    [10 * HOUR, ROTATE_AT],
    [1e12, ROTATE_AT],
    [-1, ROTATE_AT],
  ])('after %i ms comes to %i encryptions', (elapsed, most) => {
    expect(jumpAfter(elapsed)).toBe(most);
  });

  it('lets the scheduler find a key that was never used, once half of its budget is charged', async () => {
    await ledger.append(facts.facts, [put('key', 'k', { id: 'k' } as never)]).durable;
    expect([...ledger.state.used(ROTATE_AT)]).toEqual([]);
    await begin({ restored: { ...RESTORED, backupAt: RESTORED.backupAt - 10 * HOUR } });
    expect([...ledger.state.used(ROTATE_AT)]).toEqual(['k']);
  });

  it('makes a deletion of before wait for another day of running', async () => {
    await begin({ ran: 5 * HOUR });
    const deletion = { date: 0, scheduledAt: 0, ranAt: 0 };
    // As a start gives it to the running time.
    const { restoredAt } = ledger.state;
    expect(judgeDeletion(deletion, 1, 5 * HOUR + LEAST_RUNNING_MS - 1, restoredAt)).toBe('held');
    expect(judgeDeletion(deletion, 1, 5 * HOUR + LEAST_RUNNING_MS, restoredAt)).toBe('due');
    expect(new State().restoredAt).toBe(-Infinity);
  });
});

describe('a checkpoint of before a restore', () => {
  it('is compared up to the backup, and beyond it told as lost', async () => {
    const { number } = await begin();
    const epochs = new Epochs();
    for (const event of await events()) epochs.see(event);
    expect(epochs.newest).toBe(number);
    expect(epochs.lost(0, 1)).toBeNull();
    expect(epochs.lost(number, 500)).toBeNull();
    expect(epochs.lost(0, 4)).toMatch(
      /of these, 3 events were recorded after that backup and are lost with it/,
    );
    expect(epochs.lost(number - 7, 1)).toMatch(/of a time after another restore/);
    expect(epochs.notes()).toEqual([expect.stringContaining('with event 1: the desk was restored from it')]);
  });

  it('is no matter of somebody who calls an event by that name', async () => {
    await ledger.append({ ...facts.facts, operation: 'BeginLogEpoch', via: 'sdk' }, []).durable;
    const epochs = new Epochs();
    for (const event of await events()) epochs.see(event);
    expect(epochs.newest).toBe(0);
  });
});

describe('the name of a log', () => {
  it('is read back, and nothing else is', () => {
    expect(parseOrigin(logOrigin('6f1c3c1e-54ad-4b5e-9d1c-0d2a8f1b7e10', 1_796_071_021))).toEqual({
      deskId: '6f1c3c1e-54ad-4b5e-9d1c-0d2a8f1b7e10',
      epoch: 1_796_071_021,
    });
    for (const text of [
      '',
      'keydesk/x/0',
      'keydesk/x/1/0',
      'keydesk/x/0/01',
      'keydesk/x/0/-1',
      'keydesk/x/0/1 ',
      'other/x/0/1',
    ])
      expect(parseOrigin(text)).toBeNull();
  });
});
