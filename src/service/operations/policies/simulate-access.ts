import { foldCase } from '../../../domain/policy/fold-case.ts';
import * as z from 'zod';
import { toHex, utf8 } from '../../../domain/bytes.ts';
import { ACTIONS } from '../../../domain/policy/actions.ts';
import { conditionKeysOf } from '../../../domain/policy/assume.ts';
import type { CompiledPolicy } from '../../../domain/policy/compile.ts';
import { scopeAsked } from '../../../domain/grants/grant-rules.ts';
import { decideRetire } from '../../../domain/grants/retire.ts';
import {
  cameClosest,
  decide,
  explain,
  type Decision,
  type PolicySource,
  type StatementTrace,
} from '../../../domain/policy/evaluate.ts';
import { nearMiss } from '../../../domain/policy/near-miss.ts';
import type { DecidedBy } from '../../../domain/audit/event.ts';
import type { KeyEntity } from '../../../domain/state/entities.ts';
import { isBuiltIn } from '../../directory.ts';
import { ServiceError } from '../../errors.ts';
import { grantsFor } from '../../grants.ts';
import { isAllowed } from '../../is-allowed.ts';
import { effect, operation, type Context, type Permission, type Principal } from '../../operation.ts';
import { inTurn } from '../../in-turn.ts';
import { sightOf } from '../../policy-world.ts';
import { principalOf } from '../../principals.ts';
import { arnOfKey, resolveKey } from '../../resolve.ts';
import { context as encryptionContext, keyId, policyText } from '../../schema.ts';
import { simulatedValues, type Simulated } from '../../simulated-values.ts';
import { Slices } from '../../slices.ts';
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
import { conditionValue, type ConditionValue } from './shapes/witness.ts';
import { simulatedPrincipal } from './simulated-principal.ts';

/** More than a request can bring: what a policy's patterns are compared with costs the desk work. */
const MOST_CHARACTERS = 16_384;
const lengthOf = (values: readonly ConditionValue[]): number =>
  values.reduce(
    (sum, { Key, Values }) => sum + Key.length + Values.reduce((all, { length }) => all + length, 0),
    0,
  );
/** How long one call asks for others. */
const OTHERS_MS = 1_000;

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
  ConditionValues: z
    .array(conditionValue)
    .max(100)
    .check(({ value, issues }) => {
      if (lengthOf(value) > MOST_CHARACTERS)
        issues.push({
          code: 'custom',
          message: `ConditionValues must not have more than ${MOST_CHARACTERS} characters, keys and values together.`,
          input: value,
          params: { sentence: true },
        });
    })
    .optional(),
  /** Asks it for everybody on the desk, too: who else could? */
  WithOthers: z.boolean().optional(),
});
type Asked = Context<z.output<typeof input>>;

const hiddenPart = z.object({ What: z.enum(['grants', 'principals']), Needs: z.string() });

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

/** An edited text came from somebody who may simulate at all: nobody else's is read. */
const isEdited = (context: Asked): boolean =>
  context.input.Policy !== undefined &&
  isAllowed(context, { action: 'keydesk:SimulateAccess', key: null, resource: '*' });

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

/** Of CreateGrant: what a grant lets pass on, where the request says which operations it is about. */
function passingOn(simulation: Simulation, principal: Principal): Pick<Permission, 'passOn'> {
  const child = scopeAsked(requestBy(simulation, principal).values);
  return child === null ? {} : { passOn: child };
}

