/** Readiness: HSM, store and log, each named. Probes a token object once a second, so that a lost token is noticed without traffic. */
import type { ProbeHistory } from '../../domain/health/probe-history.ts';
import type { WallClock } from '../../domain/ports/clock.ts';
import type { Vault, VaultHealth } from '../../domain/ports/vault.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { DeskStatus } from '../operation.ts';
import type { OperationalLog } from '../log.ts';
import { every, type Timer } from './background.ts';

const PROBE_MS = 1_000;

export interface Readiness {
  readonly ready: boolean;
  readonly hsm: { readonly ok: boolean; readonly message: string };
  readonly store: { readonly ok: boolean; readonly message: string };
  readonly log: {
    readonly ok: boolean;
    readonly message: string;
    readonly size: number;
    readonly checkpointSize: number;
  };
  readonly integrity: { readonly ok: boolean; readonly message: string };
}

export interface HealthTools {
  readonly vault: Vault;
  readonly ledger: Ledger;
  readonly status: DeskStatus;
  readonly probes: ProbeHistory;
  readonly wallClock: WallClock;
  readonly log: OperationalLog;
  readonly onRecovered: () => void;
}

export class Health {
  readonly #tools: HealthTools;
  #timer: Timer | null = null;

  constructor(tools: HealthTools) {
    this.#tools = tools;
  }

  start(): void {
    this.#timer = every(() => void this.probe(), PROBE_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  /** One probe; says once when the token goes and once when it is back. */
  async probe(): Promise<VaultHealth> {
    const { vault, status, probes, wallClock, log, onRecovered } = this.#tools;
    let health: VaultHealth;
    try {
      health = await vault.probe();
    } catch (error) {
      health = {
        state: 'lost',
        since: wallClock.now(),
        reason: error instanceof Error ? error.message : 'unknown',
      };
    }
    probes.note(wallClock.now(), health.state === 'ready' ? health.latencyMs : null);
    const before = status.vault.state;
    status.vault.state = health.state;
    status.vault.latencyMs = health.state === 'ready' ? health.latencyMs : null;
    status.vault.reason = health.state === 'lost' ? health.reason : null;
    status.vault.since = health.state === 'lost' ? health.since : null;
    if (before === 'ready' && health.state === 'lost')
      log.error({ reason: health.reason }, 'the HSM cannot be reached; cryptographic calls answer 503');
    if (before === 'lost' && health.state === 'ready') {
      log.info({}, 'the HSM is back');
      onRecovered();
    }
    return health;
  }

  async ready(): Promise<Readiness> {
    const { ledger, status, wallClock } = this.#tools;
    const health = await this.probe();
    const { checkpointSize, uncoveredSince } = status.log;
    const uncovered = ledger.committed.size - checkpointSize;
    // A checkpoint is due within a second; a minute means that signing fails.
    const late = uncoveredSince !== null && wallClock.now() - uncoveredSince > 60_000;
    const broken = ledger.state.quarantine.size;
    const report = {
      hsm:
        health.state === 'ready'
          ? { ok: true, message: 'ready' }
          : { ok: false, message: `The token cannot be reached: ${health.reason}` },
      store: ledger.writable
        ? { ok: true, message: 'ready' }
        : {
            ok: false,
            message:
              'The database could not be written, so nothing is done. Keydesk tries again, and goes on by itself once it can; the operational log says why.',
          },
      log: {
        ok: !late,
        message: late
          ? `${uncovered} events since ${new Date(uncoveredSince).toISOString()} are not signed.`
          : 'signed',
        size: ledger.committed.size,
        checkpointSize,
      },
      integrity:
        broken === 0
          ? { ok: true, message: 'every object authenticated at start' }
          : {
              ok: false,
              message: `${broken} ${broken === 1 ? 'object' : 'objects'} did not authenticate at start and ${broken === 1 ? 'is' : 'are'} refused; the operational log names each.`,
            },
    };
    // An object that is refused does not stop the others from being served.
    return { ready: report.hsm.ok && report.store.ok && report.log.ok, ...report };
  }
}
