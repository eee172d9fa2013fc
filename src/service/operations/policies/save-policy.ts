/** Saving a key's policy keeps the one that it replaces: who wrote what, when and why. */
import { put, type Change } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';
import type { Call } from '../../operation.ts';
import { keepVersion } from './versions.ts';

export interface SavedPolicy {
  readonly state: State;
  readonly call: Call;
  readonly keyId: string;
  readonly text: string;
  /** In the author's words; null when none were given. */
  readonly reason: string | null;
}

export function savePolicy({ state, call, keyId, text, reason }: SavedPolicy): Change[] {
  const replaced = state.policy(keyId);
  const saved = put('policy', keyId, {
    text,
    savedAt: call.time,
    savedBy: call.principal.caller.arn,
    reason,
  });
  if (replaced === undefined) return [saved];
  const { version, body } = replaced;
  return [...keepVersion(state, keyId, { ...body, keyId, version }), saved];
}
