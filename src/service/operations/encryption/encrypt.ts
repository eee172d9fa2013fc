import * as z from 'zod';
import { effect, operation } from '../../operation.ts';
import { arnOfKey, resolveKey } from '../../resolve.ts';
import { blob, context, grantTokens, keyId } from '../../schema.ts';
import { ENCRYPTION_ALGORITHMS, requireAlgorithm } from './algorithms.ts';
import { spendNonce } from './nonce-budget.ts';
import { sealBlob } from './seal.ts';
import { versionOf } from './versions.ts';

/** Up to 4096 octets under the key's current version, bound to the encryption context. */
export const encrypt = operation.onKey({
  name: 'Encrypt',
  class: 'data',
  input: z.object({
    KeyId: keyId,
    Plaintext: blob(1, 4096),
    EncryptionContext: context.optional(),
    EncryptionAlgorithm: z.enum(ENCRYPTION_ALGORITHMS).optional(),
    GrantTokens: grantTokens.optional(),
    DryRun: z.boolean().optional(),
  }),
  output: z.object({
    CiphertextBlob: blob(1, 6144),
    KeyId: z.string(),
    EncryptionAlgorithm: z.enum(ENCRYPTION_ALGORITHMS),
  }),
  errors: [
    'DisabledException',
    'DryRunOperationException',
    'InvalidGrantTokenException',
    'InvalidKeyUsageException',
    'KMSInternalException',
    'KMSInvalidStateException',
    'KeyUnavailableException',
    'NotFoundException',
  ],
  resolve: (given) => resolveKey({ ...given, action: 'kms:Encrypt' }, given.input.KeyId, 'any'),
  usage: 'ENCRYPT_DECRYPT',
  context: (input) => input.EncryptionContext,
  conditions: (input) => ({ 'kms:encryptionalgorithm': input.EncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT' }),
  parameters: (input) => [['EncryptionAlgorithm', input.EncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT']],
  dryRun: (input) => input.DryRun === true,
  plan: ({ state, desk, key, input }) => {
    const algorithm = input.EncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT';
    requireAlgorithm(key, algorithm);
    const { ref, entity } = versionOf(state, key, key.currentVersion);
    spendNonce(state, key.id, entity.number, arnOfKey(desk, key.id));
    return effect(
      (ports) => sealBlob(ports, desk.random, key, ref, input.Plaintext, input.EncryptionContext),
      (CiphertextBlob) => ({
        output: { CiphertextBlob, KeyId: arnOfKey(desk, key.id), EncryptionAlgorithm: algorithm },
        event: { keyVersion: entity.number, blob: CiphertextBlob },
      }),
    );
  },
});
