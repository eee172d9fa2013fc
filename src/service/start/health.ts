/** Readiness: HSM, store and log, each named. Probes a token object once a second, so that a lost token is noticed without traffic. */
import type { Rung } from '../../domain/health/ladder.ts';
import { ladderWords, lengthText, type LadderPlaces } from '../../domain/health/ladder-words.ts';
import type { ProbeHistory } from '../../domain/health/probe-history.ts';
import type { WallClock } from '../../domain/ports/clock.ts';
import type { Vault, VaultHealth } from '../../domain/ports/vault.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { StoreError, type StoreErrorCode } from '../../domain/ports/store.ts';
import type { DeskStatus } from '../operation.ts';
import type { OperationalLog } from '../log.ts';
import { every, type Timer } from './background.ts';
import { noteHealth } from './vault-status.ts';

const PROBE_MS = 1_000;
/** Anybody may ask whether the desk is ready: what the HSM said counts for as long (ms). */
const LATELY_MS = 250;
/** A checkpoint is due within a second; a minute means that signing fails. */
const LATE_MS = 60_000;

export interface HsmReadiness {
  readonly ok: boolean;
  readonly state: 'ready' | 'slow' | 'lost';
  readonly message: string;
  /** What to do, while something is to be done. */
  readonly remedy?: string;
  /** ISO 8601: since when it is lost, or slow. */
  readonly since?: string;
  readonly latencyMs?: number;
  /** While lost: where on the ladder it stands, since when, and how often the desk has climbed. */
  readonly rung?: Rung;
  readonly rungSince?: string;
  readonly climbs?: number;
  /** Calls that were refused meanwhile. */
  readonly refused?: number;
}

export interface Readiness {
  readonly ready: boolean;
  readonly hsm: HsmReadiness;
  readonly store: { readonly ok: boolean; readonly message: string };
  readonly log: {
    readonly ok: boolean;
    readonly message: string;
    readonly size: number;
    readonly checkpointSize: number;
    /** Events that no checkpoint covers yet, and since when. */
    readonly uncovered: number;
    readonly uncoveredSince?: string;
  };
  readonly integrity: { readonly ok: boolean; readonly message: string };
  readonly disk: { readonly ok: boolean; readonly message: string };
}

export interface HealthTools {
  readonly vault: Vault;
  readonly ledger: Ledger;
  readonly status: DeskStatus;
  readonly probes: ProbeHistory;
  readonly wallClock: WallClock;
  readonly log: OperationalLog;
  readonly places: LadderPlaces;
  /** The token is back: called before any call that waited for it goes on. */
  readonly onRecovered: () => void;
}

const iso = (ms: number): string => new Date(ms).toISOString();
const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** Without a path: /readyz answers anybody. */
const STORE_WORDS: Partial<Record<StoreErrorCode, string>> = {
  MOVED:
    'The database was deleted, moved or replaced while the desk ran. Put the data directory back as it was; where only the database is gone, Keydesk writes it anew by itself.',
  FULL: 'The database could not be written: no space is left on the disk. Make room.',
  READ_ONLY:
    'The database could not be written: it, or its file system, may only be read. Let this user write it.',
  LOCKED: 'The database could not be written: another program holds it. End what uses the file.',
  DAMAGED: 'The database is damaged. Stop the desk and restore a backup.',
};
const storeWords = (failure: unknown): string =>
  (failure instanceof StoreError ? STORE_WORDS[failure.code] : undefined) ??
  'The database could not be written.';

export class Health {
  readonly #tools: HealthTools;
  readonly #unwatch: () => void;
  #timer: Timer | null = null;
  #lately: { readonly at: number; readonly health: Promise<VaultHealth> } | null = null;

