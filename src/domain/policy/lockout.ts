/** Who could still change a key's policy after a change of it (kms-api.md §8.6). */
import { decide, type Caller, type ConditionLookup, type PolicySource } from './evaluate.ts';

/** A principal that may lose, with the identity policies it has now. */
export interface Party {
  /** For the message. */
  readonly name: string;
  readonly caller: Caller;
  readonly identityPolicies: readonly PolicySource[];
  /** This request's values, as they would be were this party the caller. */
  readonly values: ConditionLookup;
}

export interface PolicyChange {
  readonly keyArn: string;
  /** Null for a key that is being created. */
  readonly before: PolicySource | null;
  readonly after: PolicySource;
  readonly caller: Party;
  /** All principals that can act now; the caller may be among them. */
  readonly others: readonly Party[];
}

export interface Lockout {
  /** The caller could not put a policy again: AWS refuses such a policy unless the check is bypassed. */
  readonly caller: boolean;
  /** Those of `others` (the caller apart) that can put a policy before and not after. */
  readonly losing: readonly Party[];
}

function canPutPolicy(
  { caller, identityPolicies, values }: Party,
  policy: PolicySource,
  keyArn: string,
): boolean {
  return decide(
    { action: 'kms:PutKeyPolicy', resource: keyArn, caller, values, onKey: true },
    policy,
    identityPolicies,
  ).allowed;
}

/** Compares kms:PutKeyPolicy before and after: named directly, or by delegation and identity policies, conditions included. */
export function lockedOut({ keyArn, before, after, caller, others }: PolicyChange): Lockout {
  const losing =
    before === null
      ? []
      : others.filter(
          (party) =>
            party.caller.arn !== caller.caller.arn &&
            canPutPolicy(party, before, keyArn) &&
            !canPutPolicy(party, after, keyArn),
        );
  return { caller: !canPutPolicy(caller, after, keyArn), losing };
}
