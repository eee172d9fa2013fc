import { remove } from '../../domain/state/entities.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Desk } from '../operation.ts';
import { rootPrincipal } from '../principals.ts';
import type { Sessions } from './sessions.ts';
import { deskEvent } from '../desk-event.ts';

export const SWEEP_MS = 60 * 60 * 1000;
/** Changes in one event: its bytes stay within some 200 kB. */
const MOST_CHANGES = 1_000;

/**
 * Removes the rows of sessions that are over. One event for a thousand of them, none when there are none. Rejects when they could not be
 * recorded; nothing was removed then.
 */
export async function sweepSessions(ledger: Ledger, desk: Desk, sessions: Sessions): Promise<void> {
  const over = sessions.over(ledger.state);
  const by = rootPrincipal(desk.meta.accountId);
  const reason = 'expired, or not used for half an hour';
  // All of one turn, so that nothing ends one of them in between.
  const appended: Promise<void>[] = [];
  for (let from = 0; from < over.length; from += MOST_CHANGES) {
    const changes = over.slice(from, from + MOST_CHANGES).map((id) => remove('session', id));
    appended.push(ledger.append(deskEvent(desk, by, 'EndSessions', reason), changes).durable);
  }
  await Promise.all(appended);
  for (const id of over) sessions.end(id);
}
