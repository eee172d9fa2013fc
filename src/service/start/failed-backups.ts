/** Backups that failed before this start, as the log has them. Read in the background. */
import { storedEvent } from '../../domain/audit/stored-event.ts';
import type { Sha256 } from '../../domain/log/hash.ts';
import type { Store } from '../../domain/ports/store.ts';
import { BACK_UP } from '../../domain/state/failed-backups.ts';
import type { State } from '../../domain/state/state.ts';

/** More in a row than anybody counts. */
const MOST = 200;

/**
 * Tells `state.failedBackups` of those below sequence `size`, but of none before the backup that the desk was last restored from: it was
 * whole, though its own log cannot say so. An altered event says nothing. Rejects when the store does.
 */
export async function readFailedBackups(
  sha256: Sha256,
  store: Store,
  state: State,
  size: number,
): Promise<void> {
  const since = state.epochs.at(-1)?.backupAt;
  const { leaves } = await store.search({
    operations: [BACK_UP],
    before: size,
    limit: MOST,
    enough: 0,
    ...(since === undefined ? {} : { since }),
  });
  state.failedBackups.readBack(
    leaves.map((leaf) => storedEvent(sha256, leaf)).filter((event) => event !== null),
  );
}
