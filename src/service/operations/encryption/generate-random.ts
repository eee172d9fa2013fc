import * as z from 'zod';
import { ServiceError } from '../../errors.ts';
import { effect, operation } from '../../operation.ts';
import { blob, recipient } from '../../schema.ts';
import { refuseRecipient } from './refusals.ts';

const input = z.object({
  NumberOfBytes: z.int().min(1).max(1024).optional(),
  CustomKeyStoreId: z.string().min(1).max(64).optional(),
  Recipient: recipient.optional(),
});
type Input = z.output<typeof input>;

function check(given: Input): void {
  if (given.NumberOfBytes === undefined)
    throw new ServiceError('ValidationException', 'NumberOfBytes is required.');
  if (given.CustomKeyStoreId !== undefined)
    throw new ServiceError('CustomKeyStoreNotFoundException', 'Custom key stores are not supported.');
  refuseRecipient(given);
}

/** Random bytes from the HSM's generator. No key is involved. */
export const generateRandom = operation.onAccount({
  name: 'GenerateRandom',
  class: 'data',
  input,
  output: z.object({ Plaintext: blob(1, 4096) }),
  errors: ['CustomKeyStoreNotFoundException', 'KMSInternalException', 'UnsupportedOperationException'],
  check,
  permissions: () => [{ action: 'kms:GenerateRandom', key: null, resource: '*' }],
  parameters: (given) => [['NumberOfBytes', String(given.NumberOfBytes)]],
  plan: ({ input: given }) =>
    effect(
      ({ vault }) => vault.random(given.NumberOfBytes!), // check refused its absence
      (Plaintext) => ({ output: { Plaintext } }),
    ),
});
