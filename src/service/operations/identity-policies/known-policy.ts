import type { IdentityPolicyEntity } from '../../../domain/state/entities.ts';
import type { State, Stored } from '../../../domain/state/state.ts';
import { ServiceError } from '../../errors.ts';
import { builtInNamed } from './policy-text.ts';

/** A policy of the desk's own, to be changed. Throws NotFoundException, and ValidationException for a built-in one. */
export function ownPolicyOf(state: State, name: string): Stored<IdentityPolicyEntity> {
  const stored = state.identityPolicy(name);
  if (stored !== undefined) return stored;
  if (builtInNamed(name)?.name === name)
    throw new ServiceError(
      'ValidationException',
      `${name} is built in and stays as it is: create a policy of your own with its text.`,
    );
  const reason = state.quarantine.get(`identityPolicy/${name}`);
  if (reason !== undefined) throw new ServiceError('KMSInternalException', reason);
  throw new ServiceError('NotFoundException', `There is no policy named ${name}.`);
}
