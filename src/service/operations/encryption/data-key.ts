/** What the two data key calls share: sizes, rules, and one trip to the vault. */
import * as z from 'zod';
import type { MaybePromise } from '../../../domain/ports/vault.ts';
import { ServiceError } from '../../errors.ts';
import type { Desk, KeyContext, Ports } from '../../operation.ts';
import { arnOfKey } from '../../resolve.ts';
import { context, grantTokens, keyId, recipient } from '../../schema.ts';
import { spendNonce } from './nonce-budget.ts';
import { refuseRecipient } from './refusals.ts';
import { sealBlob } from './seal.ts';
import { versionOf } from './versions.ts';

export const dataKeyInput = z.object({
  KeyId: keyId,
  KeySpec: z.enum(['AES_256', 'AES_128']).optional(),
  NumberOfBytes: z.int().min(1).max(1024).optional(),
  EncryptionContext: context.optional(),
  GrantTokens: grantTokens.optional(),
  Recipient: recipient.optional(),
  DryRun: z.boolean().optional(),
});
export type DataKeyInput = z.output<typeof dataKeyInput>;

export function checkDataKey(input: DataKeyInput): void {
  if ((input.KeySpec === undefined) === (input.NumberOfBytes === undefined)) {
    throw new ServiceError('ValidationException', 'Please specify either number of bytes or key spec.');
  }
  refuseRecipient(input);
}

export const dataKeyLength = (input: DataKeyInput): number =>
  input.NumberOfBytes ?? (input.KeySpec === 'AES_128' ? 16 : 32);

export interface DataKey {
  readonly plaintext: Uint8Array;
  readonly blob: Uint8Array;
}

/** The effect: a fresh data key from the HSM's generator, sealed under the current version. */
export function makeDataKey({ state, desk, key, input }: KeyContext<DataKeyInput>): {
  readonly run: (ports: Ports) => MaybePromise<DataKey>;
  readonly version: number;
  readonly materialId: string;
} {
  if (key.spec !== 'SYMMETRIC_DEFAULT')
    throw new ServiceError(
      'InvalidKeyUsageException',
      'You cannot generate a data key with an asymmetric CMK',
    );
  const { ref, entity } = versionOf(state, key, key.currentVersion);
  spendNonce(state, key.id, entity.number, arnOfKey(desk, key.id));
  const run = (ports: Ports): MaybePromise<DataKey> => {
    const plaintext = ports.vault.random(dataKeyLength(input));
    if (plaintext instanceof Promise) return plaintext.then((bytes) => sealed(ports, desk, bytes));
    return sealed(ports, desk, plaintext);
  };
  const sealed = (ports: Ports, { random }: Desk, plaintext: Uint8Array): MaybePromise<DataKey> => {
    const blob = sealBlob(ports, random, key, ref, plaintext, input.EncryptionContext);
    return blob instanceof Promise ? blob.then((bytes) => ({ plaintext, blob: bytes })) : { plaintext, blob };
  };
  return { run, version: entity.number, materialId: entity.materialId };
}
