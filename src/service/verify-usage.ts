/**
 * The counters (last use, nonce budget) and the timeline are sums over the log and no rows that an event names, so what they must be is
 * known only by counting the whole log again.
 */
import type { AuditEvent } from '../domain/audit/event.ts';
import type { MinuteDelta, UsageDelta } from '../domain/ports/store.ts';
import { DAY_MS, MINUTE_MS, usageId } from '../domain/state/usage-view.ts';
import { usesOf, type Use } from '../domain/state/uses.ts';
import { momentText, type Found } from './verify-finding.ts';

type Counter = Pick<UsageDelta, 'count' | 'lastSequence' | 'lastTime'>;

/** What a line of the timeline counts, minute by minute. */
type Line = Pick<MinuteDelta, 'outcome' | 'operation' | 'principal'>;

const idOf = (use: Use): string =>
  usageId({
    key: use.key ?? '',
    version: use.keyVersion ?? 0,
    principal: use.principal,
    operation: use.operation,
    outcome: use.outcome,
    day: Math.floor(use.time / DAY_MS),
  });
const lineOf = ({ outcome, operation, principal }: Line): string => `${outcome}\n${operation}\n${principal}`;

/** How a stored counter differs from the log, or null. */
function difference(stored: Counter, counted: Counter | undefined): string | null {
  const { count, lastSequence, lastTime } = counted ?? { count: 0, lastSequence: 0, lastTime: 0 };
  if (stored.count !== count) return `says ${stored.count}; the log has ${count}`;
  if (stored.lastSequence !== lastSequence)
    return `says that event ${stored.lastSequence} was its last; in the log it is event ${lastSequence}`;
  if (stored.lastTime !== lastTime)
    return `says that its last event was at ${momentText(stored.lastTime)}; in the log it was at ${momentText(lastTime)}`;
  return null;
}

/** Counts events as the ledger does, then compares with what is stored. */
export class Recount {
  readonly #counters = new Map<string, Counter>();
  /** By line, then by minute. */
  readonly #timeline = new Map<string, Map<number, number>>();

  /** The next event of the log. */
  see(event: AuditEvent): void {
    for (const use of usesOf(event)) {
      const id = idOf(use);
      const count = (this.#counters.get(id)?.count ?? 0) + 1;
      this.#counters.set(id, { count, lastSequence: use.sequence, lastTime: use.time });
    }
    const line = lineOf(event);
    let minutes = this.#timeline.get(line);
    if (minutes === undefined) this.#timeline.set(line, (minutes = new Map()));
    const minute = Math.floor(event.time / MINUTE_MS);
    minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
  }

  /** After the last event: finds every stored counter and every line of the timeline that is not what was counted. */
  judge(counters: Iterable<UsageDelta>, timeline: Iterable<MinuteDelta>, found: Found): void {
    this.#judgeCounters(counters, found);
    this.#judgeTimeline(timeline, found);
  }

  #judgeCounters(stored: Iterable<UsageDelta>, found: Found): void {
    for (const row of stored) {
      const id = usageId(row);
      const wrong = difference(row, this.#counters.get(id));
      this.#counters.delete(id);
      if (wrong !== null) found('usage', id, `The counter of ${row.operation} by ${row.principal} ${wrong}.`);
    }
    for (const [id, { count }] of this.#counters) {
      const [, , principal = '', operation = ''] = id.split('\n');
      found('usage', id, `The counter of ${operation} by ${principal} is missing; the log has ${count}.`);
    }
  }

  /** One finding a line: somebody may have altered every minute of years. */
  #judgeTimeline(stored: Iterable<MinuteDelta>, found: Found): void {
    const wrong = new Map<string, number[]>();
    const differs = (line: string, minute: number): void => {
      const minutes = wrong.get(line);
      if (minutes === undefined) wrong.set(line, [minute]);
      else minutes.push(minute);
    };
    for (const row of stored) {
      const line = lineOf(row);
      const minutes = this.#timeline.get(line);
      if (minutes?.get(row.minute) !== row.count) differs(line, row.minute);
      minutes?.delete(row.minute);
    }
    for (const [line, minutes] of this.#timeline) for (const minute of minutes.keys()) differs(line, minute);
    for (const [line, minutes] of wrong) {
      const [outcome = '', operation = '', principal = ''] = line.split('\n');
      const first = minutes.reduce((least, minute) => Math.min(least, minute));
      found(
        'usage',
        line,
        `The timeline of ${operation} by ${principal}, ${outcome}, is not the log's in ${minutes.length} ${minutes.length === 1 ? 'minute' : 'minutes'}, the first at ${momentText(first * MINUTE_MS)}.`,
      );
    }
  }
}
