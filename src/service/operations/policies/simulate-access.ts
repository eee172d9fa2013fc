import { foldCase } from '../../../domain/policy/fold-case.ts';
import * as z from 'zod';
import { toHex, utf8 } from '../../../domain/bytes.ts';
import { ACTIONS } from '../../../domain/policy/actions.ts';
import { decideRetire } from '../../../domain/grants/retire.ts';
import {
  cameClosest,
  decide,
  explain,
  type Decision,
  type PolicySource,
  type StatementTrace,
} from '../../../domain/policy/evaluate.ts';
import type { DecidedBy } from '../../../domain/audit/event.ts';
import type { KeyEntity } from '../../../domain/state/entities.ts';
import { isBuiltIn } from '../../directory.ts';
import { ServiceError } from '../../errors.ts';
import { grantsFor } from '../../grants.ts';
import { operation, type Context, type Permission, type Principal } from '../../operation.ts';
import { mayReadPolicies } from '../../policy-world.ts';
import { principalOf } from '../../principals.ts';
import { arnOfKey, resolveKey } from '../../resolve.ts';
import { context as encryptionContext, keyId, policyText } from '../../schema.ts';
import { simulatedValues, type Simulated } from '../../simulated-values.ts';
import { compiledText } from './policy-text.ts';
import {
  decidedBy,
  decidedByOf,
  decision,
  decisionOf,
  hiddenOf,
  statementTrace,
  traceOf,
} from './shapes/decision.ts';
import { conditionValue } from './shapes/witness.ts';
import { simulatedPrincipal } from './simulated-principal.ts';

const input = z.object({
  /** Of a user, a role or the account; it need not exist. */
  PrincipalArn: z.string().min(1).max(2048),
  /** Of a session of that role, where a policy names one. */
  SessionArn: z.string().min(1).max(2048).optional(),
  /** As in a policy: `kms:Decrypt`. Without case. */
  Action: z.string().min(1).max(128),
  /** For actions on a key. */
  KeyId: keyId.optional(),
  /** An edited text, in place of the key's policy as it is saved. */
  Policy: policyText.optional(),
  EncryptionContext: encryptionContext.optional(),
  /** Other values that the request has. What follows from principal and key need not be given; what is neither is absent. */
  ConditionValues: z.array(conditionValue).max(100).optional(),
  /** Asks it for everybody on the desk, too: who else could? */
  WithOthers: z.boolean().optional(),
});
type Asked = Context<z.output<typeof input>>;

const ACTION_BY_NAME = new Map(ACTIONS.map((row) => [row.name.toLowerCase(), row]));

function actionOf(name: string) {
  const row = ACTION_BY_NAME.get(name.toLowerCase());
  if (row === undefined)
    throw new ServiceError('ValidationException', `There is no action ${JSON.stringify(name)}.`);
  return row;
}

const keyOf = (context: Asked): KeyEntity | null =>
  context.input.KeyId === undefined
    ? null
    : resolveKey({ ...context, action: 'kms:GetKeyPolicy' }, context.input.KeyId, 'any');

function permissionOf({ desk, input: given }: Asked, key: KeyEntity | null): Permission {
  const { name, on } = actionOf(given.Action);
  if (key === null) return { action: name, key: null, resource: '*' };
  if (!on.includes('key'))
    throw new ServiceError('ValidationException', `${name} is not an action on a key: leave KeyId out.`);
  return { action: name, key, resource: arnOfKey(desk, key.id) };
}

function policyOf({ state, ports, desk, input: given }: Asked, key: KeyEntity | null): PolicySource | null {
  if (key === null) return null;
  if (given.Policy === undefined) return ports.policies.keyPolicy(state, key.id);
  return {
    compiled: compiledText(given.Policy, 'key'),
    id: key.id,
    version: 0,
    digest: toHex(desk.sha256(utf8(given.Policy))),
  };
}

/** The whole of one simulated request, but for who makes it. */
interface Simulation {
  readonly context: Asked;
  readonly permission: Permission;
  readonly keyPolicy: PolicySource | null;
  readonly values: ReadonlyMap<string, readonly string[]>;
}

function requestBy({ context, permission, values }: Simulation, principal: Principal) {
  const simulated: Simulated = { principal, permission, values, context: context.input.EncryptionContext };
  return {
    action: permission.action,
    resource: permission.resource,
    caller: principal.caller,
    values: simulatedValues(context, simulated),
    onKey: permission.key !== null,
  };
}

/** Own policies, and grants of the key, of who asks. */
function given({ context, permission }: Simulation, principal: Principal) {
  const { state, ports } = context;
  const { key } = permission;
  return {
    identity: ports.policies.identityPolicies(state, principal.policies),
    grants: key === null ? null : grantsFor(state, key.id, principal),
  };
}

function decideBy(simulation: Simulation, principal: Principal): Decision {
  const { keyPolicy } = simulation;
  const request = requestBy(simulation, principal);
  const { identity, grants } = given(simulation, principal);
  // Of which grant is not asked: what that grant itself lets is known where it is named.
  return request.action === 'kms:RetireGrant'
    ? decideRetire(request, keyPolicy, identity, null)
    : decide(request, keyPolicy, identity, grants);
}

/** Whether a policy, by its name, is one that the caller may not read. */
type IsHidden = (name: string) => boolean;

const isHiddenFrom = (context: Asked): IsHidden =>
  mayReadPolicies(context) ? () => false : (name) => !isBuiltIn(name);

