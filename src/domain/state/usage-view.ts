/**
 * The usage roll-up in memory: key, version, principal, operation, outcome, day → count and last event. Summed per event, handed
 * to the store as deltas with the batch that holds the events, rebuildable from the log.
 */
import type { MinuteDelta, UsageDelta } from '../ports/store.ts';
import { usesOf, type Use, type UseFact } from './uses.ts';

export const DAY_MS = 86_400_000;
export const MINUTE_MS = 60_000;

/** Operations that encrypt with a key version, so spend its nonce budget. */
const ENCRYPTS: ReadonlySet<string> = new Set([
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptTo',
]);
/** Cryptographic operations: what GetKeyLastUsage and "last used" mean. */
const CRYPTO: ReadonlySet<string> = new Set([...ENCRYPTS, 'Decrypt', 'ReEncryptFrom']);

const NOBODY: ReadonlySet<string> = new Set();

export interface LastUse {
  readonly time: number;
  readonly operation: string;
  readonly principal: string;
  readonly sequence: number;
}

interface KeyUsageTotals {
  /** By `usageId`; made of `restored` when first asked for. */
  readonly byDay: Map<string, UsageDelta>;
  /** Rows of the store as they came: most keys are not asked about. */
  restored: UsageDelta[];
  lastUse: LastUse | null;
  /** Rows counted so far: moves with every use. */
  revision: number;
  /** Encryptions by version number. */
  readonly encryptions: Map<number, number>;
  /** What `summary` last answered, until the key is used again: a list sorted by use asks for every key. */
  summary: { readonly sinceDay: number; readonly answer: UsageSummary } | null;
  /** ARNs of all that ever used it. */
  readonly users: Set<string>;
}

/** Cryptographic requests of one day (since the epoch, UTC). */
export interface DayOfUse {
  readonly day: number;
  readonly allowed: number;
  readonly refused: number;
}

/** Requests on a key that are alike but for their time. */
export interface KeyRequests {
  readonly principal: string;
  readonly operation: string;
  readonly outcome: UsageDelta['outcome'];
  readonly count: number;
  /** ms of the last. */
  readonly lastTime: number;
}

export interface UsageSummary {
  readonly requests: number;
  /** Denied and failed. */
  readonly refused: number;
  readonly failed: number;
  readonly byPrincipal: ReadonlyMap<
    string,
    {
      readonly allowed: number;
      readonly refused: number;
      readonly failed: number;
      readonly lastTime: number;
    }
  >;
}

const NO_USE: UsageSummary = { requests: 0, refused: 0, failed: 0, byPrincipal: new Map() };

export class UsageView {
  readonly #keys = new Map<string, KeyUsageTotals>();
  readonly #principals = new Map<string, number>();
  /** Denied requests by day and principal. */
  readonly #denied = new Map<number, Map<string, number>>();
  /** Who was ever let do an operation. */
  readonly #doers = new Map<string, Set<string>>();
  #usage = new Map<string, UsageDelta>();
  #minutes = new Map<string, MinuteDelta>();

  /** A row of the store, at load. */
  restore(row: UsageDelta): void {
    const totals = this.#note(row);
    totals?.restored.push(row);
  }

