/**
 * Proofs for long logs: hashes of leaf ranges out of tiles, so that a proof over ten million leaves reads some dozen tiles. What is
 * read is believed here; whoever receives the proof verifies it (`verifyInclusion`, `verifyConsistency`).
 */
import type { MaybePromise } from '../ports/vault.ts';
import { HASH_SIZE, type Sha256 } from './hash.ts';
import { TILE_HEIGHT, TILE_WIDTH } from './tiles.ts';
import { consistencyRanges, inclusionRanges, LogTree, nodeHash, type LeafRange } from './tree.ts';

/** Where committed hashes are read; `Store` is one. The shapes are the store's own. */
export interface HashSource {
  leafHashes(from: number, to: number): MaybePromise<Uint8Array>;
  tile(level: number, number: number): MaybePromise<Uint8Array | null>;
}

/**
 * Hash of the leaves [from, to), for ranges as RFC 6962's proofs have them: `from` is a multiple of the range's own largest power of
 * two. Throws RangeError when the source lacks a hash.
 */
async function rangeHashOf(sha256: Sha256, source: HashSource, { from, to }: LeafRange): Promise<Uint8Array> {
  const roots: Uint8Array[] = [];
  let at = from;
  while (at < to) {
    let height = 0;
    while (at + 2 ** (height + 1) <= to && at % 2 ** (height + 1) === 0) height += 1;
    roots.push(await subtreeHash(sha256, source, height, at / 2 ** height));
    at += 2 ** height;
  }
  let hash = roots.pop();
  if (hash === undefined) throw new RangeError('An empty range has no hash.');
  for (let left = roots.pop(); left !== undefined; left = roots.pop()) hash = nodeHash(sha256, left, hash);
  return hash;
}

/** Root of the perfect subtree `index` of 2^height leaves: up to 128 neighbours of one tile, hashed together. */
async function subtreeHash(
  sha256: Sha256,
  source: HashSource,
  height: number,
  index: number,
): Promise<Uint8Array> {
  const level = Math.floor(height / TILE_HEIGHT);
  const count = 2 ** (height % TILE_HEIGHT);
  const first = index * count;
  const start = (first % TILE_WIDTH) * HASH_SIZE;
  const hashes =
    level === 0
      ? await source.leafHashes(first, first + count)
      : (await source.tile(level, Math.floor(first / TILE_WIDTH)))?.slice(start, start + count * HASH_SIZE);
  if (hashes?.length !== count * HASH_SIZE) {
    throw new RangeError(`The log lacks hashes ${first} to ${first + count} of level ${level}.`);
  }
  const tree = new LogTree(sha256);
  for (let i = 0; i < count; i++) tree.append(hashes.slice(i * HASH_SIZE, (i + 1) * HASH_SIZE));
  return tree.root();
}

async function hashAll(
  sha256: Sha256,
  source: HashSource,
  ranges: readonly LeafRange[],
): Promise<Uint8Array[]> {
  const proof: Uint8Array[] = [];
  for (const range of ranges) proof.push(await rangeHashOf(sha256, source, range));
  return proof;
}

/** Inclusion proof of leaf `index` in the tree of `size` (a committed size), out of tiles. RangeError unless 0 ≤ index < size. */
export async function proveInclusion(
  sha256: Sha256,
  source: HashSource,
  index: number,
  size: number,
): Promise<Uint8Array[]> {
  return hashAll(sha256, source, inclusionRanges(index, size));
}

/** Consistency proof between two committed sizes, out of tiles. RangeError unless 0 ≤ first ≤ second. */
export async function proveConsistency(
  sha256: Sha256,
  source: HashSource,
  first: number,
  second: number,
): Promise<Uint8Array[]> {
  return hashAll(sha256, source, consistencyRanges(first, second));
}
