/** Store → state and log edge, believed only when seal, chain and tree agree. Used at start, after a failed commit, and by verify-log. */
import { equalBytes } from '../../../domain/bytes.ts';
import { restoreEdge, TileEdge } from '../../../domain/log/tiles.ts';
import type { DeskMeta, Store } from '../../../domain/ports/store.ts';
import { loadState, LoadError, NO_CHANGES } from '../../../domain/state/load.ts';
import type { Mac } from '../../../domain/state/row-mac.ts';
import type { LedgerBase } from '../../../service/ledger/ledger.ts';
import { sha256, sha256Hex } from './bytes-node.ts';

const WIDTH = 256;

export async function openLog(
  store: Store,
  meta: DeskMeta,
  mac: Mac,
  onProgress?: (done: number, total: number) => void,
): Promise<LedgerBase> {
  const { state, seal } = loadState(store, meta, {
    digest: sha256Hex,
    mac,
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  if (seal === null) return { store, state, tiles: new TileEdge(sha256), changeHead: NO_CHANGES };
  const tail = await store.leafHashes(seal.size - (seal.size % WIDTH), seal.size + 1);
  if (tail.length !== (seal.size % WIDTH) * 32) {
    throw new LoadError(
      'SEAL_FORGED',
      `The log does not have the ${seal.size} events that the seal counts: the database was altered.`,
    );
  }
  const { tiles } = await restoreEdge(sha256, seal.size, (level, number) => store.tile(level, number), tail);
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
