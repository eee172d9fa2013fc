/** What a start makes of rows and counters that somebody with the database altered: each refuses its own object, and nothing else. */
import { createHash, createHmac } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { deskFacts } from '../../service/dispatch/testing/desk-facts.ts';
import { Ledger, type EventFacts } from '../../service/ledger/ledger.ts';
import { utf8 } from '../bytes.ts';
import { restoreEdge, TileEdge } from '../log/tiles.ts';
import { emptyContents, type MemoryStoreContents } from '../ports/memory-contents.ts';
import { memoryStore } from '../ports/memory-store.ts';
import type { RowChange, UsageDelta } from '../ports/store.ts';
import { put, remove, type Change } from './entities.ts';
import { loadState, NO_CHANGES } from './load.ts';
import { deskIdBytes } from './row-mac.ts';
import { State } from './state.ts';
import { DAY_MS } from './usage-view.ts';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const mac = (message: Uint8Array): Uint8Array => createHmac('sha256', 'k').update(message).digest();
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const { meta, desk } = deskFacts(sha256);

const alias = (name: string, keyId = 'k') => put('alias', name, { name, keyId, createdAt: 1, updatedAt: 1 });
const KEY = '11111111-2222-4333-8444-555555555555';

let contents: MemoryStoreContents;
let ledger: Ledger;

const tools = {
  deskId: deskIdBytes(meta.deskId),
  sha256,
  mac,
  reopen: () => Promise.reject(new Error('the batch did not follow')),
  onFailure: () => undefined,
  defer: (task: () => void) => void setImmediate(task),
};
const load = (): State => loadState(memoryStore(contents), meta, { digest, mac }).state;
const append = (changes: readonly Change[], facts: Partial<EventFacts> = {}): Promise<void> =>
  ledger.append({ ...desk.facts, ...facts }, changes).durable;

/** A ledger on what is stored now, as a start makes it. */
async function restart(): Promise<Ledger> {
  const store = memoryStore(contents);
  const { state, seal } = loadState(store, meta, { digest, mac });
  if (seal === null) throw new Error('nothing is stored');
  const { tiles } = await restoreEdge(
    sha256,
    seal.size,
    (level, at) => store.tile(level, at),
    await store.leafHashes(0, seal.size),
  );
  return new Ledger({ store, state, tiles, changeHead: seal.changeHead }, tools);
}

beforeEach(async () => {
  contents = emptyContents();
  const store = memoryStore(contents);
  await store.initialise(meta);
  ledger = new Ledger(
    { store, state: new State(), tiles: new TileEdge(sha256), changeHead: NO_CHANGES },
    tools,
  );
});

describe('a row that is refused', () => {
  const nameOf = (id: string): string => `alias\n${id}`;
  const rowOf = (id: string): RowChange => {
    const row = contents.rows.get(nameOf(id));
    if (row === undefined) throw new Error(`there is no ${id}`);
    return row;
  };
  const store = (row: RowChange): void => void contents.rows.set(nameOf(row.id), row);
  const altered = (
    { id, version: was }: RowChange,
    version = was,
    body = utf8('{"schema":2}'),
  ): RowChange => ({
    kind: 'alias',
    id,
    version,
    body,
    mac: new Uint8Array(32),
  });

  beforeEach(async () => {
    await append([alias('alias/a'), alias('alias/b'), alias('alias/gone')]);
    await append([alias('alias/a', 'other'), remove('alias', 'alias/gone')]);
  });

  it.each<[string, string, () => void, number]>([
    ['was altered', 'alias/a', () => store(altered(rowOf('alias/a'))), 3],
    ['is of a later version than the log knows', 'alias/a', () => store(altered(rowOf('alias/a'), 7)), 8],
    ['is of an earlier version', 'alias/a', () => store(altered(rowOf('alias/a'), 1)), 3],
    ['is missing', 'alias/a', () => void contents.rows.delete(nameOf('alias/a')), 3],
    ['was deleted by nobody', 'alias/a', () => store({ ...rowOf('alias/a'), version: 5, body: null }), 6],
    ['was made by nobody', 'alias/new', () => store(altered({ ...rowOf('alias/b'), id: 'alias/new' }, 4)), 5],
    ['is another text', 'alias/b', () => store(altered(rowOf('alias/b'), 1, Uint8Array.of(0xff))), 2],
  ])('because it %s gives its next change a version that is stored nowhere', async (_, id, alter, next) => {
    alter();
    ledger = await restart();
    expect([...ledger.state.quarantine.keys()]).toEqual([`alias/${id}`]);
    expect(ledger.state.alias(id)).toBeUndefined();
    expect(ledger.state.nextVersion('alias', id)).toBe(next);
    await append([alias(id)]);
    expect(load().quarantine.size).toBe(0);
  });

  it('is not one that was deleted, of whatever version its deletion now is', async () => {
    store({ kind: 'alias', id: 'alias/gone', version: 9, body: null });
    ledger = await restart();
    expect(ledger.state.quarantine.size).toBe(0);
    await append([alias('alias/gone')]);
    expect(load().alias('alias/gone')).toBeDefined();
  });
});

