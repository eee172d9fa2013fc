/**
 * Hash tiles, c2sp.org/tlog-tiles: height 8, so a tile is up to 256 hashes. Level 0 tiles are the leaf hashes themselves (kept with
 * the leaves, never as tiles); entry i of tile n at level L ≥ 1 is the root of the 256^L leaves from (256 n + i) · 256^L.
 */
import type { TileRecord } from '../ports/store.ts';
import type { MaybePromise } from '../ports/vault.ts';
import { HASH_SIZE, type Sha256 } from './hash.ts';
import { LogTree } from './tree.ts';

export const TILE_HEIGHT = 8;
export const TILE_WIDTH = 256;
/** c2sp.org/tlog-tiles allows levels 0 to 63. */
const MAX_LEVEL = 63;

/** How many hashes tile `number` of `level` has in a tree of `size` leaves: 0 (no such tile) to 256 (full). */
export function tileWidth(level: number, number: number, size: number): number {
  const entries = Math.floor(size / TILE_WIDTH ** level);
  return Math.max(0, Math.min(TILE_WIDTH, entries - number * TILE_WIDTH));
}

/** The partial (or still empty) last tile of one level. */
interface OpenTile {
  number: number;
  width: number;
  hashes: Uint8Array;
}

const openTile = (number: number): OpenTile => ({
  number,
  width: 0,
  hashes: new Uint8Array(TILE_WIDTH * HASH_SIZE),
});

const recordOf = (level: number, { number, width, hashes }: OpenTile): TileRecord => ({
  level,
  number,
  hashes: hashes.slice(0, width * HASH_SIZE),
});

/**
 * The last tile of every level ≥ 1 of a growing log. One `append` for each leaf; `takeChanged` after a batch says which tiles to
 * write. It holds a tree of its own (`size`, `root()`), so whoever has a TileEdge needs no other. Memory: 8 KiB a level.
 */
export class TileEdge {
  readonly #tree: LogTree;
  /** Index 0 is level 1. */
  readonly #open: OpenTile[];
  /** Tiles that became full since the last `takeChanged`. */
  #filled: TileRecord[] = [];
  readonly #grown = new Set<number>();
  readonly #onSubtree: (height: number, root: Uint8Array) => void;

  /** For a new log, with `sha256` alone. A log that exists is opened by `restoreEdge`. */
  constructor(sha256: Sha256, tree: LogTree = new LogTree(sha256), open: readonly OpenTile[] = []) {
    this.#tree = tree;
    this.#open = [...open];
    // Roots of 256^L leaves are exactly the tree's own nodes at heights 8 L: nothing is hashed twice.
    this.#onSubtree = (height, root) => {
      if (height % TILE_HEIGHT === 0) this.#add(height / TILE_HEIGHT, root);
    };
  }

  /** Number of leaves. */
  get size(): number {
    return this.#tree.size;
  }

  /** Merkle tree hash over all leaves. */
  root(): Uint8Array {
    return this.#tree.root();
  }

  /** Adds one 32-byte leaf hash (kept, so not to be changed afterwards). */
  append(leafHash: Uint8Array): void {
    this.#tree.append(leafHash, this.#onSubtree);
  }

  /** Every tile of level ≥ 1 that gained a hash since the last call, each whole as it is now, in no promised order. Fresh buffers. */
  takeChanged(): TileRecord[] {
    const changed = this.#filled;
    this.#filled = [];
    for (const level of this.#grown) changed.push(recordOf(level, this.#open[level - 1]!));
    this.#grown.clear();
    return changed;
  }

  #add(level: number, root: Uint8Array): void {
    const tile = (this.#open[level - 1] ??= openTile(0));
    tile.hashes.set(root, tile.width * HASH_SIZE);
    tile.width += 1;
    if (tile.width < TILE_WIDTH) {
      this.#grown.add(level);
      return;
    }
    this.#filled.push(recordOf(level, tile));
    this.#grown.delete(level);
    this.#open[level - 1] = openTile(tile.number + 1);
  }
}

const entriesOf = (hashes: Uint8Array, width: number): Uint8Array[] =>
  Array.from({ length: width }, (_, i) => hashes.slice(i * HASH_SIZE, (i + 1) * HASH_SIZE));

/** Both ends of a log, each complete and independent of the other: append to both, or use only `tiles`. */
export interface LogEdge {
  readonly tree: LogTree;
  readonly tiles: TileEdge;
}

