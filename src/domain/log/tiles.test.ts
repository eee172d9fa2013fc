import { hash } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { concat, toHex, utf8 } from '../bytes.ts';
import { HASH_SIZE, type Sha256 } from './hash.ts';
import { proveConsistency, proveInclusion, type HashSource } from './proof.ts';
import golden from './tiles.golden.json' with { type: 'json' };
import { parseTilePath, restoreEdge, TileEdge, tilePath, tileWidth } from './tiles.ts';
import {
  consistencyProof,
  inclusionProof,
  leafHash,
  LogTree,
  verifyConsistency,
  verifyInclusion,
} from './tree.ts';
import { runs } from '../../testing/runs.ts';

fc.configureGlobal({ seed: 256 });

const sha256: Sha256 = (bytes) => new Uint8Array(hash('sha256', bytes, 'buffer'));

const SIZE = golden.size;
const leaves = Array.from({ length: SIZE }, (_, i) => leafHash(sha256, utf8(String(i))));
/** What a store would hold: the newest of each tile. */
type Tiles = Map<string, Uint8Array>;
const name = (level: number, number: number): string => `${level}/${number}`;

function write(tiles: Tiles, edge: TileEdge): void {
  for (const { level, number, hashes } of edge.takeChanged()) tiles.set(name(level, number), hashes);
}
function sourceOf(tiles: Tiles): HashSource {
  return {
    leafHashes: (from, to) => concat(...leaves.slice(from, to)),
    tile: (level, number) => tiles.get(name(level, number)) ?? null,
  };
}
const tail = (size: number): Uint8Array => concat(...leaves.slice(size - (size % 256), size));
/** Roots of the sizes below, from the leaves in one pass. */
const roots = new Map<number, Uint8Array>();
beforeAll(() => {
  const tree = new LogTree(sha256);
  const wanted = new Set([0, 1, 256, 257, 1000, 40_000, 65_536, 66_001, SIZE]);
  for (let size = 0; size <= SIZE; size++) {
    if (wanted.has(size)) roots.set(size, tree.root());
    if (size < SIZE) tree.append(leaves[size]!);
  }
});
const root = (size: number): Uint8Array => roots.get(size)!;

describe('TileEdge', () => {
  it('makes the tiles of the golden log of 70,000 leaves, whatever the batches', () => {
    for (const step of [1, 1000, SIZE]) {
      const edge = new TileEdge(sha256);
      const tiles: Tiles = new Map();
      for (let i = 0; i < SIZE; i++) {
        edge.append(leaves[i]!);
        if ((i + 1) % step === 0) write(tiles, edge);
      }
      write(tiles, edge);
      expect(edge.size).toBe(SIZE);
      expect(toHex(edge.root())).toBe(golden.root);
      expect(tiles.size).toBe(golden.tiles.length);
      for (const { level, number, width, sha256: digest } of golden.tiles) {
        const hashes = tiles.get(name(level, number))!;
        expect(hashes.length).toBe(width * HASH_SIZE);
        expect(toHex(sha256(hashes))).toBe(digest);
        expect(tileWidth(level, number, SIZE)).toBe(width);
      }
    }
  });

  it('names only the tiles that changed, once', () => {
    const edge = new TileEdge(sha256);
    for (let i = 0; i < 255; i++) edge.append(leaves[i]!);
    expect(edge.takeChanged()).toEqual([]);
    edge.append(leaves[255]!);
    expect(edge.takeChanged().map((tile) => [tile.level, tile.number, tile.hashes.length])).toEqual([
      [1, 0, 32],
    ]);
    expect(edge.takeChanged()).toEqual([]);
    for (let i = 256; i < 65_536; i++) edge.append(leaves[i]!);
    const changed = edge.takeChanged().map((tile) => [tile.level, tile.number, tile.hashes.length]);
    expect(changed).toEqual([
      [1, 0, 8192],
      [2, 0, 32],
    ]);
  });

  it('answers buffers that later growth does not touch', () => {
    const edge = new TileEdge(sha256);
    for (let i = 0; i < 256; i++) edge.append(leaves[i]!);
    const [first] = edge.takeChanged();
    const before = toHex(first!.hashes);
    for (let i = 256; i < 1024; i++) edge.append(leaves[i]!);
    expect(toHex(first!.hashes)).toBe(before);
  });
});

describe('restoreEdge', () => {
  const SIZES = [0, 1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 65_792, 69_999];

  it('goes on exactly like the edge that was never interrupted', async () => {
    for (const size of SIZES) {
      const edge = new TileEdge(sha256);
      const tiles: Tiles = new Map();
      for (let i = 0; i < size; i++) edge.append(leaves[i]!);
      write(tiles, edge);
      const restored = await restoreEdge(
        sha256,
        size,
        (level, number) => tiles.get(name(level, number)) ?? null,
        tail(size),
      );
      expect(restored.tiles.size).toBe(size);
      expect(restored.tree.size).toBe(size);
      expect(toHex(restored.tiles.root())).toBe(toHex(edge.root()));
      expect(toHex(restored.tree.root())).toBe(toHex(edge.root()));
      expect(restored.tiles.takeChanged()).toEqual([]);
      // Across the next boundaries: the same changes from both.
      for (let i = size; i < Math.min(size + 600, SIZE); i++) {
        edge.append(leaves[i]!);
        restored.tiles.append(leaves[i]!);
        restored.tree.append(leaves[i]!);
        expect(restored.tiles.takeChanged()).toEqual(edge.takeChanged());
      }
      expect(toHex(restored.tiles.root())).toBe(toHex(edge.root()));
      expect(toHex(restored.tree.root())).toBe(toHex(edge.root()));
    }
  });

  it('reads one tile a level, also for ten million leaves', async () => {
    const asked: string[] = [];
    const tile = new Uint8Array(8192);
    const size = 9_999_999;
    await restoreEdge(
      sha256,
      size,
      (level, number) => (asked.push(name(level, number)), tile),
      new Uint8Array((size % 256) * 32),
    );
    expect(asked).toEqual(['1/152', '2/0']);
  });

  it('refuses a missing or short tile and a tail of another length', async () => {
    const missing = restoreEdge(sha256, 300, () => null, tail(300));
    await expect(missing).rejects.toThrow(
      'Hash tile 0 of level 1 is missing or too short for a log of 300 leaves.',
    );
    await expect(restoreEdge(sha256, 600, () => new Uint8Array(32), tail(600))).rejects.toThrow(RangeError);
    await expect(restoreEdge(sha256, 10, () => null, tail(9))).rejects.toThrow(RangeError);
    await expect(restoreEdge(sha256, -1, () => null, new Uint8Array(0))).rejects.toThrow(RangeError);
  });
});

