import type { AliasEntity } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';
import { ServiceError } from '../../errors.ts';
import type { Desk } from '../../operation.ts';
import { arnOfAlias } from '../../resolve.ts';

/** The alias of that name. Throws NotFoundException, and refuses by name one that did not authenticate at load. */
export function knownAlias(state: State, desk: Desk, name: string): AliasEntity {
  const reason = state.quarantine.get(`alias/${name}`);
  if (reason !== undefined)
    throw new ServiceError(
      'KMSInternalException',
      `This alias is refused until an administrator has looked: ${reason}`,
    );
  const alias = state.alias(name);
  if (alias === undefined)
    throw new ServiceError('NotFoundException', `Alias ${arnOfAlias(desk, name)} is not found.`);
  return alias;
}
