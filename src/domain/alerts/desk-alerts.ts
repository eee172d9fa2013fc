import { SIGNING_LATE_MS } from '../posture/checks/log-uncovered.ts';
import type { Alert } from './alert.ts';

/** What the host knows of the desk as a whole. Times in ms. */
export interface DeskCondition {
  readonly now: number;
  /** Null while the HSM answers. */
  readonly vaultLost: { readonly reason: string } | null;
  readonly uncoveredSince: number | null;
  readonly quarantine: ReadonlyMap<string, string>;
  /** Requests of the last hour whose sender could not be verified. */
  readonly unverified: number;
}

/** A client with a wrong clock or an old secret makes some; more in an hour is somebody trying, or a service that is down. */
export const MANY_UNVERIFIED = 100;
/** Objects named one by one; a desk with more has one trouble, not many. */
const MOST_OBJECTS = 20;

/** Alerts about the HSM, the log, what was altered, and who could not be verified. */
export function deskAlerts({
  now,
  vaultLost,
  uncoveredSince,
  quarantine,
  unverified,
}: DeskCondition): Alert[] {
  const alerts: Alert[] = [];
  if (vaultLost !== null)
    alerts.push({
      id: 'vault-lost',
      code: 'vault-lost',
      severity: 'high',
      title: 'The HSM cannot be reached',
      detail: `Keys cannot be used, made or rotated until it is back. ${vaultLost.reason}`.trim(),
      since: null,
      due: null,
      target: { page: 'home' },
      dismissible: false,
    });
  if (uncoveredSince !== null && now - uncoveredSince > SIGNING_LATE_MS)
    alerts.push({
      id: 'log-uncovered',
      code: 'log-uncovered',
      severity: 'high',
      title: 'The audit log is not being signed',
      detail: 'Checkpoints fail. Events are recorded, but nothing proves yet that none was removed.',
      since: uncoveredSince,
      due: null,
      target: { page: 'home' },
      dismissible: false,
    });
  for (const [name, reason] of [...quarantine].slice(0, MOST_OBJECTS))
    alerts.push({
      id: `object-altered/${name}`,
      code: 'object-altered',
      severity: 'high',
      title: `Not trusted: ${name}`,
      detail: reason,
      since: null,
      due: null,
      target: { page: 'posture' },
      dismissible: false,
    });
  if (unverified >= MANY_UNVERIFIED)
    alerts.push({
      id: 'requests-unverified',
      code: 'requests-unverified',
      severity: 'low',
      title: `${unverified} requests in the last hour could not be verified`,
      detail:
        'A wrong signature, an unknown access key or a wrong clock: somebody guesses, or a service is misconfigured. The audit log has them by network, error code and minute: search for RefuseUnverified.',
      since: null,
      due: null,
      target: { page: 'home' },
      dismissible: true,
    });
  return alerts;
}
