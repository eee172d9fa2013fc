/** What the rotation operations share: which keys rotate, and how a new version comes to be. */
import { toBase64, toHex } from '../../../domain/bytes.ts';
import { specRow } from '../../../domain/keys/key-specs.ts';
import { MOST_ON_DEMAND } from '../../../domain/rotation/schedule.ts';
import type { KeyMaterial } from '../../../domain/ports/vault.ts';
import type { Random } from '../../../domain/ports/random.ts';
import {
  put,
  versionId,
  type Change,
  type KeyEntity,
  type RotationType,
} from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';
import { ServiceError } from '../../errors.ts';
import { versionsOf } from './versions-of.ts';

export const rotates = ({ spec }: KeyEntity): boolean => specRow(spec).rotates;

/** Asymmetric and HMAC keys do not rotate; AWS says so without a message. */
export function requireRotating(key: KeyEntity): void {
  if (!rotates(key)) throw new ServiceError('UnsupportedOperationException');
}

/** On-demand rotations that a key has left in its life. */
export const onDemandLeft = (state: State, key: KeyEntity): number =>
  Math.max(
    0,
    MOST_ON_DEMAND - versionsOf(state, key).filter(({ rotation }) => rotation === 'ON_DEMAND').length,
  );

export interface NewVersion {
  readonly materialId: string;
  readonly number: number;
  readonly changes: readonly Change[];
}

/** The changes that make `material` the key's current version; the old ones go on decrypting. `key` as it is now, `over` its other changes. */
export function newVersion(
  random: Random,
  key: KeyEntity,
  material: KeyMaterial,
  made: { readonly at: number; readonly rotation: RotationType },
  over: Partial<KeyEntity> = {},
): NewVersion {
  const number = key.currentVersion + 1;
  const materialId = toHex(random.bytes(32));
  return {
    materialId,
    number,
    changes: [
      put('key', key.id, { ...key, ...over, currentVersion: number }),
      put('keyVersion', versionId(key.id, number), {
        keyId: key.id,
        number,
        createdAt: made.at,
        rotation: made.rotation,
        materialId,
        residency: material.residency,
        material: toBase64(material.bytes),
        publicKey: material.publicKey === undefined ? null : toBase64(material.publicKey),
      }),
    ],
  };
}
