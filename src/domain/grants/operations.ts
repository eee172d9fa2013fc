/**
 * What a grant can allow, by the kind of key (kms-api.md §7), in one table. Spelled as CreateGrant spells it: an operation is the
 * permission `kms:<Operation>`.
 */
import { specRow, type KeySpec, type KeyUsage } from '../keys/key-specs.ts';

export const GRANT_OPERATIONS = [
  'CreateGrant',
  'Decrypt',
  'DeriveSharedSecret',
  'DescribeKey',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateMac',
  'GetPublicKey',
  'ReEncryptFrom',
  'ReEncryptTo',
  'RetireGrant',
  'Sign',
  'Verify',
  'VerifyMac',
] as const;
export type GrantOperation = (typeof GRANT_OPERATIONS)[number];

const KNOWN: ReadonlySet<string> = new Set(GRANT_OPERATIONS);

/** Grants a key can have. */
export const MOST_GRANTS = 50_000;

const OF_EVERY_KEY: readonly GrantOperation[] = ['CreateGrant', 'DescribeKey', 'RetireGrant'];
const ENCRYPTION: readonly GrantOperation[] = ['Decrypt', 'Encrypt', 'ReEncryptFrom', 'ReEncryptTo'];
const DATA_KEYS: readonly GrantOperation[] = [
  'GenerateDataKey',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateDataKeyWithoutPlaintext',
];

const BY_USAGE: Readonly<Record<KeyUsage, readonly GrantOperation[]>> = {
  ENCRYPT_DECRYPT: ENCRYPTION,
  SIGN_VERIFY: ['Sign', 'Verify'],
  GENERATE_VERIFY_MAC: ['GenerateMac', 'VerifyMac'],
  KEY_AGREEMENT: ['DeriveSharedSecret'],
};

/** The operations that a grant on such a key may hold, by name. */
export function grantOperationsOf(spec: KeySpec, usage: KeyUsage): readonly GrantOperation[] {
  const { family } = specRow(spec);
  return [
    ...OF_EVERY_KEY,
    ...BY_USAGE[usage],
    ...(family === 'symmetric' ? DATA_KEYS : []),
    ...(family === 'asymmetric' ? (['GetPublicKey'] as const) : []),
  ].sort();
}

/** Only what a symmetric key does is bound to an encryption context. */
export const takesConstraints = (spec: KeySpec): boolean => specRow(spec).family === 'symmetric';

/** `kms:Decrypt` → `Decrypt`; null for what no grant can allow. */
export function grantOperationOf(action: string): GrantOperation | null {
  const name = action.startsWith('kms:') ? action.slice(4) : '';
  return KNOWN.has(name) ? (name as GrantOperation) : null; // just looked up
}

const FAMILY_WORDS = { symmetric: 'a symmetric', asymmetric: 'an asymmetric', hmac: 'an HMAC' } as const;

/** Why a list of operations is no grant's on such a key, in AWS KMS's words; null when it is one. */
export function refuseOperations(
  spec: KeySpec,
  usage: KeyUsage,
  operations: readonly string[],
): string | null {
  const valid = grantOperationsOf(spec, usage);
  const wrong = operations.filter((operation) => !(valid as readonly string[]).includes(operation)); // widening for includes
  if (wrong.length > 0)
    return `Operations [${[...new Set(wrong)].join(', ')}] are not supported when creating a grant for ${FAMILY_WORDS[specRow(spec).family]} KMS key with key usage ${usage}. Valid operations are [${valid.join(', ')}]`;
  if (operations.every((operation) => operation === 'CreateGrant'))
    return 'Grants must not contain only the CreateGrant operation.';
  return null;
}
