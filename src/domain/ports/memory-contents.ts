/** What a store in memory holds, and how a batch changes it: for the reference store, and for adapters that hold all of it, too. */
import {
  StoreError,
  type Batch,
  type DeskMeta,
  type LeafRecord,
  type MinuteDelta,
  type RowChange,
  type Seal,
  type StoredCheckpoint,
  type UsageDelta,
} from './store.ts';

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

export const copySeal = (seal: Seal): Seal => ({
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
export const copyRow = <T extends RowChange>(row: T): T =>
  row.body === null ? { ...row } : { ...row, body: row.body.slice(), mac: row.mac.slice() };

const rowName = (row: RowChange): string => `${row.kind}\n${row.id}`;
export const tileName = (level: number, number: number): string => `${level}/${number}`;
const usageName = (u: UsageDelta): string =>
  [u.key, u.version, u.principal, u.operation, u.outcome, u.day].join('\n');
const minuteName = (m: MinuteDelta): string => [m.minute, m.outcome, m.operation, m.principal].join('\n');

/** Throws CONFLICT unless the batch follows the contents: see `Store.commit`. */
export function checkFollows(contents: MemoryStoreContents, batch: Batch): void {
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

export function apply(contents: MemoryStoreContents, batch: Batch): void {
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
