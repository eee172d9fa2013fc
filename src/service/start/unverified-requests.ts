/**
 * Requests without a verified principal are not appended to the audit log one by one (anyone could fill the disk): one event per source
 * network, error code and minute, with a count; where a person's password was guessed at, one of each person, whom it names. So a minute's count is in the log when the minute has ended, or at stop; a crash may
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
  /** Id of the person whose password it was about. What was typed for a name that nobody has is kept nowhere: it may be a password. */
  readonly guessedAt: string | undefined;
  count: number;
  /** ms */
  first: number;
  last: number;
}

/** Counts by minute, of the last hour. */
class LastHour {
  readonly #counts = new Map<number, number>();

  add(minute: number): void {
    if (!this.#counts.has(minute)) this.#forget(minute);
    this.#counts.set(minute, (this.#counts.get(minute) ?? 0) + 1);
  }

  total(minute: number): number {
    this.#forget(minute);
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  #forget(now: number): void {
    for (const minute of this.#counts.keys())
      if (minute <= now - HOUR_MINUTES || minute > now) this.#counts.delete(minute);
  }
}

export interface UnverifiedTools {
  readonly ledger: Pick<Ledger, 'append' | 'writable' | 'state'>;
  readonly desk: Pick<Desk, 'wallClock' | 'random' | 'version'>;
  readonly log: OperationalLog;
  /** Whether the disk has room for what strangers cause. While it has not, counts wait, and those beyond the most that may wait are summed. */
  readonly hasRoom: () => boolean;
}

export class UnverifiedRequests {
  readonly #tools: UnverifiedTools;
  readonly #rows = new Map<string, Row>();
  readonly #inMinute = { minute: 0, rows: 0 };
  readonly #all = new LastHour();
  /** Person's id → wrong passwords: no more than there are people. */
  readonly #guesses = new Map<string, LastHour>();
  readonly #totals = new Map<ErrorCode, number>();
  #timer: Timer | null = null;
  #stopped = false;
  #writing: Promise<void> = Promise.resolve();

  constructor(tools: UnverifiedTools) {
    this.#tools = tools;
  }

  /** One more; `network` as `networkOf` gives it, `guessedAt` the id of the person whose password it was about. */
  count(code: ErrorCode, network: string, guessedAt?: string): void {
    const now = this.#tools.desk.wallClock.now();
    const minute = Math.floor(now / MINUTE_MS);
    this.#all.add(minute);
    if (guessedAt !== undefined) this.#guessesAt(guessedAt).add(minute);
    this.#totals.set(code, (this.#totals.get(code) ?? 0) + 1);
    const row = this.#rowOf({ minute, network, code, guessedAt }, now);
    row.count++;
    row.last = Math.max(row.last, now);
    this.#schedule((minute + 1) * MINUTE_MS - now + AFTER_MS);
  }

  /** How many came in the last hour. */
  lastHour(): number {
    return this.#all.total(this.#minute());
  }

  /** Whose passwords were guessed at in the last hour, by the person's id, and how often. */
  guessesOfLastHour(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const [person, guesses] of this.#guesses) {
      const count = guesses.total(this.#minute());
      if (count === 0) this.#guesses.delete(person);
      else counts.set(person, count);
    }
    return counts;
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

  readonly #minute = (): number => Math.floor(this.#tools.desk.wallClock.now() / MINUTE_MS);

  #guessesAt(person: string): LastHour {
    const known = this.#guesses.get(person) ?? new LastHour();
    this.#guesses.set(person, known);
    return known;
  }

  #rowOf(of: Pick<Row, 'minute' | 'network' | 'code' | 'guessedAt'>, now: number): Row {
    const { minute, network, code, guessedAt = '' } = of;
    const name = [minute, network, code, guessedAt].join('\n');
    const known = this.#rows.get(name);
    if (known !== undefined) return known;
    if (this.#inMinute.minute !== minute) Object.assign(this.#inMinute, { minute, rows: 0 });
    if (this.#inMinute.rows < MOST_A_MINUTE && this.#rows.size < MOST_WAITING) {
      this.#inMinute.rows++;
      return this.#newRow(name, of, now);
    }
    const rest = `${MANY_SOURCES}\n${code}`;
    return (
      this.#rows.get(rest) ??
      this.#newRow(rest, { minute, network: MANY_SOURCES, code, guessedAt: undefined }, now)
    );
  }

  #newRow(name: string, of: Pick<Row, 'minute' | 'network' | 'code' | 'guessedAt'>, now: number): Row {
    const row = { ...of, count: 0, first: now, last: now };
    this.#rows.set(name, row);
    return row;
  }

  #schedule(delay: number): void {
    if (this.#stopped) return;
    this.#timer ??= later(() => {
      this.#timer = null;
      this.#record(this.#minute());
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

  #factsOf({ network, code, guessedAt = '', count, first, last }: Row): EventFacts {
    const { desk, ledger } = this.#tools;
    const person = ledger.state.principal(guessedAt);
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
      parameters: person === undefined ? [] : [['Name', person.name]],
      extensions: [
        ['first', new Date(first).toISOString()],
        ['last', new Date(last).toISOString()],
        ['requests', String(count)],
      ],
    };
  }
}
