import type { KeyEntity, KeyVersionEntity } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';

/** Every version of a key, oldest first. */
export const versionsOf = (state: State, key: KeyEntity): readonly KeyVersionEntity[] =>
  Array.from({ length: key.currentVersion }, (_, i) => state.keyVersion(key.id, i + 1)).filter(
    (version) => version !== undefined,
  );
