import * as z from 'zod';
import { effect, operation } from '../../operation.ts';
import { arnOfKey, resolveKey } from '../../resolve.ts';
import { blob } from '../../schema.ts';
import { checkDataKey, dataKeyInput, dataKeyLength, makeDataKey } from './data-key.ts';

/** A fresh data key, sealed only: for whoever prepares envelopes without opening them. */
export const generateDataKeyWithoutPlaintext = operation.onKey({
  name: 'GenerateDataKeyWithoutPlaintext',
  class: 'data',
  input: dataKeyInput.omit({ Recipient: true }),
  output: z.object({ CiphertextBlob: blob(1, 6144), KeyId: z.string(), KeyMaterialId: z.string() }),
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
  resolve: (given) =>
    resolveKey({ ...given, action: 'kms:GenerateDataKeyWithoutPlaintext' }, given.input.KeyId, 'any'),
  check: checkDataKey,
  usage: 'ENCRYPT_DECRYPT',
  context: (input) => input.EncryptionContext,
  conditions: () => ({ 'kms:encryptionalgorithm': 'SYMMETRIC_DEFAULT' }),
  parameters: (input) => [['NumberOfBytes', String(dataKeyLength(input))]],
  dryRun: (input) => input.DryRun === true,
  plan: (given) => {
    const { run, version, materialId } = makeDataKey(given);
    return effect(run, ({ blob: CiphertextBlob }) => ({
      output: { CiphertextBlob, KeyId: arnOfKey(given.desk, given.key.id), KeyMaterialId: materialId },
      event: { keyVersion: version, blob: CiphertextBlob },
    }));
  },
});
