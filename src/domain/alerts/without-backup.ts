import type { State } from '../state/state.ts';

/** Since when there is a key that is no practice and no backup of it; null: there is one, or the desk came from one, or there is no key. */
export function withoutBackupSince(state: State): number | null {
  if (state.backup() !== undefined || state.epochs.length > 0) return null;
  let since: number | null = null;
  for (const { createdAt, sandbox } of state.all('key'))
    if (sandbox === undefined) since = Math.min(since ?? createdAt, createdAt);
  return since;
}
