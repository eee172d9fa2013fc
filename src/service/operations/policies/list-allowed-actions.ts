import * as z from 'zod';
import { decideRetire } from '../../../domain/grants/retire.ts';
import { ACTIONS, type ActionRow } from '../../../domain/policy/actions.ts';
import type { Decision } from '../../../domain/policy/evaluate.ts';
import { foresee } from '../../../domain/policy/foresee.ts';
import type { KeyEntity } from '../../../domain/state/entities.ts';
import { conditionValues } from '../../condition-values.ts';
import { grantsFor, retirableOn } from '../../grants.ts';
import { operation, type Context, type Permission, type Principal } from '../../operation.ts';
import { principalOf } from '../../principals.ts';
import { arnOfAlias, arnOfKey, resolveKey } from '../../resolve.ts';
import { keyId } from '../../schema.ts';

/** People named for one action: enough to ask somebody. */
const MOST_NAMED = 3;

const input = z.object({
  /** Without it: what needs no key. */
  KeyId: keyId.optional(),
});
type Asked = Context<z.output<typeof input>>;

const keyOf = (context: Asked): KeyEntity | null =>
  context.input.KeyId === undefined
    ? null
    : resolveKey({ ...context, action: 'kms:DescribeKey' }, context.input.KeyId, 'any');

/** The decisions that one use of the action would take: of the key, of an alias whose name is open. */
function sidesOf({ desk }: Asked, { name: action, on }: ActionRow, key: KeyEntity | null): Permission[] {
  if (key === null) return [{ action, key: null, resource: '*' }];
  return on.map((scope) =>
    scope === 'key'
      ? { action, key, resource: arnOfKey(desk, key.id) }
      : { action, key: null, resource: arnOfAlias(desk, 'alias/') },
  );
}

/** By the same engine as the request itself, before it is made. The first side that is refused decides. */
function decisionFor(context: Asked, principal: Principal, row: ActionRow, key: KeyEntity | null): Decision {
  const { state, ports, desk } = context;
  const call = { ...context.call, principal };
  const identity = ports.policies.identityPolicies(state, principal.policies);
  let decision: Decision = { allowed: false, decidedBy: [], reason: '' };
  for (const side of sidesOf(context, row, key)) {
    const keyPolicy = side.key === null ? null : ports.policies.keyPolicy(state, side.key.id);
    const onKey = side.key !== null;
    const question = {
      action: side.action,
      resource: side.resource,
      caller: principal.caller,
      values: conditionValues({ call, state, region: desk.meta.region, input: {} }, side),
      onKey,
    };
    decision =
      side.key !== null && side.action === 'kms:RetireGrant'
        ? decideRetire(question, keyPolicy, identity, retirableOn(state, side.key.id, principal), foresee)
        : foresee(
            question,
            keyPolicy,
            identity,
            { key: !onKey, resource: key !== null && !onKey },
            side.key === null ? null : grantsFor(state, side.key.id, principal),
          );
    if (!decision.allowed) break;
  }
  return decision;
}

/** The people who could, but for the caller. */
function peopleWho(
  context: Asked,
  people: readonly Principal[],
  row: ActionRow,
  key: KeyEntity | null,
): string[] {
  const could: string[] = [];
  for (const person of people) {
    if (could.length === MOST_NAMED) break;
    if (person.id !== context.call.principal.id && decisionFor(context, person, row, key).allowed)
      could.push(person.name);
  }
  return could;
}

const LIST_PRINCIPALS = ACTIONS.find(({ name }) => name === 'keydesk:ListPrincipals')!; // in the table

/**
 * What the caller may do, on the desk or with one key, as far as it can be known before it is asked; and of what they may not, which
 * people could, if the caller may list people. For buttons that say why not.
 */
export const listAllowedActions = operation.onAccount({
  name: 'ListAllowedActions',
  class: 'read',
  input,
  output: z.object({
    Actions: z.array(
      z.object({
        Action: z.string(),
        Allowed: z.boolean(),
        /** Of a refusal: AWS KMS's clause, "because no identity-based policy allows the … action". */
        Reason: z.string().optional(),
        /** Of a refusal: the author's name for the statement that denies. */
        Sid: z.string().optional(),
        /** Of a refusal: names of people who could, at most three; absent when the caller may not list people. */
        People: z.array(z.string()).optional(),
      }),
    ),
  }),
  errors: ['InvalidArnException', 'KMSInternalException', 'NotFoundException'],
  permissions: (context) => {
    const key = keyOf(context);
    return key === null ? [] : [{ action: 'kms:DescribeKey', key, resource: arnOfKey(context.desk, key.id) }];
  },
  plan: (context) => {
    const { state, desk, call } = context;
    const key = keyOf(context);
    const scope = key === null ? 'none' : 'key';
    const people = decisionFor(context, call.principal, LIST_PRINCIPALS, null).allowed
      ? [...state.all('principal')]
          .filter(({ kind }) => kind === 'user')
          .map((person) => principalOf(desk.meta.accountId, person))
          .sort((a, b) => (a.name < b.name ? -1 : 1))
      : null;
    const rows = ACTIONS.filter(({ on }) => on.includes(scope));
    return {
      output: {
        Actions: rows.map((row) => {
          const decision = decisionFor(context, call.principal, row, key);
          if (decision.allowed) return { Action: row.name, Allowed: true };
          const sid = decision.decidedBy.at(-1)?.sid ?? null;
          return {
            Action: row.name,
            Allowed: false,
            Reason: decision.reason,
            ...(sid === null ? {} : { Sid: sid }),
            ...(people === null ? {} : { People: peopleWho(context, people, row, key) }),
          };
        }),
      },
      ...(key === null ? {} : { event: { key: key.id } }),
    };
  },
});
