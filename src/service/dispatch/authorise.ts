/** One decision: the permissions an operation needs, against key policy, identity policies and grants, with this request's values. */
import type { DecidedBy, Pairs } from '../../domain/audit/event.ts';
import { KEY_POLICY_DIGEST, KEY_POLICY_VERSION, NEAR_MISS } from '../../domain/audit/refusal-notes.ts';
import { decideRetire } from '../../domain/grants/retire.ts';
import { decide, explain, type PolicySource, type StatementTrace } from '../../domain/policy/evaluate.ts';
import { nearMiss, nearMissWords } from '../../domain/policy/near-miss.ts';
import type { State } from '../../domain/state/state.ts';
import type { Call, Operation, Permission, Ports } from '../operation.ts';
import { ServiceError } from '../errors.ts';
import { conditionValues } from '../condition-values.ts';
import { grantsFor, retiredBy } from '../grants.ts';
import { asItIsNow } from '../principals.ts';

export interface Request {
  readonly call: Call;
  readonly state: State;
  readonly ports: Ports;
  readonly operation: Operation;
  readonly input: unknown;
  readonly region: string;
}

/**
 * The statements, and grants, that allowed every permission. Throws AccessDeniedException in AWS KMS's words; what decided goes to the event only.
 */
export function authorise(request: Request, permissions: readonly Permission[]): readonly DecidedBy[] {
  const { state, ports } = request;
  // As they are now: roles may have been taken away, or tags changed, while an effect ran.
  const principal = asItIsNow(state, request.call.principal);
  const call = principal === request.call.principal ? request.call : { ...request.call, principal };
  const { conditions, context } = request.operation;
  const asked = { ...request, call, conditions, context };
  const identity = ports.policies.identityPolicies(state, principal.policies);
  const decidedBy: DecidedBy[] = [];
  for (const permission of permissions) {
    const { action, resource, key, retires } = permission;
    const keyPolicy = key === null ? null : ports.policies.keyPolicy(state, key.id);
    const values = conditionValues(asked, permission);
    const question = { action, resource, caller: principal.caller, values, onKey: key !== null };
    const grants = key === null ? null : grantsFor(state, key.id, principal, permission);
    const decision =
      retires === undefined
        ? decide(question, keyPolicy, identity, grants)
        : decideRetire(question, keyPolicy, identity, retiredBy(state, retires, principal));
    decidedBy.push(...decision.decidedBy);
    if (decision.allowed) continue;
    // A Deny is a reason of its own: no Allow would have helped.
    const isSilent = decision.decidedBy.length === 0;
    const traces = isSilent ? explain(question, keyPolicy, identity, grants) : [];
    throw new Denied(permission, call, decision.reason, decidedBy, notesOf(keyPolicy, traces));
  }
  return decidedBy;
}

/**
 * What the log keeps of a refusal besides its reason: which version of the key's policy was asked, and what nearly allowed it. Never on
 * the wire: who is refused must not learn the policy.
 */
function notesOf(keyPolicy: PolicySource | null, traces: readonly StatementTrace[]): Pairs {
  const near = nearMiss(traces);
  const asked: Pairs =
    keyPolicy === null
      ? []
      : [
          [KEY_POLICY_DIGEST, keyPolicy.digest],
          [KEY_POLICY_VERSION, String(keyPolicy.version)],
        ];
  return near === null ? asked : [...asked, [NEAR_MISS, nearMissWords(near)]];
}

/** AccessDeniedException that carries, for the event only, which statements decided. */
export class Denied extends ServiceError {
  readonly decidedBy: readonly DecidedBy[];
  readonly reason: string;
  /** Extensions of the event. */
  readonly notes: Pairs;
  constructor(
    permission: Permission,
    call: Call,
    reason: string,
    decidedBy: readonly DecidedBy[],
    notes: Pairs,
  ) {
    super(
      'AccessDeniedException',
      `User: ${call.principal.caller.arn} is not authorized to perform: ${permission.action} on resource: ${permission.resource} ${reason}`,
    );
    this.decidedBy = decidedBy;
    this.reason = reason;
    this.notes = notes;
  }
}
