/**
 * The Store in memory: the reference that the suite is read against, what tests of the rules run on, and what an adapter is made of
 * that holds everything and writes it down elsewhere. By itself it promises all but durability: what is committed lives as long as
 * its `MemoryStoreContents`.
 */
import {
  NOT_UTF8,
  PAGE_BYTES,
  StoreError,
  type Batch,
  type DeskMeta,
  type EventSearch,
  type LeafRecord,
  type Looked,
  type Store,
  type StoredCheckpoint,
  type StoredLeaf,
} from './store.ts';
import {
  apply,
  checkFollows,
  copyRow,
  copySeal,
  emptyContents,
  tileName,
  type MemoryStoreContents,
} from './memory-contents.ts';
import { checkQuery, matches, matchesColumns } from '../audit/event-query.ts';
import { asksClass, rollsUp, Summing } from '../audit/summary.ts';
import { concat } from '../bytes.ts';
import { MINUTE_MS } from '../state/usage-view.ts';

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text that stands for stored bytes: see `StoredBody`. */
export function textOf(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return NOT_UTF8;
  }
}

/** Throws RangeError unless it is an integer of at least `least`. Every adapter checks its arguments with it. */
export function checkInteger(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least)
    throw new RangeError(`${name} must be an integer of at least ${least}, not ${value}`);
}

/** Throws RangeError for a search that makes no sense: see `EventSearch`. */
export function checkSearch({ limit, most, enough, before, ...query }: EventSearch): void {
  checkInteger('limit', limit, 0);
  if (most !== undefined) checkInteger('most', most, 1);
  if (enough !== undefined) checkInteger('enough', enough, 0);
  if (before !== undefined) checkInteger('before', before, 0);
  checkQuery(query);
}

const copyStored = ({ sequence, hash, bytes }: LeafRecord): StoredLeaf => ({
  sequence,
  hash: hash.slice(),
  bytes: bytes.slice(),
});

/** As many of them, in their order, as make a page: see `PAGE_BYTES`. */
function pageOf(leaves: readonly LeafRecord[], limit: number): readonly LeafRecord[] {
  let bytes = 0;
  let count = 0;
  while (count < Math.min(limit, leaves.length) && bytes < PAGE_BYTES)
    bytes += leaves[count++]?.bytes.length ?? 0;
  return leaves.slice(0, count);
}

/** What a search looks at: the newest `most` below the cursor. */
function lookedAt(
  leaves: readonly LeafRecord[],
  { before = Infinity, most = Infinity }: Pick<EventSearch, 'before' | 'most'>,
): Looked & { readonly part: readonly LeafRecord[] } {
  const to = Math.min(before, leaves.length);
  const from = Math.max(0, to - most);
  const part = leaves.slice(from, to);
  return {
    part,
    from,
    to,
    complete: from === 0,
    size: leaves.length,
    oldest: part[0]?.time ?? null,
    newest: part.at(-1)?.time ?? null,
  };
}

/** Where it is written down, too. What is handed over is read before the promise resolves, and not changed. */
export interface WriteDown {
  meta(meta: DeskMeta): Promise<void>;
  batch(batch: Batch): Promise<void>;
  checkpoint(checkpoint: StoredCheckpoint): Promise<void>;
  close(): Promise<void>;
}

const NOWHERE: WriteDown = {
  meta: async () => {},
  batch: async () => {},
  checkpoint: async () => {},
  close: async () => {},
};

/**
 * A store over `contents` (a new, empty one by default), one at a time over the same. A write is done when it is written down, too; when
 * that fails, contents and place differ: as the port says, the store must be opened anew.
 */
