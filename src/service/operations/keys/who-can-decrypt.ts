import * as z from 'zod';
import { assume } from '../../../domain/policy/assume.ts';
import { decide } from '../../../domain/policy/evaluate.ts';
import { everyoneIn } from '../../../domain/posture/everyone.ts';
import { grantsFor } from '../../grants.ts';
import type { KeyContext } from '../../operation.ts';
import { principalOf } from '../../principals.ts';
import { arnOfKey } from '../../resolve.ts';
import { isSettled, simulatedValues } from '../../simulated-values.ts';

export const reader = z.object({
  Principal: z.string(),
  Source: z.enum(['KEY_POLICY', 'IDENTITY_POLICY', 'GRANT', 'ROOT']),
  Statement: z.int(),
  Sid: z.string().optional(),
  /** Name of an identity policy: allowed through the account, not by the key's own policy. Of a grant, its id. */
  Policy: z.string().optional(),
});

const isAsked = (key: string): boolean => !isSettled(key);

/** Who policies and grants let decrypt, if only by some request: what a request alone says, a grant's constraints too, counts in favour. */
function whoCanDecrypt({ state, desk, ports, call, key }: KeyContext<unknown>): z.output<typeof reader>[] {
  const policy = assume(ports.policies.keyPolicy(state, key.id), isAsked, 'may');
  const permission = { action: 'kms:Decrypt', key, resource: arnOfKey(desk, key.id) };
  return [...state.all('principal')].flatMap((entity) => {
    const principal = principalOf(desk.meta.accountId, entity);
    const grants = grantsFor(state, key.id, principal);
    const simulated = { principal, permission, values: new Map(), context: undefined };
    const decision = decide(
      {
        action: permission.action,
        resource: permission.resource,
        caller: principal.caller,
        values: simulatedValues({ state, desk, call }, simulated),
        onKey: true,
      },
      policy,
      ports.policies.identityPolicies(state, principal.policies).map((own) => assume(own, isAsked, 'may')),
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

/** They by name, and whether the policy lets in everybody besides. */
export function whoDecrypts(context: KeyContext<unknown>) {
  const { state, desk, ports, key } = context;
  const open = everyoneIn(ports.policies.keyPolicy(state, key.id).compiled, desk.meta.accountId).filter(
    ({ decrypts }) => decrypts,
  );
  const widest = open.find(({ where }) => where === 'any-account') ?? open[0];
  return {
    CanDecrypt: whoCanDecrypt(context),
    ...(widest === undefined ? {} : { EverybodyDecrypts: widest.where }),
  };
}