describe('a counter that no log can have', () => {
  const time = 3 * DAY_MS + 5;
  /** The stored counters of Encrypt, as the test alters them. */
  const alterEncrypt = (change: Partial<UsageDelta>): void => {
    for (const [name, row] of contents.usage)
      if (row.operation === 'Encrypt') contents.usage.set(name, { ...row, ...change });
  };
  beforeEach(async () => {
    await append([alias('alias/a')]);
    for (let i = 0; i < 3; i++)
      await append([], { operation: 'Encrypt', key: KEY, keyVersion: 1, principal: 'p', time: time + i });
    await append([], { operation: 'ListKeys', principal: 'q', time });
  });

  it('is none that was counted', () => {
    const state = load();
    expect(state.quarantine.size).toBe(0);
    expect(state.usage.encryptions(KEY, 1)).toBe(3);
  });

  it.each<[string, Partial<UsageDelta>]>([
    ['is negative', { count: -5_000_000_000 }],
    ['is nothing', { count: 0 }],
    ['is no integer', { count: 2.5 }],
    ['is beyond all numbers that can be counted to', { count: Number.MAX_SAFE_INTEGER }],
    ['names an event that is not in the log', { lastSequence: 5 }],
    ['names an event before the first', { lastSequence: -1 }],
    ['was last counted on another day', { lastTime: time - DAY_MS }],
    ['was last counted at no time', { lastTime: NaN }],
  ])('because it %s refuses its key, by name, and tells where to look', (_, change) => {
    alterEncrypt(change);
    const state = load();
    expect([...state.quarantine.keys()]).toEqual([`key/${KEY}`]);
    expect(state.quarantine.get(`key/${KEY}`)).toMatch(
      /^key 1111.+ has a counter that no log can have \(Encrypt by p: .+"keydesk verify-log"/,
    );
    expect(state.alias('alias/a')).toBeDefined();
  });

  it('of no key is told, and refuses nothing', () => {
    for (const [name, row] of contents.usage)
      if (row.operation === 'ListKeys') contents.usage.set(name, { ...row, count: -1 });
    const { quarantine } = load();
    expect([...quarantine]).toEqual([
      ['usage/ListKeys q', expect.stringMatching(/^the desk has a counter .+ListKeys by q: count -1/)],
    ]);
  });
});

it('knows a practice key by its mark, destroyed and with nothing but the mark in it too; an older body has none', async () => {
  const body = {
    id: KEY,
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
    origin: 'AWS_KMS',
    state: 'Enabled',
    description: '',
    createdAt: 1,
    createdBy: 'AIDA1',
    currentVersion: 1,
    tags: [],
    rotation: null,
    deletion: null,
    destroyedAt: null,
  } as const;
  const sandbox = { owner: 'AIDA1', name: 'night-exports' } as const;
  await append([put('key', KEY, { ...body, sandbox }), put('key', 'real', { ...body, id: 'real' })]);
  expect([...load().sandboxed]).toEqual([[KEY, sandbox]]);
  expect(load().key('real')).not.toHaveProperty('sandbox');
  await append([put('key', KEY, { ...body, sandbox, state: 'Destroyed', destroyedAt: 2 })]);
  expect([...load().sandboxed]).toEqual([[KEY, sandbox]]);
});
