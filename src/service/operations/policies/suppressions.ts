/** Findings of a key's policy that somebody bears until a date. */
import type { SuppressionEntity } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';

export function* suppressionsOf(state: State, keyId: string): Generator<SuppressionEntity> {
  for (const each of state.all('suppression')) if (each.keyId === keyId) yield each;
}
