/** What is known of a condition key, and how the rows of the catalogue are written. */
import { ACTIONS } from './actions.ts';
import type { PolicyKind } from './document.ts';

export type ConditionKeyType = 'String' | 'Bool' | 'Numeric' | 'Date' | 'ARN' | 'IpAddress';

export interface ConditionKeyRow {
  /** As AWS spells it; for a family, the part before the name. */
  readonly name: string;
  readonly type: ConditionKeyType;
  /** A request can have several values at once: only set operators and Null fit. */
  readonly multi: boolean;
  readonly kinds: readonly PolicyKind[];
  /** Where the value comes from; `absent`: documented, but no request here ever has one. */
  readonly from: 'request' | 'key' | 'call' | 'absent';
  /** Names of the actions whose requests can have it; null: any. For others it is absent. */
  readonly actions: readonly string[] | null;
  /** All values it can have, where that is a closed set. */
  readonly values: readonly string[] | null;
}

const BOTH: readonly PolicyKind[] = ['key', 'identity'];
export const IDENTITY: readonly PolicyKind[] = ['identity'];
const BOOLS = ['true', 'false'];

export const kms = (...names: readonly string[]): readonly string[] => names.map((name) => `kms:${name}`);

/** kms-api.md §8.4: Crypto. */
export const CRYPTO = kms(
  'Decrypt',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
);
export const GRANT = kms('CreateGrant');
export const SIGN = kms('Sign', 'Verify');
export const MAC = kms('GenerateMac', 'VerifyMac');
export const DELETE = kms('ScheduleKeyDeletion');
export const RE_ENCRYPT = kms('ReEncryptFrom', 'ReEncryptTo');
export const ON_KEY = ACTIONS.filter(({ on }) => on.includes('key')).map(({ name }) => name);
export const ON_ALIAS = kms('CreateAlias', 'DeleteAlias', 'UpdateAlias');
/** Those that take an alias in place of a key. */
export const BY_ALIAS = [
  ...CRYPTO,
  ...SIGN,
  ...MAC,
  ...kms('DeriveSharedSecret', 'DescribeKey', 'GetPublicKey'),
  ...ON_ALIAS,
].toSorted();
export const KEY_FACT = kms('CreateKey').concat(ON_KEY);

interface Options {
  readonly multi?: true;
  readonly kinds?: readonly PolicyKind[];
  readonly actions?: readonly string[];
  readonly values?: readonly string[];
}

export const row =
  (from: ConditionKeyRow['from'], type: ConditionKeyType) =>
  (name: string, { multi, kinds, actions, values }: Options = {}): ConditionKeyRow => ({
    name,
    type,
    multi: multi === true,
    kinds: kinds ?? BOTH,
    from,
    actions: actions ?? null,
    values: values ?? (type === 'Bool' ? BOOLS : null),
  });

export const asked = row('request', 'String');
export const askedBool = row('request', 'Bool');
export const askedNumber = row('request', 'Numeric');
export const ofKey = row('key', 'String');
export const ofCall = row('call', 'String');
export const absent = row('absent', 'String');
export const absentArn = row('absent', 'ARN');
