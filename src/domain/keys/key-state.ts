/** Key states and what each allows: kms-api.md §3, one row an operation. */
export type KeyState = 'Enabled' | 'Disabled' | 'PendingDeletion' | 'PendingImport' | 'Destroyed';
export const KEY_STATES = ['Enabled', 'Disabled', 'PendingDeletion', 'PendingImport'] as const;

/** `yes`, or the refusal: which error, and the words after the key's ARN. */
export type StateAnswer = 'yes' | 'disabled' | 'pending-deletion' | 'not-pending-deletion' | 'pending-import';

type Row = Readonly<Record<Exclude<KeyState, 'Destroyed'>, StateAnswer>>;

const USE: Row = {
  Enabled: 'yes',
  Disabled: 'disabled',
  PendingDeletion: 'pending-deletion',
  PendingImport: 'pending-import',
};
const ALWAYS: Row = { Enabled: 'yes', Disabled: 'yes', PendingDeletion: 'yes', PendingImport: 'yes' };
const CHANGE: Row = {
  Enabled: 'yes',
  Disabled: 'yes',
  PendingDeletion: 'pending-deletion',
  PendingImport: 'yes',
};
const SWITCH: Row = {
  Enabled: 'yes',
  Disabled: 'yes',
  PendingDeletion: 'pending-deletion',
  PendingImport: 'pending-import',
};

/** Everything but a key whose deletion is pending already. */
const SCHEDULE: Row = CHANGE;
const CANCEL: Row = {
  Enabled: 'not-pending-deletion',
  Disabled: 'not-pending-deletion',
  PendingDeletion: 'yes',
  PendingImport: 'not-pending-deletion',
};

export const STATE_RULES = {
  Encrypt: USE,
  Decrypt: USE,
  ReEncrypt: USE,
  GenerateDataKey: USE,
  GenerateDataKeyWithoutPlaintext: USE,
  DescribeKey: ALWAYS,
  DescribeKeyOverview: ALWAYS,
  DescribeKeyHistory: ALWAYS,
  DescribeKeyGrants: ALWAYS,
  GetKeyPolicy: ALWAYS,
  PutKeyPolicy: ALWAYS,
  ListKeyPolicies: ALWAYS,
  ListKeyPolicyVersions: ALWAYS,
  DescribePolicyWorld: ALWAYS,
  CompareKeyPolicies: ALWAYS,
  ReplayKeyPolicy: ALWAYS,
  SuppressFinding: ALWAYS,
  WithdrawSuppression: ALWAYS,
  GetKeyLastUsage: ALWAYS,
  ListResourceTags: ALWAYS,
  ListKeyRotations: ALWAYS,
  GetKeyRotationStatus: ALWAYS,
  ListGrants: ALWAYS,
  RetireGrant: ALWAYS,
  RevokeGrant: ALWAYS,
  DeleteAlias: ALWAYS,
  CreateGrant: USE,
  CreateAlias: CHANGE,
  UpdateAlias: CHANGE,
  TagResource: CHANGE,
  UntagResource: CHANGE,
  UpdateKeyDescription: CHANGE,
  ScheduleKeyDeletion: SCHEDULE,
  CancelKeyDeletion: CANCEL,
  EnableKeyRotation: USE,
  DisableKeyRotation: USE,
  RotateKeyOnDemand: USE,
  EnableKey: SWITCH,
  DisableKey: SWITCH,
} as const satisfies Record<string, Row>;

export type StatefulOperation = keyof typeof STATE_RULES;

export const isStateful = (operation: string): operation is StatefulOperation =>
  Object.hasOwn(STATE_RULES, operation);

/** What `state` answers to `operation`. A destroyed key is not found before this is asked. */
export const stateAnswer = (operation: StatefulOperation, state: KeyState): StateAnswer =>
  state === 'Destroyed' ? 'pending-deletion' : STATE_RULES[operation][state];

/** The sentence of the refusal, as AWS KMS words it. */
export const STATE_SENTENCE: Readonly<Record<Exclude<StateAnswer, 'yes'>, string>> = {
  disabled: 'is disabled.',
  'pending-deletion': 'is pending deletion.',
  'not-pending-deletion': 'is not pending deletion.',
  'pending-import': 'is pending import.',
};

/** Predicates that both the rules and the console's buttons read. */
export const keyCan = {
  enable: (state: KeyState): boolean => state === 'Disabled',
  disable: (state: KeyState): boolean => state === 'Enabled',
  encrypt: (state: KeyState): boolean => stateAnswer('Encrypt', state) === 'yes',
  createGrant: (state: KeyState): boolean => stateAnswer('CreateGrant', state) === 'yes',
  changeAliases: (state: KeyState): boolean => stateAnswer('CreateAlias', state) === 'yes',
  change: (state: KeyState): boolean => stateAnswer('TagResource', state) === 'yes',
  rotate: (state: KeyState): boolean => stateAnswer('RotateKeyOnDemand', state) === 'yes',
  scheduleDeletion: (state: KeyState): boolean => stateAnswer('ScheduleKeyDeletion', state) === 'yes',
  cancelDeletion: (state: KeyState): boolean => stateAnswer('CancelKeyDeletion', state) === 'yes',
};
