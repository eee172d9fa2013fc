/** From a witness to a request that `decide` answers: what the simulator runs, and how every witness is checked. */
import type { CompiledPolicy } from '../compile.ts';
import { grantSource, type GrantSource } from '../../grants/decides.ts';
import { decide, type AuthorisationRequest, type Caller, type PolicySource } from '../evaluate.ts';
import type { ConditionValue } from '../operators.ts';
import type { Witness } from '../witness.ts';
import type { PolicyWorld } from '../world.ts';
import { callerOf } from './callers.ts';
import { isGrantee, keyArnOf } from './elements.ts';
import { knownOfCaller, knownOfWorld } from './known.ts';
import { compiledIdentityPolicy } from './model.ts';
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
  const caller = callerOf(witness.principal, witness.session);
  if (caller === null) return null;
  const entry = world.principals?.find(({ arn }) => arn === caller.arn) ?? null;
  const given = new Map<string, ConditionValue>(
    witness.values.map(([key, value]) => [canonicalKey(key), value]),
  );
  const ofWorld = knownOfWorld(world, 'key');
  const ofCaller = knownOfCaller(caller, entry);
  const names = [...given.keys()].filter((key) => key.startsWith(CONTEXT_PREFIX));
  const values = lookupOf((key) => {
    if (given.has(key)) return given.get(key);
    const known = ofWorld(key) ?? ofCaller(key);
    if (known !== null) return known.value;
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
    grants: grantsOf(caller, world),
  };
}

/** Whether the request is allowed under a key policy, with the identity policies and grants of the world. */
export function isAllowed(witness: Witness, policy: CompiledPolicy | null, world: PolicyWorld): boolean {
  const asked = requestOf(witness, world);
  if (asked === null || policy === null) return false;
  const source: PolicySource = { compiled: policy, id: world.key?.id ?? '', version: 1, digest: '' };
  return decide(asked.request, source, asked.identityPolicies, asked.grants).allowed;
}

function grantsOf(caller: Caller, { grants }: PolicyWorld): GrantSource | null {
  const own = (grants ?? []).filter((grant) => isGrantee(grant, caller));
  return own.length === 0 ? null : grantSource(own.map((body) => ({ body, version: 1, digest: null })));
}
