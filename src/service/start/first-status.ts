/** What a desk shows of itself before its first probe and its first event: what was found when it was opened. */
import type { Vault } from '../../domain/ports/vault.ts';
import type { LedgerBase } from '../ledger/ledger.ts';
import type { DeskStatus } from '../operation.ts';
import { rootOfNote } from './checkpoints.ts';
import { openedVault } from './vault-status.ts';

/** `own`: what only a desk that serves knows. */
export function firstStatus(
  { store, tiles }: Pick<LedgerBase, 'store' | 'tiles'>,
  vault: Vault,
  own: Partial<Pick<DeskStatus, 'endpoint' | 'unverified' | 'guesses' | 'lowDisk'>> = {},
): DeskStatus {
  const checkpoint = store.latestCheckpoint();
  return {
    endpoint: '',
    unverified: () => 0,
    guesses: () => new Map(),
    lowDisk: () => null,
    ...own,
    vault: openedVault(vault.describe()),
    log: {
      size: tiles.size,
      checkpointSize: checkpoint?.size ?? 0,
      checkpointTime: checkpoint?.time ?? null,
      checkpointRoot: checkpoint === null ? null : rootOfNote(checkpoint.note),
      uncoveredSince: null,
    },
  };
}
