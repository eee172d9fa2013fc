/** Backups that failed since the last one that did not, in memory, as the log has them: what it held before the start is read back. */
import type { AuditEvent } from '../audit/event.ts';

export interface FailedBackups {
  readonly count: number;
  /** Of the last of them: ms, where it was to go, and why it is not there. */
  readonly at: number;
  readonly directory: string;
  readonly reason: string;
}

export type BackupEvent = Pick<
  AuditEvent,
  'operation' | 'outcome' | 'time' | 'reason' | 'parameters' | 'extensions'
>;

/** How the log names a backup. */
export const BACK_UP = 'BackUpDesk';

export class FailedBackupsView {
  #now: FailedBackups | null = null;
  /** A good one was seen: what was before it counts no more. */
  #isSettled = false;

  /** An event of the log, as it is appended. One that nobody was allowed to begin is none; one that has begun is told by its end. */
  note({ operation, outcome, time, reason, parameters, extensions }: BackupEvent): void {
    if (operation !== BACK_UP || outcome === 'denied') return;
    if (extensions.some(([name, value]) => name === 'stream' && value === 'opened')) return;
    if (outcome === 'allowed') {
      this.#now = null;
      this.#isSettled = true;
      return;
    }
    const directory = parameters.find(([name]) => name === 'Directory')?.[1] ?? '';
    this.#now = { count: (this.#now?.count ?? 0) + 1, at: time, directory, reason: reason ?? '' };
  }

  /** Events of before the start, the newest first. */
  readBack(events: readonly BackupEvent[]): void {
    if (this.#isSettled) return;
    const before = new FailedBackupsView();
    for (const event of events.toReversed()) before.note(event);
    const { last } = before;
    if (last !== null) this.#now = { ...(this.#now ?? last), count: (this.#now?.count ?? 0) + last.count };
  }

  /** Null: none, or the last one became whole. */
  get last(): FailedBackups | null {
    return this.#now;
  }
}
