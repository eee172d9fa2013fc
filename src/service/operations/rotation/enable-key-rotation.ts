import * as z from 'zod';
import {
  DEFAULT_PERIOD_DAYS,
  enabledSchedule,
  LEAST_PERIOD_DAYS,
  MOST_PERIOD_DAYS,
} from '../../../domain/rotation/schedule.ts';
import { put } from '../../../domain/state/entities.ts';
import { operation } from '../../operation.ts';
import { resolveKey } from '../../resolve.ts';
import { keyId, nothing } from '../../schema.ts';
import { requireRotating } from './rotates.ts';

/** From now on a new version every period. Enabling again with the same or no period leaves the schedule as it is. */
export const enableKeyRotation = operation.onKey({
  name: 'EnableKeyRotation',
  class: 'management',
  input: z.object({
    KeyId: keyId,
    RotationPeriodInDays: z.int().min(LEAST_PERIOD_DAYS).max(MOST_PERIOD_DAYS).optional(),
  }),
  output: nothing,
  errors: [
    'DisabledException',
    'InvalidArnException',
    'KMSInternalException',
    'KMSInvalidStateException',
    'NotFoundException',
    'UnsupportedOperationException',
  ],
  resolve: (context) =>
    resolveKey({ ...context, action: 'kms:EnableKeyRotation' }, context.input.KeyId, 'id'),
  conditions: (input) => ({
    'kms:rotationperiodindays': String(input.RotationPeriodInDays ?? DEFAULT_PERIOD_DAYS),
  }),
  plan: ({ desk, key, input }) => {
    requireRotating(key);
    const rotation = enabledSchedule(key.rotation, input.RotationPeriodInDays, desk.clock.now());
    return {
      output: {},
      changes: rotation === key.rotation ? [] : [put('key', key.id, { ...key, rotation })],
      event: { parameters: [['RotationPeriodInDays', String(rotation.periodDays)]] },
    };
  },
});
