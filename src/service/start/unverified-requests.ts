/**
 * Requests without a verified principal are not appended to the audit log one by one (anyone could fill the disk): one event per source
 * network, error code and minute, with a count. So a minute's count is in the log when the minute has ended, or at stop; a crash may
 * lose that of the running one, which concerns nothing that was done.
 */
import type { ErrorCode } from '../errors.ts';
import { toHex } from '../../domain/bytes.ts';
import { ANONYMOUS, MANY_SOURCES } from '../../domain/audit/anonymous.ts';
import { uuid } from '../ids.ts';
import type { EventFacts, Ledger } from '../ledger/ledger.ts';
import type { OperationalLog } from '../log.ts';
import type { Desk } from '../operation.ts';
import { later, type Timer } from './background.ts';

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
/** Networks and codes of one minute that are told apart; those beyond are one `many:` a code. Some 25 MB a day at worst. */
export const MOST_A_MINUTE = 48;
/** Waiting to be recorded, while the log cannot be written. */
const MOST_WAITING = 1_000;
/** How long after its minute an event is made: what was received in it has been counted by then. */
const AFTER_MS = 250;
const RETRY_MS = 5_000;

interface Row {
  readonly minute: number;
  readonly network: string;
  readonly code: ErrorCode;
  count: number;
  /** ms */
  first: number;
  last: number;
}

export interface UnverifiedTools {
  readonly ledger: Pick<Ledger, 'append' | 'writable'>;
  readonly desk: Pick<Desk, 'wallClock' | 'random' | 'version'>;
  readonly log: OperationalLog;
  /** Whether the disk has room for what strangers cause. While it has not, counts wait, and those beyond the most that may wait are summed. */
  readonly hasRoom: () => boolean;
}

export class UnverifiedRequests {
  readonly #tools: UnverifiedTools;
  readonly #rows = new Map<string, Row>();
  readonly #inMinute = { minute: 0, rows: 0 };
  /** Minute → count, of the last hour. */
  readonly #minutes = new Map<number, number>();
  readonly #totals = new Map<ErrorCode, number>();
  #timer: Timer | null = null;
  #stopped = false;
  #writing: Promise<void> = Promise.resolve();

  constructor(tools: UnverifiedTools) {
    this.#tools = tools;
  }

  /** One more; `network` as `networkOf` gives it. */
  count(code: ErrorCode, network: string): void {
    const now = this.#tools.desk.wallClock.now();
    const minute = Math.floor(now / MINUTE_MS);
    if (!this.#minutes.has(minute)) this.#forget(minute);
    this.#minutes.set(minute, (this.#minutes.get(minute) ?? 0) + 1);
    this.#totals.set(code, (this.#totals.get(code) ?? 0) + 1);
    const row = this.#rowOf(minute, network, code, now);
    row.count++;
    row.last = Math.max(row.last, now);
    this.#schedule((minute + 1) * MINUTE_MS - now + AFTER_MS);
  }

  /** How many came in the last hour. */
  lastHour(): number {
    this.#forget(Math.floor(this.#tools.desk.wallClock.now() / MINUTE_MS));
    return [...this.#minutes.values()].reduce((sum, count) => sum + count, 0);
  }

  /** How many came since the start, by error code. */
  get totals(): ReadonlyMap<ErrorCode, number> {
    return this.#totals;
  }

  /** Records what is left; resolves when it is durable, or was given up. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#writing;
    this.#record(Infinity);
    await this.#writing;
  }

  #rowOf(minute: number, network: string, code: ErrorCode, now: number): Row {
    const known = this.#rows.get(`${minute}\n${network}\n${code}`);
    if (known !== undefined) return known;
    if (this.#inMinute.minute !== minute) Object.assign(this.#inMinute, { minute, rows: 0 });
    if (this.#inMinute.rows < MOST_A_MINUTE && this.#rows.size < MOST_WAITING) {
      this.#inMinute.rows++;
      return this.#newRow(`${minute}\n${network}\n${code}`, { minute, network, code, now });
    }
    const rest = `${MANY_SOURCES}\n${code}`;
    return this.#rows.get(rest) ?? this.#newRow(rest, { minute, network: MANY_SOURCES, code, now });
  }

  #newRow(name: string, { now, ...of }: Pick<Row, 'minute' | 'network' | 'code'> & { now: number }): Row {
    const row = { ...of, count: 0, first: now, last: now };
    this.#rows.set(name, row);
    return row;
  }

  #forget(now: number): void {
    for (const minute of this.#minutes.keys())
      if (minute <= now - HOUR_MINUTES || minute > now) this.#minutes.delete(minute);
  }

  #schedule(delay: number): void {
    if (this.#stopped) return;
    this.#timer ??= later(() => {
      this.#timer = null;
      this.#record(Math.floor(this.#tools.desk.wallClock.now() / MINUTE_MS));
    }, delay);
  }

  /** Appends the rows of every minute but `minute`: of those to come too, which a clock leaves that was set back. */
  #record(minute: number): void {
    const { ledger, log, hasRoom } = this.#tools;
    const over = [...this.#rows].filter(([, row]) => row.minute !== minute);
    if (over.length > 0 && ledger.writable && (hasRoom() || minute === Infinity)) {
      for (const [name, row] of over) this.#append(name, row);
      const requests = over.reduce((sum, [, { count }]) => sum + count, 0);
      const networks = new Set(over.map(([, { network }]) => network)).size;
      log.warn(
        { requests, networks },
        'requests without a verified principal: the audit log has them by network',
      );
    }
    if (this.#rows.size > 0) this.#schedule(RETRY_MS);
  }

  #append(name: string, row: Row): void {
    this.#rows.delete(name);
    const keep = (error: unknown): void => {
      // It is not in the log, so it waits for the next time; who has counted on meanwhile is not lost either.
      const newer = this.#rows.get(name);
      if (newer === undefined) this.#rows.set(name, row);
      else Object.assign(newer, { count: newer.count + row.count, first: Math.min(newer.first, row.first) });
      this.#tools.log.error({ error }, 'refused requests could not be recorded; trying again');
      this.#schedule(RETRY_MS);
    };
    try {
      const { durable } = this.#tools.ledger.append(this.#factsOf(row), []);
      this.#writing = Promise.all([this.#writing, durable.catch(keep)]).then(() => undefined);
    } catch (error) {
      keep(error);
    }
  }

  #factsOf({ network, code, count, first, last }: Row): EventFacts {
    const { desk } = this.#tools;
    return {
      time: desk.wallClock.now(),
      salt: toHex(desk.random.bytes(16)),
      operation: 'RefuseUnverified',
      class: 'management',
      via: 'desk',
      principal: ANONYMOUS,
      principalId: ANONYMOUS,
      credential: null,
      source: network,
      agent: `keydesk/${desk.version}`,
      request: uuid(desk.random),
      key: null,
      keyVersion: null,
      context: null,
      outcome: 'failed',
      error: code,
      decidedBy: [],
      reason: null,
      envelope: null,
      duration: 0,
      approval: null,
      parameters: [],
      extensions: [
        ['first', new Date(first).toISOString()],
        ['last', new Date(last).toISOString()],
        ['requests', String(count)],
      ],
    };
  }
}
