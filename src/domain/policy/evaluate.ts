/**
 * The decision: key policy, identity policies, grants, one request (kms-api.md §8.1). A Deny anywhere wins; a key policy allows whom it
 * names, or hands the decision to the account's identity policies; without a key, identity policies decide alone; then a grant of the key
 * to the caller may allow; else the answer is no.
 * `explain` says of every statement why it did or did not match, by the same tests.
 */
import type { DecidedBy } from '../audit/event.ts';
import { explainGrants, grantThatAllows, type GrantSource } from '../grants/decides.ts';
import { actionIndex } from './actions.ts';
import type { CompiledPolicy, CompiledPrincipals, CompiledStatement } from './compile.ts';
import { actionMiss, conditionMiss, principalMiss, resourceMiss, type Miss } from './misses.ts';
import type { ConditionLookup } from './operators.ts';

export type { Miss } from './misses.ts';
export type { ConditionLookup } from './operators.ts';

/** A policy in force. */
export interface PolicySource {
  readonly compiled: CompiledPolicy;
  /** Key id of a key policy, name of an identity policy. */
  readonly id: string;
  /** Row version, and SHA-256 (hex) of the text as stored. */
  readonly version: number;
  readonly digest: string;
}

/** Who asks. `arn` is the user's, the role's or the account root's; a session of a role has its own besides. */
export interface Caller {
  readonly arn: string;
  readonly accountId: string;
  readonly kind: 'root' | 'user' | 'role' | 'service';
  readonly sessionArn?: string;
  /** Of another account than the desk's: nothing here is its root's but what a policy gives. */
  readonly foreign?: true;
}

export interface AuthorisationRequest {
  /** As in ACTIONS. */
  readonly action: string;
  /** ARN of the key or alias, `*` when there is none. */
  readonly resource: string;
  readonly caller: Caller;
  readonly values: ConditionLookup;
  /** The action is on a key, so its key policy must allow or delegate. */
  readonly onKey: boolean;
}

export type Decision =
  | { readonly allowed: true; readonly decidedBy: readonly DecidedBy[] }
  /** `reason`: AWS's clause (kms-api.md §8.5), which ends the message of AccessDenied. */
  | { readonly allowed: false; readonly decidedBy: readonly DecidedBy[]; readonly reason: string };

/** How a statement speaks of the caller: by name (or `*`), through the account, or because the policy is attached. */
export type Reach = 'named' | 'account' | 'attached';

interface Hit {
  readonly source: PolicySource;
  readonly statement: CompiledStatement;
}

const decidedBy = ({ source, statement }: Hit): DecidedBy => ({
  source: source.compiled.kind === 'key' ? 'KEY_POLICY' : 'IDENTITY_POLICY',
  policy: source.id,
  version: source.version,
  digest: source.digest,
  statement: statement.index,
  sid: statement.sid,
  effect: statement.effect,
});

/** The account itself, where no policy has a say over it. */
const ROOT: DecidedBy = {
  source: 'ROOT',
  policy: 'root',
  version: 0,
  digest: null,
  statement: 0,
  sid: null,
  effect: 'Allow',
};

const denied = (hit: Hit, where: string): Decision => ({
  allowed: false,
  decidedBy: [decidedBy(hit)],
  reason: `with an explicit deny in ${where}`,
});

export function reachOf({ principals, effect }: CompiledStatement, caller: Caller): Reach | null {
  if (principals === null) return 'attached';
  const { anyone, arns, accounts } = principals;
  if (principals.inverted) return isListed(principals, effect, caller) ? null : 'named';
  if (anyone || arns.has(caller.arn) || (caller.sessionArn !== undefined && arns.has(caller.sessionArn)))
    return 'named';
  return accounts.has(caller.accountId) ? 'account' : null;
}

/**
 * Whether a NotPrincipal leaves the caller out. Of a Deny, as AWS checks it: the account, and then the user or the role, each must be
 * listed (a session is not enough without its role). Of an Allow, being listed in any form is enough.
 */
function isListed(
  { anyone, arns, accounts }: CompiledPrincipals,
  effect: CompiledStatement['effect'],
  { kind, arn, accountId, sessionArn }: Caller,
): boolean {
  if (anyone) return true;
  const account = accounts.has(accountId);
  if (effect === 'Deny') return account && (kind === 'root' || arns.has(arn));
  return account || arns.has(arn) || (sessionArn !== undefined && arns.has(sessionArn));
}

/**
 * Decides one action on one resource. `keyPolicy` null with `onKey`: the key's policy could not be had, so nothing is allowed on it.
 * `grants`: the live ones of the key for the caller, asked only when no policy said yes or no. Throws RangeError for an action that is not in the catalogue.
 */
