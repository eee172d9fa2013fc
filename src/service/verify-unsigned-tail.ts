import type { AuditEvent } from '../domain/audit/event.ts';
import { momentText, type Found } from './verify-finding.ts';

/** A running desk signs within a second of an event; after a minute `/readyz` calls it late. */
const LATE_MS = 60_000;

/**
 * The events after the newest stored checkpoint. Checkpoints are no rows that an event names, so that one was deleted shows only by what
 * the desk promises: it signs before it serves, within a second of an event unless the HSM is away, and when it stops. What a kill or a
 * lost HSM leaves behind is therefore of the last run, and short, or without any use of the HSM.
 * An older checkpoint may be thinned, and proves nothing that the newest does not: that one is gone is nothing to find.
 */
export class UnsignedTail {
  /** Null when no checkpoint is stored. */
  #signed: number | null = null;
  #served = false;
  #first: AuditEvent | null = null;
  #firstUse: AuditEvent | null = null;
  #lastUse: AuditEvent | null = null;

  /** The newest stored checkpoint covers this many: told before any event after them is seen. */
  signedTo(size: number | null): void {
    this.#signed = size;
  }

  see(sequence: number, event: AuditEvent): void {
    if (event.via !== 'desk') this.#served = true;
    if (sequence < (this.#signed ?? 0)) return;
    this.#first ??= event;
    // Only the HSM makes or opens a ciphertext.
    if (event.outcome !== 'allowed' || event.envelope === null) return;
    this.#firstUse ??= event;
    this.#lastUse = event;
  }

  /** After the last event: finds what neither a kill nor a lost HSM explains; answers the notes on what they do. */
  judge(size: number, found: Found): readonly string[] {
    if (this.#first === null) return [];
    const from = this.#signed ?? 0;
    if (this.#signed === null && this.#served)
      found(
        'checkpoint',
        'none',
        'No checkpoint is stored, but the desk signs one before it serves, and it has served: they were removed.',
      );
    else if (
      this.#firstUse !== null &&
      this.#lastUse !== null &&
      this.#lastUse.time - this.#firstUse.time > LATE_MS
    )
      found(
        'checkpoint',
        from,
        `No checkpoint covers the events from ${from} on, although the HSM worked from ${momentText(this.#firstUse.time)} to ${momentText(this.#lastUse.time)}, and a desk signs within a second: newer checkpoints were removed, or signing failed all that time (then the operational log says so).`,
      );
    else
      return [
        `Events ${from} to ${size - 1}, since ${momentText(this.#first.time)}, are in no stored checkpoint. A desk that stops signs every event: it was killed, or the HSM could not be reached, or newer checkpoints were removed. Only a checkpoint kept elsewhere can tell (--checkpoint FILE); the next start signs them.`,
      ];
    return [];
  }
}
