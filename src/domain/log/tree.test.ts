import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex, utf8 } from '../bytes.ts';
import type { Sha256 } from './hash.ts';
import golden from './tree.golden.json' with { type: 'json' };
import * as tree from './tree.ts';
import { runs } from '../../testing/runs.ts';

fc.configureGlobal({ seed: 6962 });

const sha256: Sha256 = (bytes) => new Uint8Array(hash('sha256', bytes, 'buffer'));

/** RFC 6962 §2.1 word for word, over leaf hashes. */
function mth(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256(new Uint8Array(0));
  if (leaves.length === 1) return leaves[0]!;
  const k = split(leaves.length);
  return sha256(Uint8Array.from([1, ...mth(leaves.slice(0, k)), ...mth(leaves.slice(k))]));
}
function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}
function path(m: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  if (leaves.length === 1) return [];
  const k = split(leaves.length);
  return m < k
    ? [...path(m, leaves.slice(0, k)), mth(leaves.slice(k))]
    : [...path(m - k, leaves.slice(k)), mth(leaves.slice(0, k))];
}
function subproof(m: number, leaves: readonly Uint8Array[], whole: boolean): Uint8Array[] {
  if (m === leaves.length) return whole ? [] : [mth(leaves)];
  const k = split(leaves.length);
  return m <= k
    ? [...subproof(m, leaves.slice(0, k), whole), mth(leaves.slice(k))]
    : [...subproof(m - k, leaves.slice(k), false), mth(leaves.slice(0, k))];
}

const LEAVES = Array.from({ length: 300 }, (_, i) => tree.leafHash(sha256, utf8(`leaf ${i}`)));
const read: tree.LeafHashReader = (from, to) => LEAVES.slice(from, to);
const hex = (hashes: readonly Uint8Array[]): string[] => hashes.map(toHex);
/** Every proof with one byte changed, one hash less, one more, or two swapped. */
function spoiled(proof: readonly Uint8Array[]): Uint8Array[][] {
  const all: Uint8Array[][] = [
    [...proof, LEAVES[0]!],
    [LEAVES[0]!, ...proof],
  ];
  for (let i = 0; i < proof.length; i++) {
    const changed = Uint8Array.from(proof[i]!);
    changed[i % 32]! ^= 1;
    all.push(proof.with(i, changed), proof.with(i, proof[i]!.slice(0, 31)), proof.toSpliced(i, 1));
    if (i > 0) all.push(proof.with(i, proof[i - 1]!).with(i - 1, proof[i]!));
  }
  return all;
}

describe('golden vectors (the eight leaves of the CT test suite)', () => {
  const hashes = golden.leaves.map((leaf) => tree.leafHash(sha256, fromHex(leaf)));
  const readGolden: tree.LeafHashReader = (from, to) => hashes.slice(from, to);

  it('has the published root of all eight, and of none', () => {
    expect(golden.roots[8]).toBe('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328');
    expect(golden.roots[0]).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(golden.leafHashes[0]).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
  });

  it('hashes leaves and roots of every size', () => {
    expect(hex(hashes)).toEqual(golden.leafHashes);
    const log = new tree.LogTree(sha256);
    const roots = [toHex(log.root())];
    for (const leaf of hashes) {
      log.append(leaf);
      roots.push(toHex(log.root()));
    }
    expect(roots).toEqual(golden.roots);
  });

  it('makes and verifies the proofs', () => {
    for (const { index, size, proof } of golden.inclusion) {
      expect(hex(tree.inclusionProof(sha256, readGolden, index, size))).toEqual(proof);
      const claim = {
        sha256,
        leafHash: hashes[index]!,
        index,
        size,
        proof: proof.map(fromHex),
        root: fromHex(golden.roots[size]!),
      };
      expect(tree.verifyInclusion(claim)).toBe(true);
    }
    for (const { first, second, proof } of golden.consistency) {
      expect(hex(tree.consistencyProof(sha256, readGolden, first, second))).toEqual(proof);
      const [firstRoot, secondRoot] = [fromHex(golden.roots[first]!), fromHex(golden.roots[second]!)];
      expect(
        tree.verifyConsistency({ sha256, first, firstRoot, second, secondRoot, proof: proof.map(fromHex) }),
      ).toBe(true);
    }
  });
});

