/** What a management event changed about a key: the letters that the key page marks over its use. */
export const CHANGE_KINDS = ['policy', 'rotation', 'state', 'names'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

const KIND_OF: Readonly<Record<string, ChangeKind>> = {
  PutKeyPolicy: 'policy',
  EnableKeyRotation: 'rotation',
  DisableKeyRotation: 'rotation',
  RotateKeyOnDemand: 'rotation',
  RotateKey: 'rotation',
  CorrectRotationSchedule: 'rotation',
  CreateKey: 'state',
  EnableKey: 'state',
  DisableKey: 'state',
  ScheduleKeyDeletion: 'state',
  CancelKeyDeletion: 'state',
  CreateAlias: 'names',
  UpdateAlias: 'names',
  DeleteAlias: 'names',
  TagResource: 'names',
  UntagResource: 'names',
  UpdateKeyDescription: 'names',
};

/**
 * Grants are told on their own page: a service may make thousands of them in a day, among which the others would not be found.
 */
export const GRANT_CHANGES: readonly string[] = ['CreateGrant', 'DeleteGrants', 'RetireGrant', 'RevokeGrant'];

/** The kind of change that an allowed operation makes to its key; null for one that changes nothing about it. */
export const changeKind = (operation: string): ChangeKind | null =>
  Object.hasOwn(KIND_OF, operation) ? (KIND_OF[operation] ?? null) : null;
