/**
 * How often each grant decided, by day, and when last. In memory only: what comes while the desk runs, and what the host reads of the
 * newest events of keys with grants at start. So it says from when it knows.
 */
import type { AuditEvent } from '../audit/event.ts';
import { DAY_MS } from './usage-view.ts';

export type GrantUseFact = Pick<AuditEvent, 'time' | 'operation' | 'decidedBy' | 'outcome'>;

export interface LastGrantUse {
  readonly time: number;
  readonly operation: string;
}

interface GrantUse {
  time: number;
  operation: string;
  readonly byDay: Map<number, number>;
}

export class GrantUses {
  readonly #uses = new Map<string, GrantUse>();
  readonly #knownSince = new Map<string, number>();

  /** Counts one event, in any order. */
  note({ time, operation, decidedBy, outcome }: GrantUseFact): void {
    if (outcome !== 'allowed') return;
    for (const { source, policy } of decidedBy) {
      if (source !== 'GRANT') continue;
      const use = this.#uses.get(policy);
      const day = Math.floor(time / DAY_MS);
      if (use === undefined) {
        this.#uses.set(policy, { time, operation, byDay: new Map([[day, 1]]) });
        continue;
      }
      use.byDay.set(day, (use.byDay.get(day) ?? 0) + 1);
      if (time < use.time) continue;
      use.time = time;
      use.operation = operation;
    }
  }

  /** All uses of the key's grants at or after `since` (ms) are known: it was read so far. */
  knowsFrom(keyId: string, since: number): void {
    this.#knownSince.set(keyId, since);
  }

  /** ms: what of the key's grants is known goes back to then; 0 when to the beginning. */
  knownSince(keyId: string): number {
    return this.#knownSince.get(keyId) ?? 0;
  }

  /** The last known use of a grant, or null. */
  last(grantId: string): LastGrantUse | null {
    const use = this.#uses.get(grantId);
    return use === undefined ? null : { time: use.time, operation: use.operation };
  }

  /** Known uses on or after a day (since the epoch, UTC). */
  count(grantId: string, sinceDay: number): number {
    let count = 0;
    for (const [day, uses] of this.#uses.get(grantId)?.byDay ?? []) if (day >= sinceDay) count += uses;
    return count;
  }

  /** Of a grant that is gone. */
  forget(grantId: string): void {
    this.#uses.delete(grantId);
  }
}
