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
 *
 * `setBackFrom`: at a start, what the clock said before it was set back (ms), when it was. Nobody can say then how old a session is, so all
 * are over, and so is an invitation that had expired by then.
 */
export async function sweepSessions(
  ledger: Ledger,
  desk: Desk,
  sessions: Sessions,
  setBackFrom: number | null = null,
): Promise<void> {
  const { state } = ledger;
  const over = setBackFrom === null ? sessions.over(state) : [...state.ids('session')];
  const expired = [...state.all('invitation')].filter(({ expiresAt }) => expiresAt <= (setBackFrom ?? 0));
  const by = rootPrincipal(desk.meta.accountId);
  const reason =
    setBackFrom === null
      ? 'expired, or not used for half an hour'
      : `the clock was set back: the log has events of ${new Date(setBackFrom).toISOString()}`;
  const gone = [
    ...over.map((id) => remove('session', id)),
    ...expired.map(({ principalId }) => remove('invitation', principalId)),
  ];
  // All of one turn, so that nothing ends one of them in between.
  const appended: Promise<void>[] = [];
  for (let from = 0; from < gone.length; from += MOST_CHANGES) {
    const changes = gone.slice(from, from + MOST_CHANGES);
    appended.push(ledger.append(deskEvent(desk, by, 'EndSessions', reason), changes).durable);
  }
  await Promise.all(appended);
  for (const id of over) sessions.end(id);
}
