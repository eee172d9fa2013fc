/** What the desk says of itself in numbers, whatever host it runs on. */
import type { DeskStatus } from '../operation.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { NONCE_LIMIT } from '../operations/encryption/nonce-budget.ts';
import { counter, gauge, type Metric } from './exposition.ts';

export interface DeskMetricsTools {
  readonly ledger: Ledger;
  readonly status: DeskStatus;
  readonly version: string;
  /** ms */
  readonly now: number;
  readonly runtime: string;
}

const secondsSince = (now: number, since: number | null): number =>
  since === null ? 0 : Math.max(0, now - since) / 1000;

/** Times in seconds, as Prometheus wants them. */
export function deskMetrics({ ledger, status, version, now, runtime }: DeskMetricsTools): readonly Metric[] {
  const { vault, log } = status;
  const { state, committed } = ledger;
  const backup = state.backup();
  const keys = new Map<string, number>();
  for (const { state: its } of state.all('key')) keys.set(its, (keys.get(its) ?? 0) + 1);
  return [
    {
      name: 'keydesk_build_info',
      type: 'gauge',
      help: 'Always 1.',
      samples: [{ labels: { version, runtime }, value: 1 }],
    },
    gauge('keydesk_hsm_up', '1 while the token answers.', vault.state === 'ready' ? 1 : 0),
    gauge(
      'keydesk_hsm_lost_seconds',
      'Since when the token does not answer; 0 while it does.',
      vault.state === 'ready' ? 0 : secondsSince(now, vault.since),
    ),
    counter('keydesk_hsm_losses_total', 'Times that the token was lost since the start.', vault.losses),
    {
      name: 'keydesk_hsm_recovery_rung',
      type: 'gauge',
      help: 'While it is lost: 1, and the rung of the ladder that the desk tries or last fell from; `hold` names what only a person can change.',
      samples:
        vault.ladder === null
          ? []
          : [{ labels: { rung: vault.ladder.rung, hold: vault.ladder.hold ?? '' }, value: 1 }],
    },
    gauge(
      'keydesk_hsm_slow_seconds',
      'Since when it answers slowly; 0 while it does not.',
      secondsSince(now, vault.slowSince),
    ),
    gauge(
      'keydesk_hsm_probe_seconds',
      'How long the last probe of a token object took; absent while it is lost.',
      vault.latencyMs === null ? null : vault.latencyMs / 1000,
    ),
    gauge('keydesk_log_events', 'Events in the log that are durable.', committed.size),
    gauge(
      'keydesk_log_uncovered_events',
      'Durable events that no signed checkpoint covers.',
      Math.max(0, committed.size - log.checkpointSize),
    ),
    gauge(
      'keydesk_log_uncovered_seconds',
      'Age of the oldest of them; a checkpoint is due after one second.',
      secondsSince(now, log.uncoveredSince),
    ),
    gauge(
      'keydesk_last_backup_age_seconds',
      'Age of what the last backup holds; absent while there never was one.',
      backup === undefined ? null : secondsSince(now, backup.at),
    ),
    gauge('keydesk_store_writable', '0 while a failed commit is looked into.', ledger.writable ? 1 : 0),
    gauge('keydesk_sessions', 'Sessions of people.', state.count('session')),
    {
      name: 'keydesk_keys',
      type: 'gauge',
      help: 'Keys by state.',
      samples: [...keys].map(([its, value]) => ({ labels: { state: its }, value })),
    },
    gauge(
      'keydesk_refused_objects',
      'Stored objects that did not authenticate and are refused.',
      state.quarantine.size,
    ),
    gauge(
      'keydesk_nonce_budget_used_ratio',
      'Of the 2^32 encryptions that a key version may make, the highest share used, or charged after a restore; rotation comes at 0.5.',
      state.mostEncryptions() / NONCE_LIMIT,
    ),
    gauge(
      'keydesk_unverified_requests_last_hour',
      'Requests of the last hour without a verified principal.',
      status.unverified(),
    ),
  ];
}
