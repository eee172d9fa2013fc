import { fromBase64 } from '../../../domain/bytes.ts';
import type { VersionRef } from '../../../domain/ports/vault.ts';
import { versionId, type KeyEntity, type KeyVersionEntity } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';
import { ServiceError } from '../../errors.ts';

/** References are kept by entity, so that the hot path decodes base64 once a version. */
const references = new WeakMap<KeyVersionEntity, VersionRef>();

/** A version as the vault takes it, with its entity. Throws when the version is not there. */
export function versionOf(
  state: State,
  key: KeyEntity,
  number: number,
): { readonly ref: VersionRef; readonly entity: KeyVersionEntity } {
  const id = versionId(key.id, number);
  const entity = state.keyVersion(key.id, number);
  if (entity === undefined) {
    const reason = state.quarantine.get(`keyVersion/${id}`);
    if (reason !== undefined)
      throw new ServiceError(
        'KMSInternalException',
        `This key version is refused until an administrator has looked: ${reason}`,
      );
    throw new ServiceError('InvalidCiphertextException');
  }
  let ref = references.get(entity);
  if (ref === undefined) {
    const bytes = fromBase64(entity.material);
    const publicKey = entity.publicKey === null ? undefined : fromBase64(entity.publicKey);
    if (bytes === undefined)
      throw new ServiceError('KMSInternalException', 'The stored key material cannot be read.');
    ref = {
      id,
      material: {
        residency: entity.residency,
        spec: key.spec,
        bytes,
        ...(publicKey === undefined ? {} : { publicKey }),
      },
    };
    references.set(entity, ref);
  }
  return { ref, entity };
}