const decidersOf = (decided: readonly DecidedBy[], isHidden: IsHidden) =>
  decided.map((each) =>
    each.source === 'IDENTITY_POLICY' && isHidden(each.policy)
      ? hiddenOf(decidedByOf(each))
      : decidedByOf(each),
  );

/** What the caller may know of the statements that were looked at: of a policy that they may not read, that it allows, and that it denies. */
function shownOf(traces: readonly StatementTrace[], isHidden: IsHidden) {
  const told = new Set<string>();
  return traces.flatMap((trace) => {
    if (trace.source !== 'IDENTITY_POLICY' || !isHidden(trace.policy)) return { trace, isOpen: true };
    const row = `${trace.effect} ${trace.policy}`;
    if (!trace.matched || told.has(row)) return [];
    told.add(row);
    return { trace, isOpen: false };
  });
}

function othersOf(simulation: Simulation, arn: string, isHidden: IsHidden) {
  const { state, desk } = simulation.context;
  return [...state.all('principal')]
    .map((entity) => principalOf(desk.meta.accountId, entity))
    .filter(({ caller }) => caller.arn !== arn)
    .flatMap((principal) => {
      const made = decideBy(simulation, principal);
      return made.allowed
        ? [{ PrincipalArn: principal.caller.arn, DecidedBy: decidersOf(made.decidedBy, isHidden) }]
        : [];
    })
    .sort((a, b) => (a.PrincipalArn < b.PrincipalArn ? -1 : 1));
}

/**
 * What the desk would decide if this request came, by the very code that decides requests, with the reasons: every statement that was
 * looked at and why it did or did not match, what decided, and what came closest. Nothing is done.
 */
export const simulateAccess = operation.onAccount({
  name: 'SimulateAccess',
  class: 'read',
  input,
  output: z.object({
    ...decision.shape,
    /** The action as the catalogue spells it. */
    Action: z.string(),
    /** The principal is a person or service of this desk, or its account. */
    PrincipalKnown: z.boolean(),
    /** All that were looked at: of the key's policy, of the principal's own, then the grants to the principal. */
    Statements: z.array(statementTrace),
    /** The principal's own policies that the caller may not read (GetIdentityPolicy): of them only whether they allow or deny is told. */
    HiddenPolicies: z.array(z.string()).optional(),
    /** Index in Statements of the Allow that came closest, when nothing allowed. */
    Closest: z.int().optional(),
    /** Everybody else of the desk to whom the same request would be allowed, when that was asked. */
    Others: z.array(z.object({ PrincipalArn: z.string(), DecidedBy: z.array(decidedBy) })).optional(),
  }),
  errors: [
    'InvalidArnException',
    'KMSInternalException',
    'LimitExceededException',
    'MalformedPolicyDocumentException',
    'NotFoundException',
  ],
  check: ({ Action, KeyId, Policy }) => {
    const { on, name } = actionOf(Action);
    if (KeyId === undefined && on.length === 1 && on[0] === 'key')
      throw new ServiceError('ValidationException', `${name} is an action on a key: give KeyId.`);
    if (KeyId === undefined && Policy !== undefined)
      throw new ServiceError('ValidationException', 'Policy stands on a key: give KeyId.');
  },
  permissions: (context) => {
    const key = keyOf(context);
    return [
      { action: 'keydesk:SimulateAccess', key: null, resource: '*' },
      ...(key === null
        ? []
        : [{ action: 'kms:GetKeyPolicy', key, resource: arnOfKey(context.desk, key.id) }]),
    ];
  },
  parameters: ({ PrincipalArn, Action }) => [
    ['Action', Action],
    ['PrincipalArn', PrincipalArn],
  ],
  plan: (context) => {
    const { state, desk, input: asked } = context;
    const key = keyOf(context);
    const { principal, known } = simulatedPrincipal(
      state,
      desk.meta.accountId,
      asked.PrincipalArn,
      asked.SessionArn,
    );
    const permission = permissionOf(context, key);
    const simulation: Simulation = {
      context,
      permission,
      keyPolicy: policyOf(context, key),
      values: new Map((asked.ConditionValues ?? []).map(({ Key, Values }) => [foldCase(Key), Values])),
    };
    const { identity, grants } = given(simulation, principal);
    const made = decideBy(simulation, principal);
    const traces = explain(requestBy(simulation, principal), simulation.keyPolicy, identity, grants);
    const isHidden = isHiddenFrom(context);
    const shown = shownOf(traces, isHidden);
    const closest = made.allowed ? null : cameClosest(shown.map(({ trace }) => trace));
    const hidden = principal.policies.filter(isHidden);
    return {
      output: {
        ...decisionOf(made),
        DecidedBy: decidersOf(made.decidedBy, isHidden),
        Action: permission.action,
        PrincipalKnown: known,
        Statements: shown.map(({ trace, isOpen }) =>
          isOpen ? traceOf(trace) : { ...hiddenOf(traceOf(trace)), Met: 0, Of: 0 },
        ),
        ...(hidden.length === 0 ? {} : { HiddenPolicies: hidden }),
        ...(closest === null ? {} : { Closest: shown.findIndex(({ trace }) => trace === closest) }),
        ...(asked.WithOthers === true
          ? { Others: othersOf(simulation, principal.caller.arn, isHidden) }
          : {}),
      },
      ...(key === null ? {} : { event: { key: key.id } }),
    };
  },
});
