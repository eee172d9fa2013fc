/** A page's leaves as they come from the reader's thread: all bytes in one transferred buffer, not two small ones cloned for every leaf. */
import type { StoredLeaf } from '../../../domain/ports/store.ts';

export interface LeafMessage {
  /** Hash and bytes of each leaf, one after the other. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Lengths of these, in order. */
  readonly lengths: Int32Array<ArrayBuffer>;
  readonly sequences: Float64Array<ArrayBuffer>;
}

/** Copies the leaves. Transfer the three buffers. */
export function packLeaves(leaves: readonly StoredLeaf[]): LeafMessage {
  const lengths = new Int32Array(2 * leaves.length);
  const sequences = new Float64Array(leaves.length);
  let size = 0;
  for (const [i, { sequence, hash, bytes }] of leaves.entries()) {
    sequences[i] = sequence;
    lengths[2 * i] = hash.length;
    lengths[2 * i + 1] = bytes.length;
    size += hash.length + bytes.length;
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const { hash, bytes } of leaves) {
    all.set(hash, at);
    all.set(bytes, at + hash.length);
    at += hash.length + bytes.length;
  }
  return { bytes: all, lengths, sequences };
}

export const buffersOf = ({ bytes, lengths, sequences }: LeafMessage): ArrayBuffer[] => [
  bytes.buffer,
  lengths.buffer,
  sequences.buffer,
];

/** The leaves, as views of the message's buffer. */
export function unpackLeaves({ bytes, lengths, sequences }: LeafMessage): StoredLeaf[] {
  let at = 0;
  const next = (length: number): Uint8Array => bytes.subarray(at, (at += length));
  return Array.from(sequences, (sequence, i) => ({
    sequence,
    hash: next(lengths[2 * i] ?? 0),
    bytes: next(lengths[2 * i + 1] ?? 0),
  }));
}