  constructor(tools: HealthTools) {
    this.#tools = tools;
    this.#unwatch = tools.vault.watch((health) => {
      this.#lately = null;
      this.#note(health);
    });
  }

  start(): void {
    this.#timer = every(() => void this.#tick(), PROBE_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#unwatch();
  }

  /** The one that counts: whoever asks in between, such as a readiness check, would make a short loss look long. */
  async #tick(): Promise<void> {
    const health = await this.probe();
    const { probes, wallClock } = this.#tools;
    probes.note(wallClock.now(), health.state === 'ready' ? health.latencyMs : null);
  }

  /** One probe. */
  async probe(): Promise<VaultHealth> {
    const { vault, wallClock } = this.#tools;
    let health: VaultHealth;
    try {
      health = await vault.probe();
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown';
      health = { state: 'lost', since: wallClock.now(), reason, ladder: null };
    }
    this.#note(health);
    return health;
  }

  /** Says once when the token goes and once when it is back, whoever noticed. */
  #note(health: VaultHealth): void {
    const { status, log, onRecovered } = this.#tools;
    const { state: before, slowSince: slowBefore } = status.vault;
    noteHealth(status.vault, health);
    if (health.state === 'lost') {
      if (before === 'ready')
        log.error(
          { reason: health.reason },
          'the HSM cannot be reached; the desk climbs back to it, and cryptographic calls answer 503 until then',
        );
      return;
    }
    if (before === 'lost') {
      const { lastRecovery } = health;
      const { lostForMs, climbs, refused } = lastRecovery ?? { lostForMs: null, climbs: null, refused: null };
      log.info({ lostForMs, climbs, refusedCalls: refused }, 'the HSM is back');
      onRecovered();
    }
    if (slowBefore === null && health.slowSince !== null)
      log.warn(
        { latencyMs: health.latencyMs },
        'the HSM answers slowly; its calls are made beside the others',
      );
    if (slowBefore !== null && health.slowSince === null) log.info({}, 'the HSM answers as fast as before');
  }

  /** What a probe finds, or found a moment ago. */
  #probedLately(): Promise<VaultHealth> {
    const at = performance.now();
    if (this.#lately === null || at - this.#lately.at >= LATELY_MS)
      this.#lately = { at, health: this.probe() };
    return this.#lately.health;
  }

  /** Of the HSM as it was within a quarter of a second, of all else as it is. */
  async ready(): Promise<Readiness> {
    const { ledger, status } = this.#tools;
    const hsm = this.#hsm(await this.#probedLately());
    const low = status.lowDisk();
    const broken = ledger.state.quarantine.size;
    const report = {
      hsm,
      store: ledger.writable
        ? { ok: true, message: 'ready' }
        : {
            ok: false,
            message: `${storeWords(ledger.failure)} Nothing is done meanwhile. Keydesk tries again, and goes on by itself once it can; the operational log says more.`,
          },
      log: this.#log(hsm.state === 'lost'),
      integrity:
        broken === 0
          ? { ok: true, message: 'every object authenticated at start' }
          : {
              ok: false,
              message: `${broken} ${broken === 1 ? 'object' : 'objects'} did not authenticate at start and ${broken === 1 ? 'is' : 'are'} refused; the operational log names each.`,
            },
      disk:
        low === null
          ? { ok: true, message: 'there is room' }
          : {
              ok: false,
              message: `The disk is nearly full: ${Math.floor(low / 2 ** 20)} MiB are free. Make room; once it is full, nothing is done.`,
            },
    };
    // An object that is refused does not stop the others from being served, nor does a disk that still takes them.
    return { ready: report.hsm.ok && report.store.ok && report.log.ok, ...report };
  }

  #hsm(health: VaultHealth): HsmReadiness {
    if (health.state === 'ready') {
      const { latencyMs, slowSince } = health;
      if (slowSince === null) return { ok: true, state: 'ready', message: 'ready', latencyMs };
      return {
        ok: true,
        state: 'slow',
        message: `The token answers slowly, the last probe took ${lengthText(latencyMs)}. Its calls are made beside the others, which do not wait for them.`,
        remedy: 'Look at the load of the HSM and the way to it. Nothing fails because of it.',
        since: iso(slowSince),
        latencyMs,
      };
    }
    const { since, reason, ladder } = health;
    const message = `The token cannot be reached. ${reason}`;
    if (ladder === null) return { ok: false, state: 'lost', message, since: iso(since) };
    const { stands, remedy } = ladderWords(ladder, this.#tools.places);
    return {
      ok: false,
      state: 'lost',
      message: `${message} ${stands}`,
      remedy,
      since: iso(since),
      rung: ladder.rung,
      rungSince: iso(ladder.rungSince),
      climbs: ladder.climbs,
      refused: ladder.refused,
    };
  }

  #log(lost: boolean): Readiness['log'] {
    const { ledger, status, wallClock } = this.#tools;
    const { checkpointSize, uncoveredSince } = status.log;
    const { size } = ledger.committed;
    const uncovered = Math.max(0, size - checkpointSize);
    const late = uncoveredSince !== null && wallClock.now() - uncoveredSince > LATE_MS;
    const waits =
      uncoveredSince === null || (!late && !lost)
        ? 'signed'
        : `${plural(uncovered, 'event', 'events')} since ${iso(uncoveredSince)} ${uncovered === 1 ? 'is' : 'are'} not signed.${lost ? ' They are recorded; the first act once the HSM is back is a checkpoint over them.' : ''}`;
    return {
      ok: !late,
      message: waits,
      size,
      checkpointSize,
      uncovered,
      ...(uncoveredSince === null ? {} : { uncoveredSince: iso(uncoveredSince) }),
    };
  }
}
