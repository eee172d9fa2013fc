import * as z from 'zod';
import { additionalData, parseCiphertext } from '../../../domain/keys/ciphertext.ts';
import type { MaybePromise } from '../../../domain/ports/vault.ts';
import { ServiceError } from '../../errors.ts';
import { effect, operation } from '../../operation.ts';
import { arnOfKey, keyById, resolveKey } from '../../resolve.ts';
import { blob, context, grantTokens, keyId, recipient } from '../../schema.ts';
import { ENCRYPTION_ALGORITHMS, requireAlgorithm } from './algorithms.ts';
import { refuseGrantTokens, refuseRecipient } from './refusals.ts';
import { NO_CONTEXT } from './seal.ts';
import { versionOf } from './versions.ts';

const members = z.object({
  CiphertextBlob: blob(1, 6144).optional(),
  EncryptionContext: context.optional(),
  GrantTokens: grantTokens.optional(),
  KeyId: keyId.optional(),
  EncryptionAlgorithm: z.enum(ENCRYPTION_ALGORITHMS).optional(),
  Recipient: recipient.optional(),
  DryRun: z.boolean().optional(),
  DryRunModifiers: z
    .array(z.enum(['IGNORE_CIPHERTEXT']))
    .max(1)
    .optional(),
});
type Input = z.output<typeof members>;

/** A dry run that looks at permission only: needs a key id instead of a ciphertext. */
const ignoresCiphertext = ({ DryRunModifiers }: Partial<Input>): boolean =>
  Array.isArray(DryRunModifiers) && DryRunModifiers.includes('IGNORE_CIPHERTEXT');

/** One of the two is required; said together with every other violation, so also of an input that has some. */
const input = members
  .refine((given) => given.CiphertextBlob !== undefined || ignoresCiphertext(given), {
    path: ['CiphertextBlob'],
    when: () => true,
  })
  .refine((given) => given.KeyId !== undefined || !ignoresCiphertext(given), {
    path: ['KeyId'],
    when: () => true,
  });

function check(given: Input): void {
  refuseGrantTokens(given);
  refuseRecipient(given);
  if (ignoresCiphertext(given) && given.DryRun !== true)
    throw new ServiceError('ValidationException', 'DryRunModifiers can only be used with DryRun.');
}

const invalid = (): ServiceError => new ServiceError('InvalidCiphertextException');

/**
 * Opens a ciphertext blob. The blob names its key: that key is authorised and must be usable; nothing tells apart a wrong context, a
 * wrong tag and a wrong header.
 */
export const decrypt = operation.onKey({
  name: 'Decrypt',
  class: 'data',
  input,
  output: z.object({
    KeyId: z.string(),
    Plaintext: blob(1, 4096),
    EncryptionAlgorithm: z.enum(ENCRYPTION_ALGORITHMS),
    KeyMaterialId: z.string(),
  }),
  errors: [
    'DisabledException',
    'DryRunOperationException',
    'IncorrectKeyException',
    'InvalidCiphertextException',
    'InvalidGrantTokenException',
    'InvalidKeyUsageException',
    'KMSInternalException',
    'KMSInvalidStateException',
    'KeyUnavailableException',
    'NotFoundException',
    'UnsupportedOperationException',
  ],
  resolve: (given) => {
    const { CiphertextBlob, KeyId } = given.input;
    const where = { ...given, action: 'kms:Decrypt' };
    const named = KeyId === undefined ? undefined : resolveKey(where, KeyId, 'any');
    if (named !== undefined && ignoresCiphertext(given.input)) return named;
    const parsed = parseCiphertext(CiphertextBlob!); // the schema refused its absence
    // A key id that never existed cannot have made this blob; a destroyed one may have, and says so (kms-api.md §5.3).
    if (parsed === null) throw invalid();
    if (given.state.key(parsed.keyId) === undefined && !given.state.quarantine.has(`key/${parsed.keyId}`))
      throw invalid();
    return keyById(where, parsed.keyId);
  },
  check,
  usage: 'ENCRYPT_DECRYPT',
  context: (given) => given.EncryptionContext,
  conditions: (given) => ({ 'kms:encryptionalgorithm': given.EncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT' }),
  parameters: (given) => [['EncryptionAlgorithm', given.EncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT']],
  opens: ({ CiphertextBlob }) =>
    CiphertextBlob === undefined
      ? null
      : { blob: CiphertextBlob, keyVersion: parseCiphertext(CiphertextBlob)?.keyVersion ?? null },
  dryRun: (given) => given.DryRun === true,
  plan: (given) => {
    const { state, desk, key, input: given_ } = given;
    const algorithm = given_.EncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT';
    if (ignoresCiphertext(given_)) {
      requireAlgorithm(key, algorithm);
      return {
        output: {
          KeyId: arnOfKey(desk, key.id),
          Plaintext: new Uint8Array(),
          EncryptionAlgorithm: algorithm,
          KeyMaterialId: '',
        },
      };
    }
    const blobIn = given_.CiphertextBlob!; // the schema refused its absence
    if (
      given_.KeyId !== undefined &&
      resolveKey({ ...given, action: 'kms:Decrypt' }, given_.KeyId, 'any').id !== key.id
    ) {
      throw new ServiceError(
        'IncorrectKeyException',
        'The key ID in the request does not identify a CMK that can perform this operation.',
      );
    }
    requireAlgorithm(key, algorithm);
    const parsed = parseCiphertext(blobIn)!; // resolve parsed it
    const { ref, entity } = versionOf(state, key, parsed.keyVersion);
    return effect(
      ({ vault }): MaybePromise<Uint8Array> =>
        vault.decrypt(ref, algorithm, {
          ciphertext: parsed.sealed,
          nonce: parsed.nonce,
          aad: additionalData(parsed.header, given_.EncryptionContext ?? NO_CONTEXT),
        }),
      (Plaintext) => ({
        output: {
          KeyId: arnOfKey(desk, key.id),
          Plaintext,
          EncryptionAlgorithm: algorithm,
          KeyMaterialId: entity.materialId,
        },
        event: { keyVersion: entity.number, blob: blobIn },
      }),
    );
  },
});
