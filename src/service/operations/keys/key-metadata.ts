import * as z from 'zod';
import { KEY_SPEC_NAMES, KEY_USAGES, specRow, type KeyUsage } from '../../../domain/keys/key-specs.ts';
import { KEY_STATES, type KeyState } from '../../../domain/keys/key-state.ts';
import type { KeyEntity } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';
import type { Desk } from '../../operation.ts';
import { arnOfKey } from '../../resolve.ts';
import { timestamp } from '../../schema.ts';

/** KeyMetadata of CreateKey and DescribeKey (kms-api.md §5.1): members that do not apply are absent, not null. */
export const keyMetadata = z.object({
  AWSAccountId: z.string(),
  KeyId: z.string(),
  Arn: z.string(),
  CreationDate: timestamp,
  Enabled: z.boolean(),
  Description: z.string(),
  KeyUsage: z.enum(KEY_USAGES),
  KeyState: z.enum(KEY_STATES),
  DeletionDate: timestamp.optional(),
  Origin: z.literal('AWS_KMS'),
  KeyManager: z.literal('CUSTOMER'),
  KeySpec: z.enum(KEY_SPEC_NAMES),
  CustomerMasterKeySpec: z.enum(KEY_SPEC_NAMES),
  MultiRegion: z.literal(false),
  EncryptionAlgorithms: z.array(z.string()).optional(),
  SigningAlgorithms: z.array(z.string()).optional(),
  MacAlgorithms: z.array(z.string()).optional(),
  KeyAgreementAlgorithms: z.array(z.string()).optional(),
  CurrentKeyMaterialId: z.string().optional(),
});

const ALGORITHM_MEMBER = {
  ENCRYPT_DECRYPT: 'EncryptionAlgorithms',
  SIGN_VERIFY: 'SigningAlgorithms',
  GENERATE_VERIFY_MAC: 'MacAlgorithms',
  KEY_AGREEMENT: 'KeyAgreementAlgorithms',
} as const satisfies Record<KeyUsage, string>;

/** State as the API names it: only live keys come here. */
export const publicState = (state: KeyState): (typeof KEY_STATES)[number] =>
  state === 'Destroyed' ? 'PendingDeletion' : state;

export function metadataOf(
  desk: Desk,
  state: State,
  key: KeyEntity,
  materialId?: string,
): z.output<typeof keyMetadata> {
  const current = materialId ?? state.keyVersion(key.id, key.currentVersion)?.materialId;
  return {
    AWSAccountId: desk.meta.accountId,
    KeyId: key.id,
    Arn: arnOfKey(desk, key.id),
    CreationDate: new Date(key.createdAt),
    Enabled: key.state === 'Enabled',
    Description: key.description,
    KeyUsage: key.usage,
    KeyState: publicState(key.state),
    ...(key.deletion === null ? {} : { DeletionDate: new Date(key.deletion.date) }),
    Origin: key.origin,
    KeyManager: 'CUSTOMER',
    KeySpec: key.spec,
    CustomerMasterKeySpec: key.spec,
    MultiRegion: false,
    [ALGORITHM_MEMBER[key.usage]]: [...(specRow(key.spec).algorithms[key.usage] ?? [])],
    ...(specRow(key.spec).family === 'symmetric' && current !== undefined
      ? { CurrentKeyMaterialId: current }
      : {}),
  };
}