const read = (from: number, to: number): readonly Uint8Array[] => leaves.slice(from, to);

describe('proofs out of tiles', () => {
  const tiles: Tiles = new Map();
  let reads = 0;
  const source: HashSource = {
    leafHashes: (from, to) => (reads++, sourceOf(tiles).leafHashes(from, to)),
    tile: (level, number) => (reads++, sourceOf(tiles).tile(level, number)),
  };
  beforeAll(() => {
    const edge = new TileEdge(sha256);
    for (const leaf of leaves) edge.append(leaf);
    write(tiles, edge);
  });

  it('verify, and are those made from the leaves (compared where that is cheap)', async () => {
    for (const [index, size] of [
      [0, 1],
      [0, SIZE],
      [SIZE - 1, SIZE],
      [65_535, 65_536],
      [65_536, SIZE],
      [777, 1000],
      [4096, 66_001],
    ] as const) {
      reads = 0;
      const proof = await proveInclusion(sha256, source, index, size);
      expect(reads).toBeLessThan(40);
      if (size <= 1000) expect(proof).toEqual(inclusionProof(sha256, read, index, size));
      expect(
        verifyInclusion({ sha256, leafHash: leaves[index]!, index, size, proof, root: root(size) }),
      ).toBe(true);
    }
    for (const [first, second] of [
      [0, SIZE],
      [1, SIZE],
      [256, 257],
      [65_536, SIZE],
      [40_000, 66_001],
      [SIZE, SIZE],
    ] as const) {
      const proof = await proveConsistency(sha256, source, first, second);
      if (second <= 1000) expect(proof).toEqual(consistencyProof(sha256, read, first, second));
      const claim = { sha256, first, firstRoot: root(first), second, secondRoot: root(second), proof };
      expect(verifyConsistency(claim)).toBe(true);
    }
  });

  it('say which hashes are missing', async () => {
    const empty: HashSource = { leafHashes: () => new Uint8Array(0), tile: () => null };
    await expect(proveInclusion(sha256, empty, 0, 2)).rejects.toThrow(
      'The log lacks hashes 1 to 2 of level 0.',
    );
    await expect(proveInclusion(sha256, empty, 0, 512)).rejects.toThrow(RangeError);
    await expect(proveInclusion(sha256, source, 5, 5)).rejects.toThrow(RangeError);
  });
});

describe('tile paths', () => {
  it('are those of c2sp.org/tlog-tiles', () => {
    expect(tilePath(0, 0)).toBe('tile/0/000');
    expect(tilePath(0, 1_234_067)).toBe('tile/0/x001/x234/067');
    expect(tilePath(0, 1234, 56)).toBe('tile/0/x001/234.p/56');
    expect(tilePath(1, 1000, 1)).toBe('tile/1/x001/000.p/1');
    expect(tilePath(63, 999)).toBe('tile/63/999');
  });

  it('parse to what they were made of', () => {
    const address = fc.record({
      level: fc.nat(63),
      number: fc.maxSafeNat(),
      width: fc.integer({ min: 1, max: 256 }),
    });
    fc.assert(
      fc.property(address, ({ level, number, width }) => {
        expect(parseTilePath(tilePath(level, number, width))).toEqual({ level, number, width });
      }),
      { numRuns: runs(100) },
    );
  });

  it.each([
    '',
    'tile/0',
    'tile/0/',
    'tile/0/0',
    'tile/0/00',
    'tile/00/000',
    'tile/64/000',
    'tile/-1/000',
    'tile/0/x000/000',
    'tile/0/000/000',
    'tile/0/x001/x234',
    'tile/0/X001/234',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/01',
    'tile/0/000.p/',
    'tile/0/000.p',
    '/tile/0/000',
    'tile/0/000/',
    'tile/0/000\n',
    'tile/entries/000',
    'tile/0/../000',
    'tile/0/x009/x007/x199/x254/x740/992',
    `tile/0/${'x001/'.repeat(13)}000`,
  ])('%j is none', (path) => {
    expect(parseTilePath(path)).toBeNull();
  });

  it('refuse what cannot be an address', () => {
    for (const [level, number, width] of [
      [64, 0, 1],
      [-1, 0, 1],
      [0, -1, 1],
      [0, 0.5, 1],
      [0, 0, 0],
      [0, 0, 257],
    ] as const) {
      expect(() => tilePath(level, number, width)).toThrow(RangeError);
    }
  });
});
