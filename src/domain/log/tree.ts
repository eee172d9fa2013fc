/**
 * The Merkle tree over the log's leaves: RFC 6962 §2.1, proofs and their verification as RFC 9162 §2.1.3 and §2.1.4 spell them out.
 * Sizes and indexes are plain numbers up to 2^53, so halving is arithmetic here, never a 32-bit shift.
 */
import { equalBytes } from '../bytes.ts';
import { HASH_SIZE, type Sha256 } from './hash.ts';

/** Where a leaf is put behind its prefix: an array anew for each would cost more than its hash. Its first byte stays 0. */
const scratch = new Uint8Array(4096);

/** Hash of a leaf: SHA-256(0x00 ‖ bytes). The prefix keeps leaves and nodes apart (RFC 6962 §2.1). */
export function leafHash(sha256: Sha256, bytes: Uint8Array): Uint8Array {
  const size = 1 + bytes.length;
  const input = size <= scratch.length ? scratch.subarray(0, size) : new Uint8Array(size);
  input.set(bytes, 1);
  return sha256(input);
}

/** Hash of a node: SHA-256(0x01 ‖ left ‖ right). Both are 32 bytes. */
export function nodeHash(sha256: Sha256, left: Uint8Array, right: Uint8Array): Uint8Array {
  const input = new Uint8Array(1 + 2 * HASH_SIZE);
  input[0] = 1;
  input.set(left, 1);
  input.set(right, 1 + HASH_SIZE);
  return sha256(input);
}

/**
 * What is left of a tree when only appending and its root matter: the roots of the perfect subtrees that its size is the sum of,
 * largest first (one for each bit set in `size`).
 */
export interface TreeEdge {
  readonly size: number;
  readonly hashes: readonly Uint8Array[];
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

const bitsSet = (size: number): number => {
  let count = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
};

/** An append-only tree in O(log n) memory. */
export class LogTree {
  readonly #sha256: Sha256;
  readonly #hashes: Uint8Array[];
  #size: number;

  /** Continues from `edge`, else empty. Throws RangeError when the edge's hashes do not fit its size. */
  constructor(sha256: Sha256, edge: TreeEdge = { size: 0, hashes: [] }) {
    if (
      !isCount(edge.size) ||
      edge.hashes.length !== bitsSet(edge.size) ||
      edge.hashes.some((hash) => hash.length !== HASH_SIZE)
    ) {
      throw new RangeError('The hashes do not fit a tree of that size.');
    }
    this.#sha256 = sha256;
    this.#hashes = [...edge.hashes];
    this.#size = edge.size;
  }

  /** Number of leaves. */
  get size(): number {
    return this.#size;
  }

