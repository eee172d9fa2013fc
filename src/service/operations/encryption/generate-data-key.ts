import * as z from 'zod';
import { effect, operation } from '../../operation.ts';
import { arnOfKey, resolveKey } from '../../resolve.ts';
import { blob } from '../../schema.ts';
import { checkDataKey, dataKeyInput, dataKeyLength, makeDataKey } from './data-key.ts';

/** A fresh data key, twice: in the clear for use now, and sealed under the key for keeping. */
export const generateDataKey = operation.onKey({
  name: 'GenerateDataKey',
  class: 'data',
  input: dataKeyInput,
  output: z.object({
    CiphertextBlob: blob(1, 6144),
    Plaintext: blob(1, 4096),
    KeyId: z.string(),
    KeyMaterialId: z.string(),
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
    'UnsupportedOperationException',
  ],
  resolve: (given) => resolveKey({ ...given, action: 'kms:GenerateDataKey' }, given.input.KeyId, 'any'),
  check: checkDataKey,
  usage: 'ENCRYPT_DECRYPT',
  context: (input) => input.EncryptionContext,
  conditions: () => ({ 'kms:encryptionalgorithm': 'SYMMETRIC_DEFAULT' }),
  parameters: (input) => [['NumberOfBytes', String(dataKeyLength(input))]],
  dryRun: (input) => input.DryRun === true,
  plan: (given) => {
    const { run, version, materialId } = makeDataKey(given);
    return effect(run, ({ plaintext, blob: CiphertextBlob }) => ({
      output: {
        CiphertextBlob,
        Plaintext: plaintext,
        KeyId: arnOfKey(given.desk, given.key.id),
        KeyMaterialId: materialId,
      },
      event: { keyVersion: version, blob: CiphertextBlob },
    }));
  },
});
