/**
 * Identical allowed reads of the console coalesce per session and minute: the first is an event of its own, durable before its answer;
 * those after it are counted, and one event closes the minute with the count. A crash may lose that count: the only exception to "every
 * operation is an event", and it concerns nothing that changed anything or touched a key.
 */
import type { EventFacts } from '../ledger/ledger.ts';

const MINUTE_MS = 60_000;
/** Distinct reads remembered; beyond it a read is simply an event. */
const MOST = 10_000;

interface Entry {
  readonly minute: number;
  readonly facts: EventFacts;
  /** Reads after the first. */
  more: number;
}

export class CoalescedReads {
  readonly #entries = new Map<string, Entry>();
  readonly #close: (facts: EventFacts, count: number) => void;

  /** `close` appends the event that ends a minute: `count` further reads like `facts`. */
  constructor(close: (facts: EventFacts, count: number) => void) {
    this.#close = close;
  }

  /** True when this read is counted with one that is in the log already; false when the caller must append it. */
  counts(facts: EventFacts, input: string): boolean {
    if (facts.via !== 'console' || facts.class !== 'read' || facts.outcome !== 'allowed') return false;
    const name = `${facts.credential ?? ''}\n${facts.operation}\n${facts.source}\n${facts.agent}\n${input}`;
    const minute = Math.floor(facts.time / MINUTE_MS);
    const entry = this.#entries.get(name);
    if (entry !== undefined && entry.minute === minute) {
      entry.more++;
      return true;
    }
    if (entry !== undefined) this.#end(name, entry);
    if (this.#entries.size < MOST) this.#entries.set(name, { minute, facts, more: 0 });
    return false;
  }

  /** Closes every minute before `time` (ms). Called once a minute, and with Infinity at stop. */
  sweep(time: number): void {
    for (const [name, entry] of this.#entries) {
      if ((entry.minute + 1) * MINUTE_MS <= time) this.#end(name, entry);
    }
  }

  /** After a failed commit: what was counted with may not be in the log. */
  clear(): void {
    this.#entries.clear();
  }

  #end(name: string, entry: Entry): void {
    this.#entries.delete(name);
    if (entry.more > 0) this.#close(entry.facts, entry.more);
  }
}
