/** Which actions a request can have a condition key with (kms-api.md §8.4). A condition on it means nothing for any other action. */
import { conditionKey } from '../condition-keys.ts';
import type { PolicyCondition, PolicyStatement } from '../document.ts';
import { quoted } from '../problems.ts';

const CRYPTO: readonly string[] = [
  'kms:Decrypt',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyPair',
  'kms:GenerateDataKeyPairWithoutPlaintext',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];
const CREATE_GRANT: readonly string[] = ['kms:CreateGrant'];
const SIGN: readonly string[] = ['kms:Sign', 'kms:Verify'];

/** By the key's name in lower case. A key that is not here can come with any action. */
const SCOPE: ReadonlyMap<string, readonly string[]> = new Map([
  ['kms:bypasspolicylockoutsafetycheck', ['kms:CreateKey', 'kms:PutKeyPolicy']],
  ['kms:datakeypairspec', ['kms:GenerateDataKeyPair', 'kms:GenerateDataKeyPairWithoutPlaintext']],
  ['kms:encryptionalgorithm', CRYPTO],
  ['kms:encryptioncontextkeys', [...CRYPTO, ...CREATE_GRANT]],
  ['kms:expirationmodel', ['kms:ImportKeyMaterial']],
  ['kms:validto', ['kms:ImportKeyMaterial']],
  ['kms:wrappingalgorithm', ['kms:GetParametersForImport']],
  ['kms:wrappingkeyspec', ['kms:GetParametersForImport']],
  ['kms:grantconstrainttype', CREATE_GRANT],
  ['kms:grantconstraintsourcearn', CREATE_GRANT],
  ['kms:grantisforawsresource', ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant']],
  ['kms:grantoperations', CREATE_GRANT],
  ['kms:granteeprincipal', CREATE_GRANT],
  ['kms:retiringprincipal', CREATE_GRANT],
  ['kms:granteeserviceprincipal', CREATE_GRANT],
  ['kms:retiringserviceprincipal', CREATE_GRANT],
  ['kms:keyagreementalgorithm', ['kms:DeriveSharedSecret']],
  ['kms:macalgorithm', ['kms:GenerateMac', 'kms:VerifyMac']],
  ['kms:messagetype', SIGN],
  ['kms:signingalgorithm', SIGN],
  ['kms:reencryptonsamekey', ['kms:ReEncryptFrom', 'kms:ReEncryptTo']],
  ['kms:rotationperiodindays', ['kms:EnableKeyRotation']],
  ['kms:schedulekeydeletionpendingwindowindays', ['kms:ScheduleKeyDeletion']],
  ['kms:trailingdayswithoutkeyusage', ['kms:ScheduleKeyDeletion', 'kms:DisableKey']],
  ['aws:tagkeys', ['kms:CreateKey', 'kms:TagResource', 'kms:UntagResource']],
]);
const FAMILIES: readonly (readonly [prefix: string, actions: readonly string[]])[] = [
  ['kms:encryptioncontext:', [...CRYPTO, ...CREATE_GRANT]],
  ['aws:requesttag/', ['kms:CreateKey', 'kms:TagResource']],
];

/** Names of the actions that can have the condition key; null: any can. */
export function actionsWithKey(key: string): readonly string[] | null {
  const folded = key.toLowerCase();
  return SCOPE.get(folded) ?? FAMILIES.find(([prefix]) => folded.startsWith(prefix))?.[1] ?? null;
}

/** Whether the condition holds of a request that lacks the key. */
export function holdsOnAbsence({ qualifier, base, ifExists, values }: PolicyCondition): boolean {
  if (base === 'Null') return values.some(({ text }) => text.toLowerCase() === 'true');
  if (qualifier !== null) return qualifier === 'ForAllValues';
  return ifExists || base.includes('Not');
}

/** What comes of it that no request has the key: the end of a sentence. */
export function absenceWords(
  condition: PolicyCondition,
  { effect }: Pick<PolicyStatement, 'effect'>,
): string {
  if (!holdsOnAbsence(condition))
    return effect === 'Allow' ? 'so the statement allows nothing' : 'so the statement denies nothing';
  return effect === 'Allow'
    ? 'so the condition always holds and bounds nobody'
    : 'so the condition always holds, and the statement denies as if it had no such condition';
}

/** Documented for AWS, and no request here ever has it. */
export const isAlwaysAbsent = (key: string): boolean => conditionKey(key)?.from === 'absent';

/** `StringEquals on "kms:ViaService"`. */
export const conditionWords = ({ operator, key }: PolicyCondition): string => `${operator} on ${quoted(key)}`;