export function memoryStore(
  contents: MemoryStoreContents = emptyContents(),
  down: WriteDown = NOWHERE,
): Store {
  let state: 'open' | 'failed' | 'closed' = 'open';
  const readable = (): void => {
    if (state === 'closed') throw new StoreError('CLOSED', 'The store is closed.');
  };
  /** Runs a write; if it throws, every later one is refused, as the port says. */
  const write = async (work: () => Promise<void>): Promise<void> => {
    readable();
    if (state === 'failed')
      throw new StoreError('FAILED', 'An earlier write failed: the store must be opened anew.');
    try {
      await work();
    } catch (error) {
      if (state === 'open') state = 'failed';
      throw error;
    }
  };

  return {
    meta: () => (readable(), contents.meta),
    initialise: (meta) =>
      write(async () => {
        if (contents.meta !== null) throw new StoreError('CONFLICT', 'The store is already initialised.');
        contents.meta = { ...meta };
        await down.meta(meta);
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

    commit: (batch) =>
      write(() => {
        checkFollows(contents, batch);
        apply(contents, batch);
        return down.batch(batch);
      }),
    saveCheckpoint: (checkpoint) =>
      write(async () => {
        const latest = contents.checkpoint?.size ?? 0;
        if (checkpoint.size < latest)
          throw new StoreError(
            'CONFLICT',
            `A checkpoint of size ${checkpoint.size} cannot follow one of ${latest}.`,
          );
        contents.checkpoint = { ...checkpoint };
        await down.checkpoint(checkpoint);
      }),

    leafHashes: async (from, to) => {
      readable();
      checkInteger('from', from, 0);
      checkInteger('to', to, from);
      return concat(...contents.leaves.slice(from, to).map((leaf) => leaf.hash));
    },
    tile: async (level, number) => (readable(), contents.tiles.get(tileName(level, number))?.slice() ?? null),
    leaf: async (sequence) => (readable(), contents.leaves[sequence]?.bytes.slice() ?? null),
    search: async (search) => {
      readable();
      checkSearch(search);
      const { part, ...looked } = lookedAt(contents.leaves, search);
      const found = part.filter((leaf) => matches(search, leaf));
      return {
        ...looked,
        leaves: pageOf(found.toReversed(), search.limit).map(copyStored),
        matching: found.length,
      };
    },
    follow: async (query, { from, most, limit }) => {
      readable();
      checkQuery(query);
      checkInteger('from', from, 0);
      checkInteger('most', most, 1);
      checkInteger('limit', limit, 1);
      const part = contents.leaves.slice(from, from + most);
      const all = part.filter((leaf) => matches(query, leaf));
      const found = pageOf(all, limit);
      const last = found.length === limit || found.length < all.length ? found.at(-1) : part.at(-1);
      return { leaves: found.map(copyStored), next: last === undefined ? from : last.sequence + 1 };
    },
    summarise: async ({ query, buckets, ...slice }) => {
      readable();
      checkSearch({ ...query, ...slice, limit: 0 });
      const { part, ...looked } = lookedAt(contents.leaves, slice);
      const summing = new Summing(buckets);
      for (const leaf of part) if (matches(query, leaf)) summing.add(leaf.time, leaf);
      return { ...looked, summary: summing.sums() };
    },
    rollup: async ({ query, buckets, classes }) => {
      readable();
      checkQuery(query);
      if (!rollsUp(query)) return null;
      const summing = new Summing(buckets);
      for (const row of contents.minutes.values()) {
        const known = classes[row.operation];
        if (asksClass(query) && known === undefined) return null;
        const time = row.minute * MINUTE_MS;
        if (matchesColumns(query, { ...row, time, class: known ?? '', key: null, request: '' }))
          summing.add(time, row, row.count);
      }
      return summing.sums();
    },
    span: async () => {
      readable();
      const minutes = [...contents.minutes.values()].map(({ minute }) => minute);
      if (minutes.length === 0) return null;
      const [first, last] = minutes.reduce(
        ([low, high], minute) => [Math.min(low, minute), Math.max(high, minute)],
        [Infinity, -Infinity],
      );
      return { since: first * MINUTE_MS, until: (last + 1) * MINUTE_MS };
    },
    minutes: async (from, to) => {
      readable();
      return [...contents.minutes.values()]
        .filter((m) => m.minute >= from && m.minute < to)
        .sort((a, b) => a.minute - b.minute);
    },
    close: async () => {
      if (state === 'closed') return;
      state = 'closed';
      await down.close();
    },
  };
}
