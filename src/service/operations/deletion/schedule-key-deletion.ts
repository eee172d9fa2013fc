import * as z from 'zod';
import { put } from '../../../domain/state/entities.ts';
import { ServiceError } from '../../errors.ts';
import { operation } from '../../operation.ts';
import { arnOfKey, resolveKey } from '../../resolve.ts';
import { keyId, timestamp } from '../../schema.ts';
import { requireFreshPassword } from '../sessions/fresh-password.ts';

const DAY_MS = 86_400_000;
const LEAST_DAYS = 7;
const MOST_DAYS = 30;

const daysOf = (input: { readonly PendingWindowInDays?: number | undefined }): number =>
  input.PendingWindowInDays ?? MOST_DAYS;

/**
 * Ends every use of a key now, and the key itself after a waiting time. Until then CancelKeyDeletion brings it back, disabled. Asks for
 * the password again, but not for the caller's own practice key: it protects nothing but practice.
 */
export const scheduleKeyDeletion = operation.onKey({
  name: 'ScheduleKeyDeletion',
  class: 'management',
  // The model says 1 to 365, so SDKs let 5 through; the service takes 7 to 30 (kms-api.md §5.1).
  input: z.object({ KeyId: keyId, PendingWindowInDays: z.int().min(1).max(365).optional() }),
  output: z.object({
    KeyId: z.string(),
    DeletionDate: timestamp,
    KeyState: z.literal('PendingDeletion'),
    PendingWindowInDays: z.int(),
  }),
  errors: [
    'InvalidArnException',
    'KMSInternalException',
    'KMSInvalidStateException',
    'NotFoundException',
    'PasswordRequiredException',
  ],
  resolve: (context) =>
    resolveKey({ ...context, action: 'kms:ScheduleKeyDeletion' }, context.input.KeyId, 'id'),
  check: (input) => {
    const days = daysOf(input);
    if (days < LEAST_DAYS || days > MOST_DAYS)
      throw new ServiceError(
        'ValidationException',
        `PendingWindowInDays must be between ${LEAST_DAYS} and ${MOST_DAYS} days.`,
      );
  },
  conditions: (input) => ({ 'kms:schedulekeydeletionpendingwindowindays': String(daysOf(input)) }),
  parameters: (input) => [['PendingWindowInDays', String(daysOf(input))]],
  plan: ({ desk, call, key, input }) => {
    if (key.sandbox?.owner !== call.principal.id) requireFreshPassword(call);
    const now = desk.clock.now();
    const date = now + daysOf(input) * DAY_MS;
    return {
      output: {
        KeyId: arnOfKey(desk, key.id),
        DeletionDate: new Date(date),
        KeyState: 'PendingDeletion' as const,
        PendingWindowInDays: daysOf(input),
      },
      changes: [
        put('key', key.id, {
          ...key,
          state: 'PendingDeletion',
          deletion: { date, scheduledAt: now, ranAt: desk.running.ran },
        }),
      ],
    };
  },
});
