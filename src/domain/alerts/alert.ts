/** What nobody may miss: facts of the desk that stay until somebody has acted, the worst first. Pure rules over state and status. */

export type AlertSeverity = 'high' | 'medium' | 'low';

/** Where it is dealt with. */
export type AlertTarget =
  | { readonly page: 'key' | 'key-rotation' | 'key-deletion' | 'key-policy'; readonly keyId: string }
  | { readonly page: 'audit-key'; readonly keyId: string }
  | { readonly page: 'posture' | 'home' | 'vault' }
  /** Requests whose sender nobody knows, in the audit log. */
  | { readonly page: 'audit-unverified' };

export interface Alert {
  /** The same as long as it is the same matter: what a person dismisses. */
  readonly id: string;
  readonly code: AlertCode;
  readonly severity: AlertSeverity;
  readonly title: string;
  readonly detail: string;
  /** ms; null when nobody can say. */
  readonly since: number | null;
  /** ms: when it happens, for what is still to come. */
  readonly due: number | null;
  readonly target: AlertTarget;
  /** A person may put it away for themselves: it is known and decided, and nothing is failing. */
  readonly dismissible: boolean;
}

export type AlertCode =
  | 'vault-lost'
  | 'vault-back'
  | 'desk-restored'
  | 'log-uncovered'
  | 'object-altered'
  | 'doomed-key-called'
  | 'disabled-key-called'
  | 'deletion-held'
  | 'rotation-failing'
  | 'key-pending-deletion'
  | 'disk-low'
  | 'backup-failed'
  | 'backup-missing'
  | 'key-open-to-everybody'
  | 'key-policy-locked'
  | 'requests-unverified'
  | 'password-guessed';

const RANK: Readonly<Record<AlertSeverity, number>> = { high: 0, medium: 1, low: 2 };

/** The worst first; of the same severity, what is due or began first. */
export const byUrgency = (a: Alert, b: Alert): number =>
  RANK[a.severity] - RANK[b.severity] ||
  (a.due ?? a.since ?? 0) - (b.due ?? b.since ?? 0) ||
  (a.id < b.id ? -1 : 1);
