/**
 * The Store in memory: the reference that the suite is read against, and what tests of the rules run on. It promises what the port
 * promises but durability: what is committed lives as long as its `MemoryStoreContents`.
 */
import {
  COUNTED_TO,
  NOT_UTF8,
  StoreError,
  type Batch,
  type DeskMeta,
  type EventQuery,
  type LeafRecord,
  type MinuteDelta,
  type RowChange,
  type Seal,
  type Store,
  type StoredCheckpoint,
  type UsageDelta,
} from './store.ts';
import { concat } from '../bytes.ts';

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text that stands for stored bytes: see `StoredBody`. */
export function textOf(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return NOT_UTF8;
  }
}

/** What outlives a closed memory store: hand it to `memoryStore` again to reopen. Tests may tamper with it. */
export interface MemoryStoreContents {
  meta: DeskMeta | null;
  seal: Seal | null;
  checkpoint: StoredCheckpoint | null;
  /** By kind and id; deleted ones stay, so that no version is used twice. */
  readonly rows: Map<string, RowChange>;
  readonly leaves: LeafRecord[];
  readonly tiles: Map<string, Uint8Array>;
  readonly usage: Map<string, UsageDelta>;
  readonly minutes: Map<string, MinuteDelta>;
}

export const emptyContents = (): MemoryStoreContents => ({
  meta: null,
  seal: null,
  checkpoint: null,
  rows: new Map(),
  leaves: [],
  tiles: new Map(),
  usage: new Map(),
  minutes: new Map(),
});

const copySeal = (seal: Seal): Seal => ({
  ...seal,
  root: seal.root.slice(),
  changeHead: seal.changeHead.slice(),
  mac: seal.mac.slice(),
});
const copyLeaf = (leaf: LeafRecord): LeafRecord => ({
  ...leaf,
  hash: leaf.hash.slice(),
  bytes: leaf.bytes.slice(),
});
const copyRow = <T extends RowChange>(row: T): T =>
  row.body === null ? { ...row } : { ...row, body: row.body.slice(), mac: row.mac.slice() };

const rowName = (row: RowChange): string => `${row.kind}\n${row.id}`;
const tileName = (level: number, number: number): string => `${level}/${number}`;
const usageName = (u: UsageDelta): string =>
  [u.key, u.version, u.principal, u.operation, u.outcome, u.day].join('\n');
const minuteName = (m: MinuteDelta): string => [m.minute, m.outcome, m.operation, m.principal].join('\n');

/** Throws CONFLICT unless the batch follows the contents: see `Store.commit`. */
function checkFollows(contents: MemoryStoreContents, batch: Batch): void {
  batch.leaves.forEach((leaf, i) => {
    const expected = contents.leaves.length + i;
    if (leaf.sequence !== expected)
      throw new StoreError('CONFLICT', `Leaf ${leaf.sequence} does not follow: the next is ${expected}.`);
  });
  const versions = new Map<string, number>();
  for (const row of batch.rows) {
    const name = rowName(row);
    const stored = versions.get(name) ?? contents.rows.get(name)?.version ?? 0;
    if (!(row.version > stored))
      throw new StoreError(
        'CONFLICT',
        `Version ${row.version} of ${row.kind} ${row.id} does not follow version ${stored}.`,
      );
    versions.set(name, row.version);
  }
}

function apply(contents: MemoryStoreContents, batch: Batch): void {
  for (const row of batch.rows) contents.rows.set(rowName(row), copyRow(row));
  for (const leaf of batch.leaves) contents.leaves.push(copyLeaf(leaf));
  for (const tile of batch.tiles) contents.tiles.set(tileName(tile.level, tile.number), tile.hashes.slice());
  for (const delta of batch.usage) {
    const before = contents.usage.get(usageName(delta));
    const newest = before !== undefined && before.lastSequence >= delta.lastSequence ? before : delta;
    contents.usage.set(usageName(delta), { ...newest, count: (before?.count ?? 0) + delta.count });
  }
  for (const delta of batch.minutes) {
    const before = contents.minutes.get(minuteName(delta))?.count ?? 0;
    contents.minutes.set(minuteName(delta), { ...delta, count: before + delta.count });
  }
  contents.seal = copySeal(batch.seal);
}

