import * as z from 'zod';
import { decide } from '../../../domain/policy/evaluate.ts';
import { grantsFor } from '../../grants.ts';
import type { KeyContext } from '../../operation.ts';
import { principalOf } from '../../principals.ts';
import { arnOfKey } from '../../resolve.ts';

export const reader = z.object({
  Principal: z.string(),
  Source: z.enum(['KEY_POLICY', 'IDENTITY_POLICY', 'GRANT', 'ROOT']),
  Statement: z.int(),
  Sid: z.string().optional(),
  /** Name of an identity policy: allowed through the account, not by the key's own policy. Of a grant, its id. */
  Policy: z.string().optional(),
});

/** Who policies and grants let decrypt when no condition stands in the way; conditions are not evaluated here, nor a grant's constraints. */
export function whoCanDecrypt({ state, desk, ports, key }: KeyContext<unknown>): z.output<typeof reader>[] {
  const policy = ports.policies.keyPolicy(state, key.id);
  const resource = arnOfKey(desk, key.id);
  return [...state.all('principal')].flatMap((entity) => {
    const principal = principalOf(desk.meta.accountId, entity);
    const grants = grantsFor(state, key.id, principal);
    const decision = decide(
      { action: 'kms:Decrypt', resource, caller: principal.caller, values: () => undefined, onKey: true },
      policy,
      ports.policies.identityPolicies(state, principal.policies),
      grants === null ? null : { ...grants, anyContext: true },
    );
    // Of a key policy that delegates and an identity policy, the latter said the word.
    const by = decision.decidedBy.at(-1);
    if (!decision.allowed || by === undefined) return [];
    return [
      {
        Principal: principal.caller.arn,
        Source: by.source,
        Statement: by.statement,
        ...(by.sid === null ? {} : { Sid: by.sid }),
        ...(by.source === 'IDENTITY_POLICY' || by.source === 'GRANT' ? { Policy: by.policy } : {}),
      },
    ];
  });
}