export function decide(
  request: AuthorisationRequest,
  keyPolicy: PolicySource | null,
  identityPolicies: readonly PolicySource[],
  grants: GrantSource | null = null,
): Decision {
  const { resource, caller, values } = request;
  const action = actionIndex(request.action);
  let named: Hit | null = null;
  let delegating: Hit | null = null;
  let attached: Hit | null = null;

  if (keyPolicy !== null) {
    for (const statement of keyPolicy.compiled.covering[action] ?? []) {
      if (statement.effect === 'Allow' && named !== null) continue;
      const reach = reachOf(statement, caller);
      if (reach === null || !statement.resource(resource, values) || !statement.meets(values)) continue;
      const hit = { source: keyPolicy, statement };
      if (statement.effect === 'Deny') return denied(hit, 'a resource-based policy');
      if (reach === 'account') delegating ??= hit;
      else named = hit;
    }
  }
  for (const source of identityPolicies) {
    for (const statement of source.compiled.covering[action] ?? []) {
      if (statement.effect === 'Allow' && attached !== null) continue;
      if (!statement.resource(resource, values) || !statement.meets(values)) continue;
      const hit = { source, statement };
      if (statement.effect === 'Deny') return denied(hit, 'an identity-based policy');
      attached = hit;
    }
  }

  if (keyPolicy === null && !request.onKey) {
    if (attached !== null) return { allowed: true, decidedBy: [decidedBy(attached)] };
    if (caller.kind === 'root' && caller.foreign !== true) return { allowed: true, decidedBy: [ROOT] };
  }
  if (named !== null) return { allowed: true, decidedBy: [decidedBy(named)] };
  if (delegating !== null) {
    if (caller.kind === 'root') return { allowed: true, decidedBy: [decidedBy(delegating)] };
    if (attached !== null) return { allowed: true, decidedBy: [decidedBy(delegating), decidedBy(attached)] };
  }
  const granted = grants === null ? null : grantThatAllows(request, grants);
  if (granted !== null) return { allowed: true, decidedBy: [granted] };
  const silent =
    delegating === null && (keyPolicy !== null || request.onKey) ? 'resource-based' : 'identity-based';
  return {
    allowed: false,
    decidedBy: [],
    reason: `because no ${silent} policy allows the ${request.action} action`,
  };
}

export interface StatementTrace extends Omit<DecidedBy, 'source' | 'digest'> {
  readonly source: 'KEY_POLICY' | 'IDENTITY_POLICY' | 'GRANT';
  readonly matched: boolean;
  /** Null: it does not speak of the caller. */
  readonly reach: Reach | null;
  readonly misses: readonly Miss[];
  /** Elements that matched, of all: principal (in a key policy), action, resource, and each condition. */
  readonly met: number;
  readonly of: number;
}

/** Every statement of the policies that `decide` would look at, in their order, then the grants. Throws as `decide` does. */
export function explain(
  request: AuthorisationRequest,
  keyPolicy: PolicySource | null,
  identityPolicies: readonly PolicySource[],
  grants: GrantSource | null = null,
): readonly StatementTrace[] {
  const action = actionIndex(request.action);
  const sources = keyPolicy === null ? identityPolicies : [keyPolicy, ...identityPolicies];
  const traces = sources.flatMap((source) =>
    source.compiled.statements.map((statement) => trace(request, action, source, statement)),
  );
  return grants === null ? traces : [...traces, ...explainGrants(request, grants)];
}

function trace(
  request: AuthorisationRequest,
  action: number,
  source: PolicySource,
  statement: CompiledStatement,
): StatementTrace {
  const { caller, values } = request;
  const reach = reachOf(statement, caller);
  const misses: Miss[] = [];
  if (reach === null) misses.push(principalMiss(statement, caller.sessionArn ?? caller.arn));
  if (statement.actions[action] !== 1) misses.push(actionMiss(statement, request.action));
  if (!statement.resource(request.resource, values))
    misses.push(resourceMiss(statement, request.resource, values));
  for (const condition of statement.conditions)
    if (!condition.holds(values)) misses.push(conditionMiss(condition, values));
  const of = (statement.principals === null ? 2 : 3) + statement.conditions.length;
  const hit = decidedBy({ source, statement });
  return {
    source: source.compiled.kind === 'key' ? 'KEY_POLICY' : 'IDENTITY_POLICY',
    policy: hit.policy,
    version: hit.version,
    statement: hit.statement,
    sid: hit.sid,
    effect: hit.effect,
    matched: misses.length === 0,
    reach,
    misses,
    met: of - misses.length,
    of,
  };
}

/** The Allow that came closest to matching: fewest misses, then most elements met, then the first. Null when all Allows matched or none is there. */
export function cameClosest(traces: readonly StatementTrace[]): StatementTrace | null {
  let best: StatementTrace | null = null;
  for (const candidate of traces) {
    if (candidate.effect === 'Deny' || candidate.matched) continue;
    const better =
      best === null ||
      candidate.misses.length < best.misses.length ||
      (candidate.misses.length === best.misses.length && candidate.met > best.met);
    if (better) best = candidate;
  }
  return best;
}
