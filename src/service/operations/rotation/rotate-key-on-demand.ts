import * as z from 'zod';
import type { KeyEntity } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';
import { ServiceError } from '../../errors.ts';
import { effect, operation } from '../../operation.ts';
import { arnOfKey, resolveKey } from '../../resolve.ts';
import { keyId } from '../../schema.ts';
import { newVersion, onDemandLeft, requireRotating } from './rotates.ts';

function requireOnDemandLeft(state: State, key: KeyEntity, arn: string): void {
  if (onDemandLeft(state, key) > 0) return;
  throw new ServiceError(
    'LimitExceededException',
    `The on-demand rotations limit has been reached for the given keyId. No more on-demand rotations can be performed for this key: ${arn}`,
  );
}

/** A new version now. Leaves the schedule alone; the old versions go on decrypting. */
export const rotateKeyOnDemand = operation.onKey({
  name: 'RotateKeyOnDemand',
  class: 'management',
  input: z.object({ KeyId: keyId }),
  output: z.object({ KeyId: z.string() }),
  errors: [
    'DisabledException',
    'InvalidArnException',
    'KMSInternalException',
    'KMSInvalidStateException',
    'LimitExceededException',
    'NotFoundException',
    'UnsupportedOperationException',
  ],
  resolve: (context) =>
    resolveKey({ ...context, action: 'kms:RotateKeyOnDemand' }, context.input.KeyId, 'id'),
  plan: ({ state, desk, key, call }) => {
    requireRotating(key);
    const arn = arnOfKey(desk, key.id);
    requireOnDemandLeft(state, key, arn);
    return effect(
      ({ vault }) => vault.generateKey(key.spec),
      (material, now) => {
        // As it is now: two rotations may have waited for the HSM together.
        const current = now.key(key.id) ?? key;
        requireOnDemandLeft(now, current, arn);
        const made = newVersion(desk.random, current, material, { at: call.time, rotation: 'ON_DEMAND' });
        return { output: { KeyId: arn }, changes: made.changes, event: { keyVersion: made.number } };
      },
    );
  },
});
