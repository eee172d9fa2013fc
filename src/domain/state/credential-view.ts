/**
 * When each access key last signed a request, in memory: exact for what this desk has seen since it started, and as far back as a start
 * has read the log (`readTo`).
 */
import type { AuditEvent } from '../audit/event.ts';

export type CredentialUse = Pick<AuditEvent, 'sequence' | 'time' | 'operation' | 'source' | 'outcome'>;

export class CredentialView {
  readonly #last = new Map<string, CredentialUse>();
  readonly #readTo = new Map<string, number>();
  #startedAt = 0;

  /** At a start: of what was before nothing is known until the log was read. */
  begin(now: number): void {
    this.#startedAt = now;
  }

  /** A request signed with it; an older one than is known changes nothing. */
  see(id: string, { sequence, time, operation, source, outcome }: CredentialUse): void {
    if (sequence < (this.#last.get(id)?.sequence ?? 0)) return;
    this.#last.set(id, { sequence, time, operation, source, outcome });
  }

  /** The log was read back to `time` (ms; 0: all of it) for uses of this access key. */
  readBackTo(id: string, time: number): void {
    this.#readTo.set(id, time);
  }

  forget(id: string): void {
    this.#last.delete(id);
    this.#readTo.delete(id);
  }

  lastUse(id: string): CredentialUse | null {
    return this.#last.get(id) ?? null;
  }

  /** ms: when `lastUse` knows of none, there was none since then. */
  knownSince(id: string): number {
    return this.#readTo.get(id) ?? this.#startedAt;
  }
}
