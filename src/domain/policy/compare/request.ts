/** From a witness to a request that `decide` answers: what the simulator runs, and how every witness is checked. */
import type { CompiledPolicy } from '../compile.ts';
import type { DecidedBy } from '../../audit/event.ts';
import { statementOf, type GrantSource } from '../../grants/decides.ts';
import { letsRetire, scopeAsked } from '../../grants/grant-rules.ts';
import { decideRetire } from '../../grants/retire.ts';
import { decide, type AuthorisationRequest, type Caller, type PolicySource } from '../evaluate.ts';
import type { ConditionLookup, ConditionValue } from '../operators.ts';
import type { Witness } from '../witness.ts';
import type { PolicyWorld } from '../world.ts';
import { callerOf } from './callers.ts';
import { keyArnOf } from './elements.ts';
import { grantsOfGrantee } from './few-grants.ts';
import { knownOfCaller, knownOfWorld } from './known.ts';
import { compiledIdentityPolicy } from '../read-policy.ts';
import { CONTEXT_NAMES, CONTEXT_PREFIX, presence } from './presence.ts';
import { canonicalKey, lookupOf } from './test.ts';

export interface WitnessRequest {
  readonly request: AuthorisationRequest;
  /** What is attached to the principal, where the directory knows. */
  readonly identityPolicies: readonly PolicySource[];
  /** What is granted to it. */
  readonly grants: GrantSource | null;
}

/** The request in full: values that follow from principal, key and clock filled in. Null when its principal is no ARN of one. */
export function requestOf(witness: Witness, world: PolicyWorld): WitnessRequest | null {
  const named = callerOf(witness.principal, witness.session);
  if (named === null) return null;
  const caller: Caller = named.accountId === world.accountId ? named : { ...named, foreign: true };
  const entry = world.principals?.find(({ arn }) => arn === caller.arn) ?? null;
  const given = new Map<string, ConditionValue>(
    witness.values.map(([key, value]) => [canonicalKey(key), value]),
  );
  const ofWorld = knownOfWorld(world, 'key');
  const ofCaller = knownOfCaller(caller, entry);
  const names = [...given.keys()].filter((key) => key.startsWith(CONTEXT_PREFIX));
  const values = lookupOf((key) => {
    // First what follows from caller and key: no request says otherwise.
    const known = ofWorld(key) ?? ofCaller(key);
    if (known !== null) return known.value;
    if (given.has(key)) return given.get(key);
    if (key === 'kms:grantisforawsresource' && presence(key, witness.action, world, 'key') === 'always')
      return 'false';
    if (key === 'aws:currenttime') return new Date(world.now).toISOString();
    if (key === CONTEXT_NAMES && names.length > 0)
      return names.map((name) => name.slice(CONTEXT_PREFIX.length));
    return undefined;
  });
  return {
    request: { action: witness.action, resource: keyArnOf(world), caller, values, onKey: true },
    identityPolicies: (entry?.policies ?? []).flatMap(({ name, text }) => {
      const policy = compiledIdentityPolicy(text);
      return policy === null ? [] : [{ compiled: policy, id: name, version: 1, digest: '' }];
    }),
    grants: grantsOf(caller, values, world),
  };
}

/** Whether the request is allowed under a key policy, with the identity policies and grants of the world. */
export function isAllowed(witness: Witness, policy: CompiledPolicy | null, world: PolicyWorld): boolean {
  const asked = requestOf(witness, world);
  if (asked === null || policy === null) return false;
  const source: PolicySource = { compiled: policy, id: world.key?.id ?? '', version: 1, digest: '' };
  const { request, identityPolicies, grants } = asked;
  if (witness.action === 'kms:RetireGrant')
    return decideRetire(request, source, identityPolicies, retiredBy(request.caller, world)).allowed;
  return decide(request, source, identityPolicies, grants).allowed;
}

/** A grant that lets the caller retire it by itself: which one is asked for, a policy does not see. */
function retiredBy(caller: Caller, { grants }: PolicyWorld): DecidedBy | null {
  const ids = [caller.arn, ...(caller.sessionArn === undefined ? [] : [caller.sessionArn])];
  const grant = grants?.find((each) => letsRetire(each, ids));
  return grant === undefined ? null : statementOf({ body: grant, version: 1, digest: null });
}

function grantsOf(caller: Caller, values: ConditionLookup, { grants }: PolicyWorld): GrantSource | null {
  const ids = [caller.arn, ...(caller.sessionArn === undefined ? [] : [caller.sessionArn])];
  const own = ids.flatMap((id) => grantsOfGrantee(grants ?? [], id) ?? []);
  if (own.length === 0) return null;
  const child = scopeAsked(values);
  return {
    all: () => own.flatMap(({ all }) => all),
    candidates: (operation, context) => own.flatMap(({ candidates }) => candidates(operation, context)),
    ...(child === null ? {} : { passOn: child }),
  };
}