const node = (from: number, to: number): string => toHex(mth(LEAVES.slice(from, to)));

describe('LogTree', () => {
  it('has the root of the recursive definition at every size up to 300', () => {
    const log = new tree.LogTree(sha256);
    for (const [i, leaf] of LEAVES.entries()) {
      expect(toHex(log.root())).toBe(toHex(mth(LEAVES.slice(0, i))));
      log.append(leaf);
      expect(log.size).toBe(i + 1);
    }
  });

  it('continues from its edge, which stays as it was', () => {
    fc.assert(
      fc.property(fc.nat(150), fc.nat(150), (first, more) => {
        const log = new tree.LogTree(sha256);
        for (const leaf of LEAVES.slice(0, first)) log.append(leaf);
        const edge = log.edge();
        const again = new tree.LogTree(sha256, edge);
        for (const leaf of LEAVES.slice(first, first + more)) again.append(leaf);
        expect(toHex(again.root())).toBe(toHex(mth(LEAVES.slice(0, first + more))));
        expect(toHex(new tree.LogTree(sha256, edge).root())).toBe(toHex(log.root()));
      }),
      { numRuns: runs(50) },
    );
  });

  it('tells of every perfect subtree once, smallest first', () => {
    const log = new tree.LogTree(sha256);
    const seen: string[] = [];
    for (const leaf of LEAVES.slice(0, 8))
      log.append(leaf, (height, root) => seen.push(`${height} ${toHex(root)}`));
    expect(seen).toEqual([
      `1 ${node(0, 2)}`,
      `1 ${node(2, 4)}`,
      `2 ${node(0, 4)}`,
      `1 ${node(4, 6)}`,
      `1 ${node(6, 8)}`,
      `2 ${node(4, 8)}`,
      `3 ${node(0, 8)}`,
    ]);
  });

  it('refuses an edge that does not fit its size and a hash of another length', () => {
    expect(() => new tree.LogTree(sha256, { size: 3, hashes: [LEAVES[0]!] })).toThrow(RangeError);
    expect(() => new tree.LogTree(sha256, { size: 1, hashes: [new Uint8Array(31)] })).toThrow(RangeError);
    expect(() => new tree.LogTree(sha256, { size: -1, hashes: [] })).toThrow(RangeError);
    expect(() => new tree.LogTree(sha256).append(new Uint8Array(31))).toThrow(RangeError);
  });
});

const indexAndSize = fc
  .integer({ min: 1, max: 300 })
  .chain((size) => fc.tuple(fc.nat(size - 1), fc.constant(size)));
const twoSizes = fc.nat(300).chain((second) => fc.tuple(fc.nat(second), fc.constant(second)));

