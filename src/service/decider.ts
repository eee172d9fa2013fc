/** A statement or grant that lets somebody in, with what it asks of a request: for answers that explain access before anybody uses it. */
import * as z from 'zod';
import type { DecidedBy, Pairs } from '../domain/audit/event.ts';
import { isConstrained } from '../domain/grants/constraints.ts';
import type { PolicyCondition } from '../domain/policy/document.ts';
import type { PolicySource } from '../domain/policy/evaluate.ts';
import { foldCase } from '../domain/policy/fold-case.ts';
import type { GrantEntity } from '../domain/state/entities.ts';
import type { Context, Principal } from './operation.ts';
import { isSettled } from './simulated-values.ts';

const condition = z.object({
  /** As it is written, qualifier and IfExists with it. */
  Operator: z.string(),
  Key: z.string(),
  Values: z.array(z.string()),
});

export const decider = z.object({
  Source: z.enum(['KEY_POLICY', 'IDENTITY_POLICY', 'GRANT', 'ROOT']),
  /** Name of an identity policy, id of a grant; absent for a key's own policy, as many keys may have the same. */
  Policy: z.string().optional(),
  /** Counts from 0. */
  Statement: z.int(),
  /** The statement's or the grant's name, where it has one. */
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  /** What only a request can meet; all must hold. What is met or not without it is not told. */
  Conditions: z.array(condition),
});
export type Decider = z.output<typeof decider>;
type Condition = z.output<typeof condition>;

const written = ({ operator, key, values }: PolicyCondition): Condition => ({
  Operator: operator,
  Key: key,
  Values: values.map(({ text }) => text),
});

const pair = ([name, value]: readonly [string, string]): Condition => ({
  Operator: 'StringEquals',
  Key: `kms:EncryptionContext:${name}`,
  Values: [value],
});

const only = (pairs: Pairs): Condition => ({
  Operator: 'ForAllValues:StringEquals',
  Key: 'kms:EncryptionContextKeys',
  Values: pairs.map(([name]) => name),
});

/** A grant's constraint, as a policy would say it. */
function constraintsOf({ contextEquals, contextSubset }: GrantEntity): readonly Condition[] {
  return [
    ...(contextSubset ?? []).map(pair),
    ...(contextEquals ?? []).map(pair),
    ...(contextEquals === null ? [] : [only(contextEquals)]),
  ];
}

/** What decides, as it is told. `keyId`: null for what is done on no key. `always`: whatever the request says, so no condition is open. */
export function deciderOf(
  { state, ports }: Context<unknown>,
  by: DecidedBy,
  asked: {
    readonly principal: Principal;
    readonly keyId: string | null;
    readonly action: string;
    readonly always: boolean;
  },
): Decider {
  const conditionsIn = (source: PolicySource | undefined): readonly Condition[] => {
    const all = source?.compiled.statements[by.statement]?.written.conditions ?? [];
    const open = all.filter(({ key }) => !isSettled(foldCase(key)));
    return (open.length === 0 ? all : open).map(written);
  };
  const conditions = (): readonly Condition[] => {
    switch (by.source) {
      case 'KEY_POLICY':
        return asked.keyId === null ? [] : conditionsIn(ports.policies.keyPolicy(state, asked.keyId));
      case 'IDENTITY_POLICY':
        return conditionsIn(
          ports.policies.identityPolicies(state, asked.principal.policies).find(({ id }) => id === by.policy),
        );
      case 'GRANT': {
        const grant = state.grant(by.policy)?.body;
        return grant === undefined || !isConstrained(asked.action.replace(/^kms:/, ''))
          ? []
          : constraintsOf(grant);
      }
      case 'ROOT':
        return [];
    }
  };
  return {
    Source: by.source,
    ...(by.source === 'KEY_POLICY' || by.source === 'ROOT' ? {} : { Policy: by.policy }),
    Statement: by.statement,
    ...(by.sid === null ? {} : { Sid: by.sid }),
    Effect: by.effect,
    Conditions: asked.always ? [] : [...conditions()],
  };
}
