/** For which actions a request can have a condition key, and for which it always has (kms-api.md §8.4). */
import { conditionKey } from '../condition-keys.ts';
import { specRow } from '../../keys/key-specs.ts';
import type { PolicyWorld } from '../world.ts';

export type Presence = 'never' | 'maybe' | 'always';

const CRYPTO = [
  'Encrypt',
  'Decrypt',
  'ReEncryptFrom',
  'ReEncryptTo',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
];
const CONTEXT = [...CRYPTO, 'CreateGrant'];

/** By canonical key or family: the actions that can have it. What is not here, all can. */
const ACTIONS_OF: Readonly<Record<string, readonly string[]>> = {
  'kms:encryptioncontext:': CONTEXT,
  'kms:encryptioncontextkeys': CONTEXT,
  'kms:encryptionalgorithm': CRYPTO,
  'kms:bypasspolicylockoutsafetycheck': ['PutKeyPolicy'],
  'kms:datakeypairspec': ['GenerateDataKeyPair', 'GenerateDataKeyPairWithoutPlaintext'],
  'kms:expirationmodel': ['ImportKeyMaterial'],
  'kms:validto': ['ImportKeyMaterial'],
  'kms:wrappingalgorithm': ['GetParametersForImport'],
  'kms:wrappingkeyspec': ['GetParametersForImport'],
  'kms:grantconstrainttype': ['CreateGrant'],
  'kms:grantisforawsresource': ['CreateGrant', 'ListGrants', 'RevokeGrant'],
  'kms:grantoperations': ['CreateGrant'],
  'kms:granteeprincipal': ['CreateGrant'],
  'kms:retiringprincipal': ['CreateGrant'],
  'kms:keyagreementalgorithm': ['DeriveSharedSecret'],
  'kms:macalgorithm': ['GenerateMac', 'VerifyMac'],
  'kms:messagetype': ['Sign', 'Verify'],
  'kms:signingalgorithm': ['Sign', 'Verify'],
  'kms:reencryptonsamekey': ['ReEncryptFrom', 'ReEncryptTo'],
  'kms:rotationperiodindays': ['EnableKeyRotation'],
  'kms:schedulekeydeletionpendingwindowindays': ['ScheduleKeyDeletion'],
  'kms:trailingdayswithoutkeyusage': ['ScheduleKeyDeletion', 'DisableKey'],
  'aws:requesttag/': ['TagResource'],
  'aws:tagkeys': ['TagResource', 'UntagResource'],
};

/** Those that a request of such an action cannot lack. */
const ALWAYS = new Set([
  'aws:currenttime',
  'aws:securetransport',
  'aws:requestedregion',
  'kms:keyspec',
  'kms:keyusage',
  'kms:keyorigin',
  'kms:multiregion',
  'kms:bypasspolicylockoutsafetycheck',
  'kms:grantoperations',
  'kms:granteeprincipal',
  'kms:rotationperiodindays',
  'kms:schedulekeydeletionpendingwindowindays',
]);

export const CONTEXT_PREFIX = 'kms:encryptioncontext:';
export const CONTEXT_NAMES = 'kms:encryptioncontextkeys';

/** `action` as `Decrypt`. */
export function presence(key: string, action: string, { key: facts }: PolicyWorld): Presence {
  const row = conditionKey(key);
  if (row === undefined || row.from === 'absent') return 'never';
  const family = /^(?:kms:encryptioncontext:|aws:requesttag\/)/.exec(key)?.[0] ?? key;
  const actions = ACTIONS_OF[family];
  if (actions !== undefined && !actions.includes(action)) return 'never';
  const isContext = family === CONTEXT_PREFIX || family === CONTEXT_NAMES;
  if (isContext && facts !== null && specRow(facts.spec).family !== 'symmetric') return 'never';
  return ALWAYS.has(key) ? 'always' : 'maybe';
}

/** A request can give several values: a key that has many, or names of the caller's own that differ in case only. */
export function severalOf(key: string): 'many' | 'by case' | 'one' {
  if (conditionKey(key)?.multi === true) return 'many';
  const name = /^(?:kms:encryptioncontext:|aws:requesttag\/)(.*)$/s.exec(key)?.[1];
  return name !== undefined && name !== name.toUpperCase() ? 'by case' : 'one';
}
