/** Store → state and log edge, believed only when seal, chain and tree agree. Used at start, after a failed commit, and by verify-log. */
import { equalBytes, toBase64 } from '../../domain/bytes.ts';
import { logOrigin, openCheckpoint } from '../../domain/log/checkpoint.ts';
import { NoteError, parseVerifierKey, verifierKey, type VerifyEd25519 } from '../../domain/log/note.ts';
import type { Sha256 } from '../../domain/log/hash.ts';
import { restoreEdge, TileEdge } from '../../domain/log/tiles.ts';
import type { DeskMeta, Store } from '../../domain/ports/store.ts';
import { loadState, LoadError, NO_CHANGES } from '../../domain/state/load.ts';
import type { EpochEntity } from '../../domain/state/entities.ts';
import type { Mac } from '../../domain/state/row-mac.ts';
import type { LedgerBase } from '../ledger/ledger.ts';

/** The host's own. */
export interface LogPrimitives {
  readonly sha256: Sha256;
  /** Of a text's UTF-8, in hex. */
  readonly sha256Hex: (text: string) => string;
  readonly verifyEd25519: VerifyEd25519;
}

const WIDTH = 256;

/** Tree and tiles of the stored log's first `size` leaves. Throws LoadError when they are not all there. */
async function edgeAt({ sha256 }: LogPrimitives, store: Store, size: number): Promise<TileEdge> {
  const tail = await store.leafHashes(size - (size % WIDTH), size);
  if (tail.length !== (size % WIDTH) * 32)
    throw new LoadError('SEAL_FORGED', `The log does not have ${size} events: the database was altered.`);
  return (await restoreEdge(sha256, size, (level, number) => store.tile(level, number), tail)).tiles;
}

/** The name of the log's newest epoch: what is signed now bears it. The database names the first one only, for ever. */
export const currentOrigin = (meta: DeskMeta, epochs: readonly Pick<EpochEntity, 'number'>[]): string =>
  logOrigin(meta.deskId, epochs.at(-1)?.number ?? 0);

/** That the log is this token's, by its name and its key: neither is covered by anything that is stored. Throws LoadError. */
export function checkIdentity(meta: DeskMeta, publicKey: Uint8Array): void {
  if (meta.logOrigin !== logOrigin(meta.deskId) || meta.logPublicKey !== toBase64(publicKey))
    throw new LoadError(
      'IDENTITY_ALTERED',
      'The database names another log, or another log key, than the token has: it was altered, or belongs to another token.',
    );
}

/**
 * That the newest stored checkpoint is what this desk signed, before a new one takes its place: by this token's key, under the name of
 * the epoch that its last event is of. Throws LoadError.
 */
export async function checkSigned(
  primitives: LogPrimitives,
  { store, state }: Pick<LedgerBase, 'store' | 'state'>,
  meta: DeskMeta,
  publicKey: Uint8Array,
): Promise<void> {
  const { sha256, verifyEd25519 } = primitives;
  const stored = store.latestCheckpoint();
  if (stored === null) return;
  const altered = new LoadError(
    'IDENTITY_ALTERED',
    `The newest stored checkpoint (of ${stored.size} events) is not what this desk signed: the database was altered. "keydesk verify-log" says more.`,
  );
  try {
    const begun = state.epochs.filter(({ firstEvent }) => firstEvent < stored.size);
    const key = parseVerifierKey(sha256, verifierKey(sha256, currentOrigin(meta, begun), publicKey));
    const { size, root } = await openCheckpoint(stored.note, [key], verifyEd25519);
    if (size === stored.size && equalBytes((await edgeAt(primitives, store, size)).root(), root)) return;
  } catch (error) {
    if (error instanceof LoadError) throw error;
    if (!(error instanceof NoteError) && !(error instanceof RangeError)) throw error;
  }
  throw altered;
}

/** What this process knows to be on disk: after a failed commit the file that is found must hold it. */
export interface KnownLog {
  readonly size: number;
  readonly root: Uint8Array;
}

/** The store opened anew is this desk's, and no older than what was answered from. Throws LoadError. */
export async function checkContinues(
  primitives: LogPrimitives,
  store: Store,
  meta: DeskMeta,
  known: KnownLog,
): Promise<void> {
  const found = store.meta();
  const same = found !== null && found.deskId === meta.deskId && found.createdAt === meta.createdAt;
  if (same && (store.seal()?.size ?? 0) >= known.size) {
    if (known.size === 0 || equalBytes((await edgeAt(primitives, store, known.size)).root(), known.root))
      return;
  }
  throw new LoadError(
    'OTHER_LOG',
    `The database is not the one that was open: it does not continue the log of ${known.size} events. Put that file back.`,
  );
}

export async function openLog(
  primitives: LogPrimitives,
  store: Store,
  meta: DeskMeta,
  mac: Mac,
  onProgress?: (done: number, total: number) => void,
): Promise<LedgerBase> {
  const { sha256, sha256Hex } = primitives;
  const { state, seal } = loadState(store, meta, {
    digest: sha256Hex,
    mac,
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  if (seal === null) return { store, state, tiles: new TileEdge(sha256), changeHead: NO_CHANGES };
  if ((await store.leafHashes(seal.size, seal.size + 1)).length > 0)
    throw new LoadError(
      'SEAL_FORGED',
      `The log has more than the ${seal.size} events that the seal counts: the database was altered.`,
    );
  const tiles = await edgeAt(primitives, store, seal.size);
  if (!equalBytes(tiles.root(), seal.root))
    throw new LoadError(
      'SEAL_FORGED',
      'The hashes of the log do not lead to the sealed root: the database was altered.',
    );
  // A chain that was never begun is known by identity, not by value.
  return {
    store,
    state,
    tiles,
    changeHead: equalBytes(seal.changeHead, NO_CHANGES) ? NO_CHANGES : seal.changeHead,
  };
}
