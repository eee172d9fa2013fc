/** What a start believes of its clock: it says at least what the log knows, and a doubt of before goes on. */
import { DOUBT_MS, RunningTime } from '../../domain/keys/deletion-guard.ts';
import type { Sha256 } from '../../domain/log/hash.ts';
import type { Clock } from '../../domain/ports/clock.ts';
import type { LedgerBase } from '../ledger/ledger.ts';
import { newestTime } from './newest-time.ts';

export interface ClockAtStart {
  readonly running: RunningTime;
  /** When the log's newest event was, ms; null for an empty log. */
  readonly newest: number | null;
}

export async function clockAtStart(
  sha256: Sha256,
  { store, state }: Pick<LedgerBase, 'store' | 'state'>,
  clock: Clock,
): Promise<ClockAtStart> {
  const running = new RunningTime(
    state.running(),
    { now: clock.now(), elapsed: clock.elapsed() },
    // A deletion that was pending in a backup may have been cancelled after it.
    Math.max(state.doubtedAt(), state.restoredAt),
  );
  const newest = await newestTime(sha256, store);
  if (newest !== null && Math.abs(clock.now() - newest) > DOUBT_MS) running.doubt();
  return { running, newest };
}
