import type { ServiceSummary } from '../../query/contract.ts';

/** Where the replacement of an access key stands: read off the access keys themselves, so that it survives everything. */

export type AccessKey = ServiceSummary['AccessKeys'][number];

export type Rotation =
  /** No access key, or one that nothing replaces yet. */
  | { readonly step: 'make'; readonly old: AccessKey | null }
  /** Both sign: callers are moved over. */
  | { readonly step: 'switch'; readonly old: AccessKey; readonly next: AccessKey }
  /** The old one is off: what still used it is found out while it can come back. */
  | { readonly step: 'delete'; readonly old: AccessKey; readonly next: AccessKey };

/** `accessKeys`: oldest first. The older of two is the one to go; when only the newer is off, nothing replaces anything yet. */
export function rotationOf(accessKeys: readonly AccessKey[]): Rotation {
  const [old, next] = accessKeys;
  if (old === undefined || next === undefined) return { step: 'make', old: old ?? null };
  return { step: old.Status === 'Inactive' ? 'delete' : 'switch', old, next };
}

export type Readiness = 'ready' | 'unused' | 'still-used' | 'inactive';

/** So long the old access key must have signed nothing while the new one is there. */
export const QUIET_MS = 10 * 60_000;

/**
 * May the old access key be switched off? `unused`: the new one has signed nothing yet. `still-used`: both are there, and the old one
 * signed something in the last ten minutes. `inactive`: the new one is itself off.
 */
export function readiness(old: AccessKey, next: AccessKey, now: number): Readiness {
  if (next.Status === 'Inactive') return 'inactive';
  if (next.LastUsedDate === undefined) return 'unused';
  const last = old.LastUsedDate?.getTime() ?? 0;
  return last >= next.CreationDate.getTime() && now - last < QUIET_MS ? 'still-used' : 'ready';
}