  /** The hashes are shared, not copied: nobody changes them. */
  edge(): TreeEdge {
    return { size: this.#size, hashes: [...this.#hashes] };
  }

  /**
   * Adds one leaf (its 32-byte leaf hash, kept, so not to be changed afterwards). `onSubtree` is told of every perfect subtree that
   * this leaf completes, from the smallest: `height` h is a subtree of 2^h leaves. Each such root is computed exactly once in the life of a log.
   */
  append(hash: Uint8Array, onSubtree?: (height: number, root: Uint8Array) => void): void {
    if (hash.length !== HASH_SIZE) throw new RangeError(`A leaf hash has ${HASH_SIZE} bytes.`);
    let root = hash;
    let height = 0;
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2) {
      const left = this.#hashes.pop();
      if (left === undefined) throw new RangeError('unreachable: one hash for each bit of the size');
      root = nodeHash(this.#sha256, left, root);
      height += 1;
      onSubtree?.(height, root);
    }
    this.#hashes.push(root);
    this.#size += 1;
  }

  /** Merkle tree hash of all leaves; SHA-256 of nothing for the empty tree (RFC 6962 §2.1). A fresh or shared 32 bytes. */
  root(): Uint8Array {
    let root = this.#hashes.at(-1);
    if (root === undefined) return this.#sha256(new Uint8Array(0));
    for (let i = this.#hashes.length - 2; i >= 0; i--) root = nodeHash(this.#sha256, this.#hashes[i]!, root);
    return root;
  }
}

/** Leaves [from, to). */
export interface LeafRange {
  readonly from: number;
  readonly to: number;
}

/** The largest power of two smaller than `n` (n ≥ 2): where RFC 6962 splits a tree. */
function splitPoint(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/**
 * The subtrees whose hashes make the inclusion proof (audit path) of leaf `index` in the tree of `size`, in the proof's order: the
 * sibling nearest the leaf first (RFC 6962 §2.1.1). Throws RangeError unless 0 ≤ index < size.
 */
export function inclusionRanges(index: number, size: number): LeafRange[] {
  if (!isCount(index) || !isCount(size) || index >= size)
    throw new RangeError(`There is no leaf ${index} in a tree of size ${size}.`);
  const ranges: LeafRange[] = [];
  let from = 0;
  let to = size;
  while (to - from > 1) {
    const middle = from + splitPoint(to - from);
    if (index < middle) {
      ranges.push({ from: middle, to });
      to = middle;
    } else {
      ranges.push({ from, to: middle });
      from = middle;
    }
  }
  return ranges.toReversed();
}

/**
 * The subtrees whose hashes make the consistency proof between the trees of sizes `first` and `second`, in the proof's order
 * (RFC 6962 §2.1.2). Empty when first is 0 or equals second. Throws RangeError unless 0 ≤ first ≤ second.
 */
export function consistencyRanges(first: number, second: number): LeafRange[] {
  if (!isCount(first) || !isCount(second) || first > second)
    throw new RangeError(`A tree of size ${second} does not continue one of size ${first}.`);
  if (first === 0 || first === second) return [];
  const ranges: LeafRange[] = [];
  let from = 0;
  let to = second;
  // The old tree ends inside (from, to]; when it ends at `to`, [from, to) is a whole subtree of both trees.
  while (first !== to) {
    const middle = from + splitPoint(to - from);
    if (first <= middle) {
      ranges.push({ from: middle, to });
      to = middle;
    } else {
      ranges.push({ from, to: middle });
      from = middle;
    }
  }
  // When that subtree starts at 0 it is the old tree itself, whose root the verifier has.
  if (from > 0) ranges.push({ from, to });
  return ranges.toReversed();
}

/** Answers the leaf hashes [from, to). */
export type LeafHashReader = (from: number, to: number) => readonly Uint8Array[];

/** Merkle tree hash of leaves [from, to), read one by one. For long logs use the tiles (`proof.ts`). */
export function rangeHash(sha256: Sha256, read: LeafHashReader, { from, to }: LeafRange): Uint8Array {
  const tree = new LogTree(sha256);
  for (const hash of read(from, to)) tree.append(hash);
  if (tree.size !== to - from) throw new RangeError(`The leaf hashes ${from} to ${to} are not all there.`);
  return tree.root();
}

/** Inclusion proof of leaf `index` in the tree of `size` (RFC 6962 §2.1.1). */
export const inclusionProof = (
  sha256: Sha256,
  read: LeafHashReader,
  index: number,
  size: number,
): Uint8Array[] => inclusionRanges(index, size).map((range) => rangeHash(sha256, read, range));

/** Consistency proof between the trees of sizes `first` and `second` (RFC 6962 §2.1.2). */
export const consistencyProof = (
  sha256: Sha256,
  read: LeafHashReader,
  first: number,
  second: number,
): Uint8Array[] => consistencyRanges(first, second).map((range) => rangeHash(sha256, read, range));

export interface InclusionClaim {
  readonly sha256: Sha256;
  /** Hash of the leaf whose bytes the caller holds: computed by the caller, never taken from the prover. */
  readonly leafHash: Uint8Array;
  /** Attacker-controlled: comes with the proof. */
  readonly index: number;
  /** Size and root: from a checkpoint whose signature was verified. */
  readonly size: number;
  /** Attacker-controlled. */
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/** Is that leaf at `index` of the tree with this root? RFC 9162 §2.1.3.2. Never throws; false for anything malformed. */
export function verifyInclusion({ sha256, leafHash, index, size, proof, root }: InclusionClaim): boolean {
  if (!isCount(index) || !isCount(size) || index >= size) return false;
  if (leafHash.length !== HASH_SIZE || proof.some((hash) => hash.length !== HASH_SIZE)) return false;
  let fn = index;
  let sn = size - 1;
  let hash = leafHash;
  for (const sibling of proof) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(sha256, sibling, hash);
      while (fn % 2 === 0 && fn !== 0) {
        fn /= 2;
        sn = Math.floor(sn / 2);
      }
    } else {
      hash = nodeHash(sha256, hash, sibling);
    }
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 && equalBytes(hash, root);
}

export interface ConsistencyClaim {
  readonly sha256: Sha256;
  /** The old tree: from a checkpoint kept elsewhere. */
  readonly first: number;
  readonly firstRoot: Uint8Array;
  /** The new tree: from a checkpoint whose signature was verified. */
  readonly second: number;
  readonly secondRoot: Uint8Array;
  /** Attacker-controlled. */
  readonly proof: readonly Uint8Array[];
}

/**
 * Is the old tree a prefix of the new one? RFC 9162 §2.1.4.2. Never throws; false for anything malformed. The empty tree is a prefix
 * of every tree (its root must be that of the empty tree, and its proof empty).
 */
export function verifyConsistency({
  sha256,
  first,
  firstRoot,
  second,
  secondRoot,
  proof,
}: ConsistencyClaim): boolean {
  if (!isCount(first) || !isCount(second) || first > second) return false;
  if (
    firstRoot.length !== HASH_SIZE ||
    secondRoot.length !== HASH_SIZE ||
    proof.some((hash) => hash.length !== HASH_SIZE)
  )
    return false;
  if (first === second) return proof.length === 0 && equalBytes(firstRoot, secondRoot);
  if (first === 0) return proof.length === 0 && equalBytes(firstRoot, sha256(new Uint8Array(0)));
  // A whole subtree of both trees is left out of the proof when it is the old tree itself.
  const path = bitsSet(first) === 1 ? [firstRoot, ...proof] : proof;
  let fn = first - 1;
  let sn = second - 1;
  while (fn % 2 === 1) {
    fn = (fn - 1) / 2;
    sn = Math.floor(sn / 2);
  }
  const [seed, ...rest] = path;
  if (seed === undefined) return false;
  let oldHash = seed;
  let newHash = seed;
  for (const hash of rest) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      oldHash = nodeHash(sha256, hash, oldHash);
      newHash = nodeHash(sha256, hash, newHash);
      while (fn % 2 === 0 && fn !== 0) {
        fn /= 2;
        sn = Math.floor(sn / 2);
      }
    } else {
      newHash = nodeHash(sha256, newHash, hash);
    }
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 && equalBytes(oldHash, firstRoot) && equalBytes(newHash, secondRoot);
}