describe('inclusion', () => {
  it('is proved as RFC 6962 §2.1.1 says, and verifies', () => {
    fc.assert(
      fc.property(indexAndSize, ([index, size]) => {
        const proof = tree.inclusionProof(sha256, read, index, size);
        expect(hex(proof)).toEqual(hex(path(index, LEAVES.slice(0, size))));
        const claim = {
          sha256,
          leafHash: LEAVES[index]!,
          index,
          size,
          proof,
          root: mth(LEAVES.slice(0, size)),
        };
        expect(tree.verifyInclusion(claim)).toBe(true);
      }),
      { numRuns: runs(300) },
    );
  });

  it('is refused for another proof, leaf, index, size or root', () => {
    fc.assert(
      fc.property(indexAndSize, ([index, size]) => {
        const proof = tree.inclusionProof(sha256, read, index, size);
        const claim = {
          sha256,
          leafHash: LEAVES[index]!,
          index,
          size,
          proof,
          root: mth(LEAVES.slice(0, size)),
        };
        for (const bad of spoiled(proof)) expect(tree.verifyInclusion({ ...claim, proof: bad })).toBe(false);
        for (let other = 0; other < size; other++) {
          if (other !== index) expect(tree.verifyInclusion({ ...claim, index: other })).toBe(false);
        }
        expect(tree.verifyInclusion({ ...claim, leafHash: tree.leafHash(sha256, utf8('other')) })).toBe(
          false,
        );
        expect(tree.verifyInclusion({ ...claim, root: mth(LEAVES.slice(0, size - 1)) })).toBe(false);
      }),
      { numRuns: runs(60) },
    );
  });

  it('never throws for numbers that are no index or size', () => {
    const claim = { sha256, leafHash: LEAVES[0]!, index: 0, size: 1, proof: [], root: LEAVES[0]! };
    expect(tree.verifyInclusion(claim)).toBe(true);
    for (const bad of [-1, 0.5, NaN, Infinity, 2 ** 53, 1])
      expect(tree.verifyInclusion({ ...claim, index: bad })).toBe(false);
    for (const bad of [-1, 0, 0.5, NaN, Infinity, 2 ** 53])
      expect(tree.verifyInclusion({ ...claim, size: bad })).toBe(false);
    expect(tree.verifyInclusion({ ...claim, leafHash: new Uint8Array(0), root: new Uint8Array(0) })).toBe(
      false,
    );
    expect(() => tree.inclusionProof(sha256, read, 1, 1)).toThrow(RangeError);
    expect(() => tree.inclusionProof(sha256, read, 0, 301)).toThrow(RangeError);
  });

  it('works beyond 32 bits', () => {
    // A tree of 2^40 + 1 leaves, the last one of which has a proof of one hash.
    const [left, last] = [LEAVES[0]!, LEAVES[1]!];
    const size = 2 ** 40 + 1;
    expect(tree.inclusionRanges(2 ** 40, size)).toEqual([{ from: 0, to: 2 ** 40 }]);
    const claim = { sha256, leafHash: last, size, proof: [left], root: tree.nodeHash(sha256, left, last) };
    expect(tree.verifyInclusion({ ...claim, index: 2 ** 40 })).toBe(true);
    expect(tree.verifyInclusion({ ...claim, index: 0 })).toBe(false);
  });
});

const claimOf = (first: number, second: number): tree.ConsistencyClaim => ({
  sha256,
  first,
  firstRoot: mth(LEAVES.slice(0, first)),
  second,
  secondRoot: mth(LEAVES.slice(0, second)),
  proof: tree.consistencyProof(sha256, read, first, second),
});

describe('consistency', () => {
  it('is proved as RFC 6962 §2.1.2 says, and verifies', () => {
    fc.assert(
      fc.property(twoSizes, ([first, second]) => {
        const claim = claimOf(first, second);
        if (first > 0) expect(hex(claim.proof)).toEqual(hex(subproof(first, LEAVES.slice(0, second), true)));
        expect(tree.verifyConsistency(claim)).toBe(true);
      }),
      { numRuns: runs(300) },
    );
  });

  it('is refused for another proof, size or root', () => {
    fc.assert(
      fc.property(twoSizes, ([first, second]) => {
        const claim = claimOf(first, second);
        const other = tree.leafHash(sha256, utf8('other'));
        for (const bad of spoiled(claim.proof))
          expect(tree.verifyConsistency({ ...claim, proof: bad })).toBe(false);
        expect(tree.verifyConsistency({ ...claim, firstRoot: other })).toBe(false);
        // From the empty tree everything follows, so its proof says nothing of the new root.
        if (first > 0) expect(tree.verifyConsistency({ ...claim, secondRoot: other })).toBe(false);
        expect(tree.verifyConsistency({ ...claim, first: second + 1 })).toBe(false);
      }),
      { numRuns: runs(100) },
    );
  });

  it('never throws for numbers that are no size', () => {
    const claim = claimOf(3, 7);
    for (const bad of [-1, 0.5, NaN, Infinity, 2 ** 53]) {
      expect(tree.verifyConsistency({ ...claim, first: bad })).toBe(false);
      expect(tree.verifyConsistency({ ...claim, second: bad })).toBe(false);
    }
    expect(tree.verifyConsistency({ ...claim, proof: [] })).toBe(false);
    expect(() => tree.consistencyProof(sha256, read, 4, 3)).toThrow(RangeError);
  });
});