/** Whether a leaf matches the query, its cursor and limit aside. The meaning of every filter. */
export function matches(query: EventQuery, leaf: LeafRecord): boolean {
  return (
    (query.key === undefined || leaf.key === query.key) &&
    (query.principal === undefined || leaf.principal === query.principal) &&
    (query.operation === undefined || leaf.operation === query.operation) &&
    (query.outcome === undefined || leaf.outcome === query.outcome) &&
    (query.classes === undefined || query.classes.some((each) => each === leaf.class)) &&
    (query.request === undefined || leaf.request === query.request) &&
    (query.since === undefined || leaf.time >= query.since) &&
    (query.until === undefined || leaf.time < query.until)
  );
}

/** Throws RangeError unless it is an integer of at least `least`. Every adapter checks its arguments with it. */
export function checkInteger(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least)
    throw new RangeError(`${name} must be an integer of at least ${least}, not ${value}`);
}

/** Throws RangeError for a query that makes no sense: see `EventQuery`. */
export function checkQuery({ limit, classes }: EventQuery): void {
  checkInteger('limit', limit, 1);
  if (classes !== undefined) checkInteger('the number of classes', classes.length, 1);
}

/** A store over `contents` (a new, empty one by default). One at a time over the same contents. */
export function memoryStore(contents: MemoryStoreContents = emptyContents()): Store {
  let state: 'open' | 'failed' | 'closed' = 'open';
  const readable = (): void => {
    if (state === 'closed') throw new StoreError('CLOSED', 'The store is closed.');
  };
  /** Runs a write; if it throws, every later one is refused, as the port says. */
  const write = (work: () => void): void => {
    readable();
    if (state === 'failed')
      throw new StoreError('FAILED', 'An earlier write failed: the store must be opened anew.');
    try {
      work();
    } catch (error) {
      state = 'failed';
      throw error;
    }
  };

  return {
    meta: () => (readable(), contents.meta),
    initialise: async (meta) =>
      write(() => {
        if (contents.meta !== null) throw new StoreError('CONFLICT', 'The store is already initialised.');
        contents.meta = { ...meta };
      }),
    seal: () => (readable(), contents.seal === null ? null : copySeal(contents.seal)),
    rows: () => {
      readable();
      return [...contents.rows.values()].flatMap((row) => (row.body === null ? [] : [copyRow(row)]));
    },
    bodies: () => {
      readable();
      return [...contents.rows.values()].map(({ kind, id, version, body }) => ({
        kind,
        id,
        version,
        text: body === null ? null : textOf(body),
      }));
    },
    rowCount: () => {
      readable();
      let count = 0;
      for (const row of contents.rows.values()) if (row.body !== null) count++;
      return count;
    },
    changeLeaves: () => {
      readable();
      return contents.leaves
        .filter((leaf) => leaf.hasChanges)
        .map((leaf) => ({ sequence: leaf.sequence, text: textOf(leaf.bytes) }));
    },
    usage: () => (readable(), [...contents.usage.values()]),
    latestCheckpoint: () => (readable(), contents.checkpoint),

    commit: async (batch) =>
      write(() => {
        checkFollows(contents, batch);
        apply(contents, batch);
      }),
    saveCheckpoint: async (checkpoint) =>
      write(() => {
        const latest = contents.checkpoint?.size ?? 0;
        if (checkpoint.size < latest)
          throw new StoreError(
            'CONFLICT',
            `A checkpoint of size ${checkpoint.size} cannot follow one of ${latest}.`,
          );
        contents.checkpoint = { ...checkpoint };
      }),

    leafHashes: async (from, to) => {
      readable();
      checkInteger('from', from, 0);
      checkInteger('to', to, from);
      return concat(...contents.leaves.slice(from, to).map((leaf) => leaf.hash));
    },
    tile: async (level, number) => (readable(), contents.tiles.get(tileName(level, number))?.slice() ?? null),
    leaf: async (sequence) => (readable(), contents.leaves[sequence]?.bytes.slice() ?? null),
    search: async (query) => {
      readable();
      checkQuery(query);
      const found = contents.leaves.filter((leaf) => matches(query, leaf));
      const page = found.filter((leaf) => leaf.sequence < (query.before ?? Infinity)).toReversed();
      return {
        leaves: page
          .slice(0, query.limit)
          .map(({ sequence, hash, bytes }) => ({ sequence, hash: hash.slice(), bytes: bytes.slice() })),
        total: found.length > COUNTED_TO ? null : found.length,
        size: contents.leaves.length,
      };
    },
    minutes: async (from, to) => {
      readable();
      return [...contents.minutes.values()]
        .filter((m) => m.minute >= from && m.minute < to)
        .sort((a, b) => a.minute - b.minute);
    },
    close: async () => {
      state = 'closed';
    },
  };
}
