/**
 * Does the desk's log verify, from where this browser stands? The newest checkpoint must be signed by the log's key, the same key as
 * last time, and must continue the last checkpoint that this browser verified: proved by hashes, so that a log with an event taken out
 * or altered cannot pass. Everything that the desk answers is believed only when it is proved.
 */
import { fromBase64, toBase64 } from '../../domain/bytes.ts';
import { openCheckpoint, type Checkpoint } from '../../domain/log/checkpoint.ts';
import type { Sha256 } from '../../domain/log/hash.ts';
import { NoteError, parseVerifierKey, type VerifyEd25519 } from '../../domain/log/note.ts';
import { proveConsistency, type HashSource } from '../../domain/log/proof.ts';
import { verifyConsistency } from '../../domain/log/tree.ts';
import { changeOf, restoreOf, type LogEpoch, type Restore } from './restored-log.ts';

/** A checkpoint that this browser verified, as it keeps it. */
export interface SeenCheckpoint {
  /** `name+hash+base64`: the name is the log's origin. */
  readonly verifierKey: string;
  readonly size: number;
  /** base64 */
  readonly root: string;
  readonly note: string;
  /** ms: when this browser verified it. */
  readonly time: number;
}

export type LogFault =
  /** Not signed by the log's key, or not a checkpoint at all. */
  | 'signature'
  /** The same log, with another key than last time. */
  | 'key'
  /** Another log than last time. */
  | 'other-log'
  /** Fewer events than this browser has seen. */
  | 'smaller'
  /** Not a continuation of what this browser has seen. */
  | 'fork';

export type LogCheck =
  | {
      readonly verdict: 'verified';
      readonly now: SeenCheckpoint;
      /** What it was proved to continue; null the first time, when there is only the signature. */
      readonly before: SeenCheckpoint | null;
      /** Since then the desk was restored from a backup that has all that this browser saw; null when it was not. */
      readonly restored: Restore | null;
    }
  | {
      /** Rightly signed, and restored from a backup that does not have all that this browser saw. */
      readonly verdict: 'restored';
      readonly now: SeenCheckpoint;
      readonly before: SeenCheckpoint;
      readonly restored: Restore;
    }
  | {
      readonly verdict: 'failed';
      readonly fault: LogFault;
      readonly before: SeenCheckpoint | null;
      /** What the desk shows now: evidence, not to be believed. */
      readonly note: string;
    }
  | { readonly verdict: 'unknown'; readonly why: 'unsigned' | 'browser' | 'unreachable' };

export interface LogCheckTools {
  readonly sha256: Sha256;
  readonly verifyEd25519: VerifyEd25519;
  /** The newest note, or null while there is none. Rejects when the desk cannot be reached. */
  readonly readNote: () => Promise<string | null>;
  /** Hashes below the checkpoint of `size`. */
  readonly hashesOf: (size: number) => HashSource;
  readonly now: () => number;
}

/** The desk said no, or something that is no hash: it does not prove what it claims. Other errors mean that it was not reached. */
export class NoProofError extends Error {}
/** This browser has no Ed25519, or this page is not in a secure context. */
export class NoVerifierError extends Error {}

/**
 * `deskKey`: the verifier key that the desk names; `epochs`: what it tells of its restores. `before`: read before this is called, so that
 * a second tab raises no false alarm.
 */
export async function checkLog(
  tools: LogCheckTools,
  { deskKey, epochs }: { readonly deskKey: string; readonly epochs: readonly LogEpoch[] },
  before: SeenCheckpoint | null,
): Promise<LogCheck> {
  let note: string | null;
  try {
    note = await tools.readNote();
  } catch {
    return { verdict: 'unknown', why: 'unreachable' };
  }
  if (note === null) return { verdict: 'unknown', why: 'unsigned' };
  const failed = (fault: LogFault): LogCheck => ({ verdict: 'failed', fault, before, note });
  try {
    const isAnother = before !== null && before.verifierKey !== deskKey;
    const change = isAnother ? changeOf(tools.sha256, before.verifierKey, deskKey) : null;
    if (change !== null && change !== 'restored') return failed(change);
    const key = parseVerifierKey(tools.sha256, deskKey);
    const checkpoint = await openCheckpoint(note, [key], tools.verifyEd25519);
    const continues = (from: Pick<Checkpoint, 'size' | 'root'> | SeenCheckpoint): Promise<LogFault | null> =>
      faultAgainst(tools, from, checkpoint);
    const restored = isAnother ? await restoreOf(tools, { before, deskKey, epochs }, continues) : null;
    if (typeof restored === 'string') return failed(restored);
    const fault = before === null || isAnother ? null : await continues(before);
    if (fault !== null) return failed(fault);
    const now = {
      verifierKey: deskKey,
      size: checkpoint.size,
      root: toBase64(checkpoint.root),
      note,
      time: tools.now(),
    };
    if (before !== null && restored !== null && restored.lost !== 0)
      return { verdict: 'restored', now, before, restored };
    return { verdict: 'verified', now, before, restored };
  } catch (error) {
    if (error instanceof NoteError) return failed('signature');
    if (error instanceof NoVerifierError) return { verdict: 'unknown', why: 'browser' };
    return { verdict: 'unknown', why: 'unreachable' };
  }
}

/** Why `checkpoint` does not continue what was seen before; null when it is proved that it does. */
async function faultAgainst(
  { sha256, hashesOf }: LogCheckTools,
  before: Pick<Checkpoint, 'size' | 'root'> | SeenCheckpoint,
  { size, root }: Checkpoint,
): Promise<LogFault | null> {
  const firstRoot = typeof before.root === 'string' ? fromBase64(before.root) : before.root;
  if (firstRoot === undefined) return 'fork';
  if (size < before.size) return 'smaller';
  let proof: Uint8Array[];
  try {
    proof = await proveConsistency(sha256, hashesOf(size), before.size, size);
  } catch (error) {
    if (error instanceof NoProofError || error instanceof RangeError) return 'fork';
    throw error;
  }
  const claim = { sha256, first: before.size, firstRoot, second: size, secondRoot: root, proof };
  return verifyConsistency(claim) ? null : 'fork';
}
