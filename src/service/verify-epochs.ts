/** Epochs of the log as its own events tell them: each began at the first start after a restore. */
import type { AuditEvent } from '../domain/audit/event.ts';
import { BEGIN_LOG_EPOCH } from './start/epoch.ts';

interface Begun {
  readonly number: number;
  readonly firstEvent: number;
  /** As the event has it. */
  readonly backupTime: string;
  readonly beganAt: number;
}

const events = (count: number): string => `${count} ${count === 1 ? 'event' : 'events'}`;

/** Follows the log event by event. */
export class Epochs {
  readonly #begun: Begun[] = [];

  see(event: AuditEvent): void {
    // Nobody can call the operation: an event of this name that changed an epoch is the desk's own.
    if (event.operation !== BEGIN_LOG_EPOCH || event.via !== 'desk') return;
    const change = event.changes.find(({ kind }) => kind === 'epoch');
    if (change === undefined) return;
    const backupTime = new Map(event.parameters).get('BackupTime') ?? 'a time that is not told';
    const number = Number(change.id);
    this.#begun.push({ number, firstEvent: event.sequence, backupTime, beganAt: event.time });
  }

  /** Number of the newest. */
  get newest(): number {
    return this.#begun.at(-1)?.number ?? 0;
  }

  /**
   * Why a checkpoint of `size` events, signed in an epoch, cannot be compared with this log: it covers events that a restore left behind.
   * Null when it can.
   */
  lost(epoch: number, size: number): string | null {
    const isOurs = epoch === 0 || this.#begun.some(({ number }) => number === epoch);
    const next = this.#begun.find(({ number }) => number > epoch);
    if (next === undefined || (isOurs && size <= next.firstEvent)) return null;
    const restored = `The desk was restored from the backup of ${next.backupTime}, at ${new Date(next.beganAt).toISOString()}`;
    return isOurs
      ? `it covers ${events(size)} of the log as it was before a restore. ${restored}; of these, ${events(size - next.firstEvent)} were recorded after that backup and are lost with it.`
      : `it is of a time after another restore, of which nothing is in this log. ${restored}.`;
  }

  notes(): readonly string[] {
    return this.#begun.map(
      ({ firstEvent, backupTime }) =>
        `The log goes on from the backup of ${backupTime} with event ${firstEvent}: the desk was restored from it.`,
    );
  }
}
