/** When access keys were last used, as the log has it: what a start knows of the time before it. Read in the background, newest first. */
import { storedEvent } from '../../domain/audit/stored-event.ts';
import type { Sha256 } from '../../domain/log/hash.ts';
import type { Store } from '../../domain/ports/store.ts';
import type { AccessKeyEntity } from '../../domain/state/entities.ts';
import type { State } from '../../domain/state/state.ts';
import { principalOf } from '../principals.ts';

const PAGE = 500;
/** Events of one service that are read at most: beyond it an access key is "not used since", with the date. */
const MOST_READ = 10_000;

/**
 * Tells `state.credentials` of the newest use of every access key. `now`: when this desk began to see uses itself. An altered event says
 * nothing. Rejects when the store does.
 */
export async function readAccessKeyUse(
  sha256: Sha256,
  store: Store,
  state: State,
  accountId: string,
  now: number,
): Promise<void> {
  state.credentials.begin(now);
  const owners = Map.groupBy(state.all('accessKey'), ({ principalId }) => principalId);
  for (const [principalId, held] of owners) {
    const owner = state.principal(principalId);
    if (owner === undefined) continue;
    // oxlint-disable-next-line no-await-in-loop -- one service after the other: others wait for the reader too
    await readOwner(sha256, store, state, principalOf(accountId, owner).caller.arn, held, now);
  }
}

async function readOwner(
  sha256: Sha256,
  store: Store,
  state: State,
  principal: string,
  held: readonly AccessKeyEntity[],
  now: number,
): Promise<void> {
  const unseen = new Map(held.map(({ id, createdAt }) => [id, createdAt]));
  let before: number | undefined;
  let oldest = now;
  for (let read = 0; unseen.size > 0;) {
    const since = Math.min(...unseen.values());
    // oxlint-disable-next-line no-await-in-loop -- each page begins where the last one ended
    const { leaves, matching, complete } = await store.search({
      principals: [principal],
      since,
      limit: PAGE,
      enough: 0,
      ...(before === undefined ? {} : { before }),
    });
    for (const leaf of leaves) {
      const event = storedEvent(sha256, leaf);
      if (event === null) continue;
      oldest = event.time;
      if (event.credential === null || !unseen.delete(event.credential)) continue;
      if (state.accessKey(event.credential) !== undefined) state.credentials.see(event.credential, event);
    }
    read += leaves.length;
    before = leaves.at(-1)?.sequence;
    const whole = complete && leaves.length === matching;
    if (!whole && read < MOST_READ) continue;
    for (const id of unseen.keys()) state.credentials.readBackTo(id, whole ? 0 : oldest);
    return;
  }
}