/**
 * Rebuilds tree and tiles of a log with `size` leaves. `readTile` answers a stored tile of level ≥ 1 (`Store.tile`), `tailHashes` are the
 * leaf hashes [size − size mod 256, size), concatenated (`Store.leafHashes`). Reads one tile a level and hashes at most about a
 * thousand nodes, however long the log. What it reads is believed: compare `root()` with the seal afterwards. A stored tile may be
 * wider than `size` asks (written by a batch that the seal does not know); the surplus is ignored and will be written anew.
 * Throws RangeError when a tile or tail hash is missing or of the wrong length.
 */
export async function restoreEdge(
  sha256: Sha256,
  size: number,
  readTile: (level: number, number: number) => MaybePromise<Uint8Array | null>,
  tailHashes: Uint8Array,
): Promise<LogEdge> {
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError('The size of a log is a whole number.');
  if (tailHashes.length !== (size % TILE_WIDTH) * HASH_SIZE) {
    throw new RangeError(
      `A log of ${size} leaves needs its last ${size % TILE_WIDTH} leaf hashes; ${tailHashes.length} bytes were given.`,
    );
  }
  // The tree's edge is the edges of the last tile of each level, highest first: a tile of width w is a tree of w leaves.
  let hashes = edgeHashes(sha256, entriesOf(tailHashes, size % TILE_WIDTH));
  const open: OpenTile[] = [];
  for (
    let level = 1, entries = Math.floor(size / TILE_WIDTH);
    entries > 0;
    level++, entries = Math.floor(entries / TILE_WIDTH)
  ) {
    const tile = openTile(Math.floor(entries / TILE_WIDTH));
    open.push(tile);
    tile.width = entries % TILE_WIDTH;
    if (tile.width === 0) continue;
    const stored = await readTile(level, tile.number);
    if (stored === null || stored.length < tile.width * HASH_SIZE) {
      throw new RangeError(
        `Hash tile ${tile.number} of level ${level} is missing or too short for a log of ${size} leaves.`,
      );
    }
    tile.hashes.set(stored.subarray(0, tile.width * HASH_SIZE));
    hashes = [...edgeHashes(sha256, entriesOf(stored, tile.width)), ...hashes];
  }
  const edge = { size, hashes };
  return { tree: new LogTree(sha256, edge), tiles: new TileEdge(sha256, new LogTree(sha256, edge), open) };
}

function edgeHashes(sha256: Sha256, entries: readonly Uint8Array[]): readonly Uint8Array[] {
  const tree = new LogTree(sha256);
  for (const entry of entries) tree.append(entry);
  return tree.edge().hashes;
}

export interface TileAddress {
  readonly level: number;
  readonly number: number;
  /** 1 to 256; 256 is a full tile. */
  readonly width: number;
}

/** `tile/0/x001/234`, or `tile/0/x001/234.p/56` for a partial tile (c2sp.org/tlog-tiles, Merkle Tree). Throws RangeError out of range. */
export function tilePath(level: number, number: number, width: number = TILE_WIDTH): string {
  const whole = Number.isSafeInteger(level) && Number.isSafeInteger(number) && Number.isSafeInteger(width);
  if (!whole || level < 0 || level > MAX_LEVEL || number < 0 || width < 1 || width > TILE_WIDTH) {
    throw new RangeError(`There is no tile of level ${level}, number ${number} and width ${width}.`);
  }
  let digits = String(number);
  digits = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const groups = digits.match(/.{3}/g) ?? [];
  const path = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${path}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/** `tile/…` plus six groups of digits and a width: no valid path is longer. */
const MAX_PATH = 64;
const PATH = /^tile\/([0-9]{1,2})\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/;

/** The inverse of `tilePath`; null for everything that `tilePath` would not write (attacker-controlled: it is a URL's path). */
export function parseTilePath(path: string): TileAddress | null {
  if (path.length > MAX_PATH) return null;
  const match = PATH.exec(path);
  if (match === null) return null;
  const level = Number(match[1]);
  const number = Number(match[2]!.replace(/[x/]/g, ''));
  const width = match[3] === undefined ? TILE_WIDTH : Number(match[3]);
  if (level > MAX_LEVEL || !Number.isSafeInteger(number) || width < 1 || width > TILE_WIDTH) return null;
  return tilePath(level, number, width) === path ? { level, number, width } : null;
}
