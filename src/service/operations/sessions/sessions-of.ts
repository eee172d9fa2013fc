import { remove, type Change } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';

/** What ends every session of a person, but the one with this id. */
export const sessionsOf = (state: State, principalId: string, but: string | null = null): Change[] =>
  [...state.all('session')]
    .filter((session) => session.principalId === principalId && session.id !== but)
    .map(({ id }) => remove('session', id));
