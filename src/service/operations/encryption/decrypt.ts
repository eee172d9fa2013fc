import * as z from 'zod';
import { effect, operation } from '../../operation.ts';
import { arnOfKey, namedKey, resolveKey } from '../../resolve.ts';
import { blob, context, grantTokens, keyId, recipient } from '../../schema.ts';
import { ENCRYPTION_ALGORITHMS, requireAlgorithm } from './algorithms.ts';
import {
  checkModifiers,
  dryRunMembers,
  envelopeOrKey,
  ignoresCiphertext,
  keyOfEnvelope,
  openedEnvelope,
  openEnvelope,
  requireSameKey,
} from './envelope-source.ts';
import { refuseRecipient } from './refusals.ts';

const members = z.object({
  CiphertextBlob: blob(1, 6144).optional(),
  EncryptionContext: context.optional(),
  GrantTokens: grantTokens.optional(),
  KeyId: keyId.optional(),
  EncryptionAlgorithm: z.enum(ENCRYPTION_ALGORITHMS).optional(),
  Recipient: recipient.optional(),
  ...dryRunMembers,
});
type Input = z.output<typeof members>;

const input = envelopeOrKey(members, 'KeyId');

function check(given: Input): void {
  refuseRecipient(given);
  checkModifiers(given);
}

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
    return keyOfEnvelope(where, CiphertextBlob!); // the schema refused its absence
  },
  names: (given) => {
    const { KeyId } = given.input;
    const named = KeyId === undefined ? given.key.id : namedKey(given, KeyId);
    return named === given.key.id ? [] : [['KeyId', named]];
  },
  check,
  usage: 'ENCRYPT_DECRYPT',
  context: (given) => given.EncryptionContext,
  conditions: (given) => ({ 'kms:encryptionalgorithm': given.EncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT' }),
  parameters: (given) => [['EncryptionAlgorithm', given.EncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT']],
  opens: ({ CiphertextBlob }) => openedEnvelope(CiphertextBlob),
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
    const envelope = given_.CiphertextBlob!; // the schema refused its absence
    requireSameKey({ ...given, action: 'kms:Decrypt' }, given_.KeyId, key);
    requireAlgorithm(key, algorithm);
    const { entity, run } = openEnvelope(state, key, envelope, algorithm, given_.EncryptionContext);
    return effect(run, (Plaintext) => ({
      output: {
        KeyId: arnOfKey(desk, key.id),
        Plaintext,
        EncryptionAlgorithm: algorithm,
        KeyMaterialId: entity.materialId,
      },
      event: { keyVersion: entity.number, blob: envelope },
    }));
  },
});
