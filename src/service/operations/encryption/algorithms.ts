import { specRow } from '../../../domain/keys/key-specs.ts';
import type { KeyEntity } from '../../../domain/state/entities.ts';
import { ServiceError } from '../../errors.ts';

export const ENCRYPTION_ALGORITHMS = [
  'SYMMETRIC_DEFAULT',
  'RSAES_OAEP_SHA_1',
  'RSAES_OAEP_SHA_256',
  'SM2PKE',
] as const;

export function requireAlgorithm(key: KeyEntity, algorithm: string): void {
  if (specRow(key.spec).algorithms[key.usage]?.includes(algorithm) === true) return;
  throw new ServiceError(
    'InvalidKeyUsageException',
    `Algorithm ${algorithm} is incompatible with key spec ${key.spec}.`,
  );
}
