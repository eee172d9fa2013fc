import * as z from 'zod';
import { toHex } from '../../../domain/bytes.ts';
import type { KeyEntity } from '../../../domain/state/entities.ts';
import { ServiceError } from '../../errors.ts';
import { effect, operation, type KeyContext } from '../../operation.ts';
import { arnOfKey, namedKey, requestAlias, resolveKey, type Where } from '../../resolve.ts';
import { blob, context, grantTokens, keyId } from '../../schema.ts';
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
import { spendNonce } from './nonce-budget.ts';
import { sealBlob } from './seal.ts';
import { versionOf } from './versions.ts';

const members = z.object({
  CiphertextBlob: blob(1, 6144).optional(),
  DestinationKeyId: keyId,
  SourceKeyId: keyId.optional(),
  SourceEncryptionContext: context.optional(),
  DestinationEncryptionContext: context.optional(),
  SourceEncryptionAlgorithm: z.enum(ENCRYPTION_ALGORITHMS).optional(),
  DestinationEncryptionAlgorithm: z.enum(ENCRYPTION_ALGORITHMS).optional(),
  GrantTokens: grantTokens.optional(),
  ...dryRunMembers,
});
type Input = z.output<typeof members>;

const input = envelopeOrKey(members, 'SourceKeyId');

const algorithms = (given: Input) => ({
  source: given.SourceEncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT',
  destination: given.DestinationEncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT',
});

const from = <T extends Omit<Where, 'action'>>(given: T): T & Where => ({
  ...given,
  action: 'kms:ReEncryptFrom',
});
const to = <T extends Omit<Where, 'action'>>(given: T): T & Where => ({
  ...given,
  action: 'kms:ReEncryptTo',
});

/**
 * What a practice key opens or seals stays practice of the same person: whoever may re-encrypt from a key that matters may not read by
 * it, so a key that they may read by is no place for what it protects. The practice keys' own policies cannot say so: a person has
 * several, and succeeds one that has rotated for life.
 */
function requireOneWorld({ desk, call, key }: KeyContext<Input>, destination: KeyEntity): void {
  if (key.sandbox?.owner === destination.sandbox?.owner) return;
  throw new ServiceError(
    'AccessDeniedException',
    `User: ${call.principal.caller.arn} is not authorized to perform: kms:ReEncryptTo on resource: ${arnOfKey(desk, destination.id)} because practice keys re-encrypt only among the practice keys of one person`,
  );
}

/**
 * Decrypts inside the desk and encrypts anew, under another key, another context or the key's newest version; the plaintext never
 * leaves. Two permissions: ReEncryptFrom on the key that opens, ReEncryptTo on the one that seals. The destination's context is not
 * inherited.
 */
export const reEncrypt = operation.onKey({
  name: 'ReEncrypt',
  class: 'data',
  input,
  output: z.object({
    CiphertextBlob: blob(1, 6144),
    SourceKeyId: z.string(),
    KeyId: z.string(),
    SourceEncryptionAlgorithm: z.enum(ENCRYPTION_ALGORITHMS),
    DestinationEncryptionAlgorithm: z.enum(ENCRYPTION_ALGORITHMS),
    SourceKeyMaterialId: z.string(),
    DestinationKeyMaterialId: z.string(),
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
  ],
  resolve: (given) => {
    const { CiphertextBlob, SourceKeyId } = given.input;
    const named = SourceKeyId === undefined ? undefined : resolveKey(from(given), SourceKeyId, 'any');
    if (named !== undefined && ignoresCiphertext(given.input)) return named;
    return keyOfEnvelope(from(given), CiphertextBlob!); // the schema refused its absence
  },
  resolveDestination: (given) => resolveKey(to(given), given.input.DestinationKeyId, 'any'),
  names: (given) => {
    const { key, input: asked } = given;
    const source = asked.SourceKeyId === undefined ? key.id : namedKey(given, asked.SourceKeyId);
    return [
      ['DestinationKeyId', namedKey(given, asked.DestinationKeyId)],
      ...(source === key.id ? [] : [['SourceKeyId', source] as const]),
    ];
  },
  check: (given) => {
    checkModifiers(given);
  },
  usage: 'ENCRYPT_DECRYPT',
  actions: ['kms:ReEncryptFrom', 'kms:ReEncryptTo'],
  permissions: (given) => {
    const { desk, key, input: asked } = given;
    const destination = given.destination!; // resolved as above
    requireOneWorld(given, destination);
    const { source: opens, destination: seals } = algorithms(asked);
    const same = { 'kms:reencryptonsamekey': String(destination.id === key.id) };
    return [
      {
        action: 'kms:ReEncryptFrom',
        key,
        resource: arnOfKey(desk, key.id),
        context: asked.SourceEncryptionContext,
        conditions: {
          ...same,
          'kms:encryptionalgorithm': opens,
          'kms:requestalias': requestAlias(asked.SourceKeyId),
        },
      },
      {
        action: 'kms:ReEncryptTo',
        key: destination,
        resource: arnOfKey(desk, destination.id),
        context: asked.DestinationEncryptionContext,
        conditions: {
          ...same,
          'kms:encryptionalgorithm': seals,
          'kms:requestalias': requestAlias(asked.DestinationKeyId),
        },
      },
    ];
  },
  // The context that is bound to what was opened; the destination's is a parameter.
  context: (given) => given.SourceEncryptionContext,
  opens: ({ CiphertextBlob }) => openedEnvelope(CiphertextBlob),
  dryRun: (given) => given.DryRun === true,
  plan: (given) => {
    const { state, desk, key, input: asked } = given;
    const { source: opens, destination: seals } = algorithms(asked);
    const destination = given.destination!; // resolved as above
    requireAlgorithm(key, opens);
    requireAlgorithm(destination, seals);
    const target = versionOf(state, destination, destination.currentVersion);
    spendNonce(state, destination.id, target.entity.number, arnOfKey(desk, destination.id));
    if (ignoresCiphertext(asked))
      throw new ServiceError(
        'DryRunOperationException',
        'The request would have succeeded, but the DryRun option is set.',
      );
    const envelope = asked.CiphertextBlob!; // the schema refused its absence
    requireSameKey(from(given), asked.SourceKeyId, key);
    const source = openEnvelope(state, key, envelope, opens, asked.SourceEncryptionContext);
    return effect(
      async (ports) => {
        const plaintext = await source.run(ports);
        try {
          const context_ = asked.DestinationEncryptionContext;
          return await sealBlob(ports, desk.random, destination, target.ref, plaintext, context_);
        } finally {
          plaintext.fill(0);
        }
      },
      (CiphertextBlob) => ({
        output: {
          CiphertextBlob,
          SourceKeyId: arnOfKey(desk, key.id),
          KeyId: arnOfKey(desk, destination.id),
          SourceEncryptionAlgorithm: opens,
          DestinationEncryptionAlgorithm: seals,
          SourceKeyMaterialId: source.entity.materialId,
          DestinationKeyMaterialId: target.entity.materialId,
        },
        event: {
          keyVersion: source.entity.number,
          blob: envelope,
          parameters: [
            // The counters of the destination are made of these two (domain/state/uses.ts): first, so that they are always kept.
            ['DestinationKeyId', destination.id],
            ['DestinationKeyVersion', String(target.entity.number)],
            ['DestinationEnvelope', toHex(desk.sha256(CiphertextBlob))],
            ...[...(asked.DestinationEncryptionContext ?? [])].map(
              ([name, value]) => [`DestinationEncryptionContext ${name}`, value] as const,
            ),
          ],
        },
      }),
    );
  },
});
