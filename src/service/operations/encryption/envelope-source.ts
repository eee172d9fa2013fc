/** What Decrypt and ReEncrypt share: from a ciphertext blob to the key that made it, and to its plaintext. */
import * as z from 'zod';
import { additionalData, parseCiphertext } from '../../../domain/keys/ciphertext.ts';
import type { EncryptionContext } from '../../../domain/keys/encryption-context.ts';
import type { Algorithm } from '../../../domain/keys/key-specs.ts';
import type { MaybePromise } from '../../../domain/ports/vault.ts';
import type { KeyEntity, KeyVersionEntity } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';
import { ServiceError } from '../../errors.ts';
import type { OpenedEnvelope, Ports } from '../../operation.ts';
import { keyById, resolveKey, type Where } from '../../resolve.ts';
import { NO_CONTEXT } from './seal.ts';
import { versionOf } from './versions.ts';

/** What a call that opens an envelope is asked with, by the member that names the envelope's key. */
interface Asked {
  readonly CiphertextBlob?: Uint8Array | undefined;
  readonly KeyId?: string | undefined;
  readonly SourceKeyId?: string | undefined;
  readonly DryRun?: boolean | undefined;
  readonly DryRunModifiers?: readonly string[] | undefined;
}

export const dryRunMembers = {
  DryRun: z.boolean().optional(),
  DryRunModifiers: z
    .array(z.enum(['IGNORE_CIPHERTEXT']))
    .max(1)
    .optional(),
};

/** A dry run that looks at permission only: needs a key id instead of a ciphertext. */
export const ignoresCiphertext = ({ DryRunModifiers }: Asked): boolean =>
  Array.isArray(DryRunModifiers) && DryRunModifiers.includes('IGNORE_CIPHERTEXT');

/** A ciphertext, or for such a dry run the key that it would be of; said together with every other violation. */
export const envelopeOrKey = <S extends z.ZodType<Asked>>(members: S, named: 'KeyId' | 'SourceKeyId'): S =>
  members
    .refine((given) => given.CiphertextBlob !== undefined || ignoresCiphertext(given), {
      path: ['CiphertextBlob'],
      when: () => true,
    })
    .refine((given) => given[named] !== undefined || !ignoresCiphertext(given), {
      path: [named],
      when: () => true,
    });

export function checkModifiers(given: Asked): void {
  if (ignoresCiphertext(given) && given.DryRun !== true)
    throw new ServiceError('ValidationException', 'DryRunModifiers can only be used with DryRun.');
}

const invalid = (): ServiceError => new ServiceError('InvalidCiphertextException');

/** The key that a blob names; the blob is only a claim until its tag was checked. */
export function keyOfEnvelope(where: Where, blob: Uint8Array): KeyEntity {
  const parsed = parseCiphertext(blob);
  // A key id that never existed cannot have made this blob; a destroyed one may have, and says so (kms-api.md §5.3).
  if (parsed === null) throw invalid();
  if (where.state.key(parsed.keyId) === undefined && !where.state.quarantine.has(`key/${parsed.keyId}`))
    throw invalid();
  return keyById(where, parsed.keyId);
}

/** Throws IncorrectKeyException when the caller named another key than the blob does. */
export function requireSameKey(where: Where, named: string | undefined, key: KeyEntity): void {
  if (named === undefined || resolveKey(where, named, 'any').id === key.id) return;
  throw new ServiceError(
    'IncorrectKeyException',
    'The key ID in the request does not identify a CMK that can perform this operation.',
  );
}

export interface Opening {
  readonly entity: KeyVersionEntity;
  readonly run: (ports: Ports) => MaybePromise<Uint8Array>;
}

/** How a blob is opened: by which version, and the vault's call. Nothing tells apart a wrong context, tag and header. */
export function openEnvelope(
  state: State,
  key: KeyEntity,
  blob: Uint8Array,
  algorithm: Algorithm,
  context: EncryptionContext | undefined,
): Opening {
  const parsed = parseCiphertext(blob);
  if (parsed === null) throw invalid();
  const { ref, entity } = versionOf(state, key, parsed.keyVersion);
  return {
    entity,
    run: ({ vault }) =>
      vault.decrypt(ref, algorithm, {
        ciphertext: parsed.sealed,
        nonce: parsed.nonce,
        aad: additionalData(parsed.header, context ?? NO_CONTEXT),
      }),
  };
}

/** For the event of a refusal. */
export const openedEnvelope = (blob: Uint8Array | undefined): OpenedEnvelope | null =>
  blob === undefined ? null : { blob, keyVersion: parseCiphertext(blob)?.keyVersion ?? null };