  /** Counts one event, in memory at once and in the next batch's deltas. */
  count(event: UseFact): void {
    for (const use of usesOf(event)) this.#countUse(use);
    const minute = Math.floor(event.time / MINUTE_MS);
    const minuteId = `${minute}\n${event.outcome}\n${event.operation}\n${event.principal}`;
    const counted = this.#minutes.get(minuteId)?.count ?? 0;
    this.#minutes.set(minuteId, {
      minute,
      outcome: event.outcome,
      operation: event.operation,
      principal: event.principal,
      count: counted + 1,
    });
  }

  #countUse(fact: Use): void {
    const day = Math.floor(fact.time / DAY_MS);
    const delta: UsageDelta = {
      key: fact.key ?? '',
      version: fact.keyVersion ?? 0,
      principal: fact.principal,
      operation: fact.operation,
      outcome: fact.outcome,
      day,
      count: 1,
      lastSequence: fact.sequence,
      lastTime: fact.time,
    };
    const id = usageId(delta);
    const pending = this.#usage.get(id);
    this.#usage.set(id, pending === undefined ? delta : { ...delta, count: pending.count + 1 });
    this.#sum(delta);
  }

  /** What was counted since the last call: goes into the batch that holds those events. */
  takeDeltas(): { usage: UsageDelta[]; minutes: MinuteDelta[] } {
    const out = { usage: [...this.#usage.values()], minutes: [...this.#minutes.values()] };
    this.#usage = new Map();
    this.#minutes = new Map();
    return out;
  }

  /** The last successful cryptographic use of a key, or null. */
  lastUse(key: string): LastUse | null {
    return this.#keys.get(key)?.lastUse ?? null;
  }

  /** Moves with every use of the key: what was made of its counters is true as long as it stands. */
  revision(key: string): number {
    return this.#keys.get(key)?.revision ?? 0;
  }

  /** Encryptions made with a key version since it exists. */
  encryptions(key: string, version: number): number {
    return this.#keys.get(key)?.encryptions.get(version) ?? 0;
  }

  /** The most encryptions that any key version has made. */
  mostEncryptions(): number {
    let most = 0;
    for (const { encryptions } of this.#keys.values())
      for (const made of encryptions.values()) if (made > most) most = made;
    return most;
  }

  /** ARNs of the principals that ever used a key with success. */
  usersOf(key: string): ReadonlySet<string> {
    return this.#keys.get(key)?.users ?? NOBODY;
  }

  /** Requests on a key day by day, on or after `sinceDay`; in order, days without any left out. */
  daily(key: string, sinceDay: number): readonly DayOfUse[] {
    const days = new Map<number, { day: number; allowed: number; refused: number }>();
    const totals = this.#keys.get(key);
    if (totals === undefined) return [];
    for (const row of daysOf(totals).values()) {
      if (row.day < sinceDay || !CRYPTO.has(row.operation)) continue;
      let day = days.get(row.day);
      if (day === undefined) days.set(row.day, (day = { day: row.day, allowed: 0, refused: 0 }));
      if (row.outcome === 'allowed') day.allowed += row.count;
      else day.refused += row.count;
    }
    return [...days.values()].sort((a, b) => a.day - b.day);
  }

  /** Ids of the keys of which some version has made at least `encryptions`. */
  *used(encryptions: number): Generator<string> {
    for (const [key, totals] of this.#keys)
      for (const made of totals.encryptions.values())
        if (made >= encryptions) {
          yield key;
          break;
        }
  }

  /** Who did an operation on a key version last, when it was allowed; null when nobody is known to have. */
  doer(key: string, version: number, operation: string): string | null {
    const totals = this.#keys.get(key);
    if (totals === undefined) return null;
    let last: UsageDelta | null = null;
    for (const row of daysOf(totals).values())
      if (
        row.operation === operation &&
        row.version === version &&
        row.outcome === 'allowed' &&
        row.lastSequence > (last?.lastSequence ?? -1)
      )
        last = row;
    return last?.principal ?? null;
  }

  /** ms of the last event of a principal (ARN), or null. */
  lastSeen(principal: string): number | null {
    return this.#principals.get(principal) ?? null;
  }

  /** Denied requests of a day (days since the epoch) by principal (ARN), over keys and everything else. */
  deniedOn(day: number): ReadonlyMap<string, number> {
    return this.#denied.get(day) ?? new Map<string, number>();
  }

  /** The part of `deniedOn` that was asked of these keys, by day. */
  deniedOf(keys: Iterable<string>): ReadonlyMap<number, ReadonlyMap<string, number>> {
    const days = new Map<number, Map<string, number>>();
    for (const key of keys) {
      const totals = this.#keys.get(key);
      if (totals === undefined) continue;
      for (const { outcome, day, principal, count } of daysOf(totals).values())
        if (outcome === 'denied') addDenied(days, day, principal, count);
    }
    return days;
  }

  /** ARNs of those who were ever let do the operation. */
  doersOf(operation: string): ReadonlySet<string> {
    return this.#doers.get(operation) ?? new Set<string>();
  }

  /** Cryptographic requests on a key on or after `sinceDay` (days since the epoch). */
  summary(key: string, sinceDay: number): UsageSummary {
    const totals = this.#keys.get(key);
    if (totals === undefined) return NO_USE;
    if (totals.summary?.sinceDay !== sinceDay)
      totals.summary = { sinceDay, answer: summaryOf(totals, sinceDay) };
    return totals.summary.answer;
  }

  /**
   * Every kind of request on a key on or after `sinceDay`, looking on the key too: by principal (ARN), operation and outcome, days and
   * versions summed. A ReEncrypt is counted as in `usesOf`.
   */
  requestsOf(key: string, sinceDay: number): readonly KeyRequests[] {
    const totals = this.#keys.get(key);
    if (totals === undefined) return [];
    const sums = new Map<string, KeyRequests>();
    for (const { principal, operation, outcome, day, count, lastTime } of daysOf(totals).values()) {
      if (day < sinceDay) continue;
      const id = `${principal}\n${operation}\n${outcome}`;
      const before = sums.get(id);
      sums.set(id, {
        principal,
        operation,
        outcome,
        count: (before?.count ?? 0) + count,
        lastTime: Math.max(before?.lastTime ?? 0, lastTime),
      });
    }
    return [...sums.values()];
  }

  /** Keys on which a principal (ARN) asked for cryptography on or after `sinceDay`: how often, refusals too, and when last (ms). */
  usedBy(
    principal: string,
    sinceDay: number,
  ): ReadonlyMap<string, { readonly requests: number; readonly lastTime: number }> {
    const used = new Map<string, { requests: number; lastTime: number }>();
    for (const [key, totals] of this.#keys) {
      for (const row of daysOf(totals).values()) {
        if (row.principal !== principal || row.day < sinceDay || !CRYPTO.has(row.operation)) continue;
        const before = used.get(key);
        used.set(key, {
          requests: (before?.requests ?? 0) + row.count,
          lastTime: Math.max(before?.lastTime ?? 0, row.lastTime),
        });
      }
    }
    return used;
  }

  #sum(delta: UsageDelta): void {
    const totals = this.#note(delta);
    if (totals === undefined) return;
    const byDay = daysOf(totals);
    const id = usageId(delta);
    const before = byDay.get(id);
    byDay.set(id, before === undefined ? delta : { ...delta, count: before.count + delta.count });
  }

  /** Last use, last seen, encryptions; answers the key's totals, or undefined for an event without a key. */
  #note(delta: UsageDelta): KeyUsageTotals | undefined {
    if (delta.lastTime > (this.#principals.get(delta.principal) ?? 0))
      this.#principals.set(delta.principal, delta.lastTime);
    if (delta.outcome === 'denied') addDenied(this.#denied, delta.day, delta.principal, delta.count);
    else if (delta.outcome === 'allowed') {
      let doers = this.#doers.get(delta.operation);
      if (doers === undefined) this.#doers.set(delta.operation, (doers = new Set()));
      doers.add(delta.principal);
    }
    if (delta.key === '') return undefined;
    let totals = this.#keys.get(delta.key);
    if (totals === undefined) {
      totals = {
        byDay: new Map(),
        restored: [],
        lastUse: null,
        revision: 0,
        encryptions: new Map(),
        summary: null,
        users: new Set(),
      };
      this.#keys.set(delta.key, totals);
    }
    totals.summary = null;
    totals.revision++;
    if (delta.outcome !== 'allowed' || !CRYPTO.has(delta.operation)) return totals;
    totals.users.add(delta.principal);
    if (ENCRYPTS.has(delta.operation))
      totals.encryptions.set(delta.version, (totals.encryptions.get(delta.version) ?? 0) + delta.count);
    if (totals.lastUse === null || delta.lastSequence > totals.lastUse.sequence) {
      const { lastTime: time, operation, principal, lastSequence: sequence } = delta;
      totals.lastUse = { time, operation, principal, sequence };
    }
    return totals;
  }
}

function addDenied(
  days: Map<number, Map<string, number>>,
  day: number,
  principal: string,
  count: number,
): void {
  let byPrincipal = days.get(day);
  if (byPrincipal === undefined) days.set(day, (byPrincipal = new Map()));
  byPrincipal.set(principal, (byPrincipal.get(principal) ?? 0) + count);
}

function daysOf(totals: KeyUsageTotals): Map<string, UsageDelta> {
  for (const row of totals.restored) totals.byDay.set(usageId(row), row);
  totals.restored = [];
  return totals.byDay;
}

function summaryOf(totals: KeyUsageTotals, sinceDay: number): UsageSummary {
  let requests = 0;
  let refused = 0;
  let failed = 0;
  const byPrincipal = new Map<
    string,
    { allowed: number; refused: number; failed: number; lastTime: number }
  >();
  for (const row of daysOf(totals).values()) {
    if (row.day < sinceDay || !CRYPTO.has(row.operation)) continue;
    requests += row.count;
    const who = byPrincipal.get(row.principal) ?? { allowed: 0, refused: 0, failed: 0, lastTime: 0 };
    // Refused by policy or by the key's state: either way somebody asked and got nothing.
    if (row.outcome === 'allowed') who.allowed += row.count;
    else {
      who.refused += row.count;
      refused += row.count;
      if (row.outcome === 'failed') {
        who.failed += row.count;
        failed += row.count;
      }
    }
    who.lastTime = Math.max(who.lastTime, row.lastTime);
    byPrincipal.set(row.principal, who);
  }
  return { requests, refused, failed, byPrincipal };
}

/** What counters are kept by, as one text. */
export const usageId = (row: Omit<UsageDelta, 'count' | 'lastSequence' | 'lastTime'>): string =>
  `${row.key}\n${row.version}\n${row.principal}\n${row.operation}\n${row.outcome}\n${row.day}`;