/** Own policies, and grants of the key, of who asks. */
function given(simulation: Simulation, principal: Principal) {
  const { context, permission } = simulation;
  const { state, ports } = context;
  const { key } = permission;
  return {
    identity: ports.policies.identityPolicies(state, principal.policies),
    grants: key === null ? null : grantsFor(state, key.id, principal, passingOn(simulation, principal)),
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

/** What the caller may be shown of a decision: as much as other operations tell them. */
interface Shown {
  readonly principals: boolean;
  readonly grants: boolean;
  /** Whether a policy, by its name, is one that the caller may not read. */
  readonly isHidden: (policy: string) => boolean;
}

function shownTo(context: Asked, key: KeyEntity | null): Shown {
  const sight = sightOf(context, key);
  return {
    principals: sight.principals,
    grants: key === null || sight.grants,
    isHidden: (name) => !sight.principals || (!sight.policies && !isBuiltIn(name)),
  };
}

function deciderOf(by: DecidedBy, { principals, grants, isHidden }: Shown): z.output<typeof decidedBy> {
  const told = decidedByOf(by);
  if (by.source === 'GRANT' && !grants) return { ...hiddenOf(told), Policy: '' };
  if (by.source !== 'IDENTITY_POLICY' || !isHidden(by.policy)) return told;
  return principals ? hiddenOf(told) : { ...hiddenOf(told), Policy: '' };
}

/** Values that are the principal's own, and no request's: ListPrincipals tells them. */
const isOwn = (key: string): boolean => /^aws:(?:PrincipalTag\/|userid$)/i.test(key);

/** Whether a policy asks for them: who may write it in a simulation learns them from what it decides. */
const asksForOwn = (compiled: CompiledPolicy): boolean => [...conditionKeysOf(compiled)].some(isOwn);

/** A statement without what a principal's own values are. */
const withoutOwn = (trace: StatementTrace): StatementTrace => ({
  ...trace,
  misses: trace.misses.map((miss) => {
    const { substituted: _substituted, ...rest } = miss;
    return rest.element === 'condition' && isOwn(rest.key) ? { ...rest, given: undefined } : rest;
  }),
});

/** What the caller may know of the statements that were looked at: of a policy that they may not read, that it allows, and that it denies. */
function tracesTo({ principals, grants, isHidden }: Shown, traces: readonly StatementTrace[]) {
  const told = new Set<string>();
  return traces.flatMap((trace) => {
    if (trace.source === 'GRANT' && !grants) return [];
    if (trace.source !== 'IDENTITY_POLICY' || !isHidden(trace.policy))
      return { trace: principals ? trace : withoutOwn(trace), isOpen: true };
    const row = principals ? `${trace.effect} ${trace.policy}` : trace.effect;
    if (!trace.matched || told.has(row)) return [];
    told.add(row);
    return { trace: principals ? trace : { ...trace, policy: '' }, isOpen: false };
  });
}

/** A refusal without which grant came closest (`whyHeldBack`). */
const withoutGrant = (made: Decision): Decision =>
  made.allowed ? made : { ...made, reason: made.reason.replace(/, and grant .*$/s, '') };

/** What is not shown, and which permission would show it. */
const notShown = ({ principals, grants }: Shown): z.output<typeof hiddenPart>[] => [
  ...(grants ? [] : [{ What: 'grants' as const, Needs: 'kms:ListGrants' }]),
  ...(principals ? [] : [{ What: 'principals' as const, Needs: 'keydesk:ListPrincipals' }]),
];

/** Everybody else who could, as far as the time goes; and how many were not asked. */
async function othersOf(simulation: Simulation, arn: string, shown: Shown) {
  const { state, desk, call } = simulation.context;
  const all = [...state.all('principal')]
    .map((entity) => principalOf(desk.meta.accountId, entity))
    .filter(({ caller }) => caller.arn !== arn)
    .sort((a, b) => (a.caller.arn < b.caller.arn ? -1 : 1));
  const slices = new Slices(desk.clock, OTHERS_MS);
  const found: { PrincipalArn: string; DecidedBy: z.output<typeof decidedBy>[] }[] = [];
  let asked = 0;
  for (const principal of all) {
    const made = decideBy(simulation, principal);
    asked++;
    if (made.allowed)
      found.push({
        PrincipalArn: principal.caller.arn,
        DecidedBy: made.decidedBy.map((by) => deciderOf(by, shown)),
      });
    if (slices.isOver || call.signal?.aborted === true) break;
    // oxlint-disable-next-line no-await-in-loop -- others run between slices
    if (slices.isDue) await slices.pause();
  }
  return { found, left: all.length - asked };
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
    /** How many were not asked for want of time. */
    OthersLeft: z.int().optional(),
    /**
     * What counted and is not told: the grants to the principal, or what is known of principals (their policies, tags, ids, and who else
     * there is). `Needs`: the action that tells it.
     */
    NotShown: z.array(hiddenPart).optional(),
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
      ...(isEdited(context) && asksForOwn(compiledText(context.input.Policy ?? '', 'key'))
        ? [{ action: 'keydesk:ListPrincipals', key: null, resource: '*' }]
        : []),
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
    const shown = shownTo(context, key);
    const told = tracesTo(shown, traces);
    const all = told.map(({ trace }) => trace);
    const closest = made.allowed ? null : (nearMiss(all) ?? cameClosest(all));
    const hidden = shown.principals ? principal.policies.filter(shown.isHidden) : [];
    const parts = notShown(shown);
    const output = {
      ...decisionOf(shown.grants ? made : withoutGrant(made)),
      DecidedBy: made.decidedBy.map((by) => deciderOf(by, shown)),
      Action: permission.action,
      PrincipalKnown: known,
      Statements: told.map(({ trace, isOpen }) =>
        isOpen ? traceOf(trace) : { ...hiddenOf(traceOf(trace)), Met: 0, Of: 0 },
      ),
      ...(hidden.length === 0 ? {} : { HiddenPolicies: hidden }),
      ...(closest === null ? {} : { Closest: told.findIndex(({ trace }) => trace === closest) }),
      ...(parts.length === 0 ? {} : { NotShown: parts }),
    };
    const event = key === null ? {} : { event: { key: key.id } };
    if (asked.WithOthers !== true || !shown.principals) return { output, ...event };
    return effect(
      () => inTurn(context, () => othersOf(simulation, principal.caller.arn, shown)),
      ({ found, left }: Awaited<ReturnType<typeof othersOf>>) => ({
        output: { ...output, Others: found, ...(left === 0 ? {} : { OthersLeft: left }) },
        ...event,
      }),
    );
  },
});
