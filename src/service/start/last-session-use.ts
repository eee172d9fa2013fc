/** When the stored sessions were last used, as the log has it: what a start knows of the time before it. */
import { storedEvent } from '../../domain/audit/stored-event.ts';
import type { Sha256 } from '../../domain/log/hash.ts';
import type { Store } from '../../domain/ports/store.ts';
import type { State } from '../../domain/state/state.ts';
import { operationOfName } from '../operations/index.ts';
import { SESSION_IDLE_MS } from '../operations/sessions/start-session.ts';
import { principalOf } from '../principals.ts';
import { sessionCredential } from './sessions.ts';

const PAGE = 500;

/**
 * Id of the session → ms of its last use. Sessions without any within the idle limit are left out. Reads no more of the log than that.
 * An altered event is no sign of life.
 */
export async function lastSessionUse(
  sha256: Sha256,
  store: Store,
  state: State,
  accountId: string,
  now: number,
): Promise<Map<string, number>> {
  const lastUse = new Map<string, number>();
  const owners = Map.groupBy(state.all('session'), ({ principalId }) => principalId);
  for (const [principalId, sessions] of owners) {
    const owner = state.principal(principalId);
    if (owner === undefined) continue;
    const principal = principalOf(accountId, owner).caller.arn;
    const unseen = new Map(sessions.map(({ id }) => [sessionCredential(id), id]));
    for (let before: number | undefined; unseen.size > 0;) {
      const { leaves, matching, complete } = await store.search({
        principals: [principal],
        enough: 0,
        since: now - SESSION_IDLE_MS,
        limit: PAGE,
        ...(before === undefined ? {} : { before }),
      });
      for (const leaf of leaves) {
        const event = storedEvent(sha256, leaf);
        const credential = event?.credential ?? '';
        const id = unseen.get(credential);
        if (event === null || id === undefined || operationOfName(event.operation)?.background === true)
          continue;
        lastUse.set(id, event.time);
        unseen.delete(credential);
      }
      before = leaves.at(-1)?.sequence;
      if (complete && leaves.length === matching) break;
    }
  }
  return lastUse;
}
