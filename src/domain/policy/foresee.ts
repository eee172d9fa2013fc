/**
 * Whether a request that has not been made yet could be allowed: for a button, before anybody has pressed it. What only the request
 * will say (an encryption context, a waiting period, the name of an alias) is open, and counts in the caller's favour; everything that
 * is known is decided by `decide`, over the same policies.
 */
import { assumed } from './assume.ts';
import { policyOf, type CompiledPolicy, type CompiledStatement } from './compile.ts';
import { conditionKey } from './condition-keys.ts';
import type { GrantSource } from '../grants/decides.ts';
import { decide, type AuthorisationRequest, type Decision, type PolicySource } from './evaluate.ts';

/** What is open: always the request's own condition values; without a key also what a key would say; perhaps the resource. */
export interface Open {
  readonly key: boolean;
  readonly resource: boolean;
}

const anyResource = (): boolean => true;

/** An Allow asks only what is known; a Deny that asks what is open does not decide yet. */
function known(statement: CompiledStatement, open: Open): readonly CompiledStatement[] {
  const isOpen = (key: string): boolean => {
    const from = conditionKey(key)?.from;
    return from === 'request' || (open.key && from === 'key');
  };
  const rest = assumed(statement, isOpen, 'may');
  if (rest === null) return [];
  if (!open.resource) return [rest];
  // A name that is not chosen yet can be one that an Allow means, or that a Deny's NotResource spares.
  if (statement.effect === 'Allow') return [{ ...rest, resource: anyResource }];
  return statement.written.not.resource ? [] : [rest];
}

const reduced: Readonly<Record<string, WeakMap<CompiledPolicy, CompiledPolicy>>> = {
  '': new WeakMap(),
  key: new WeakMap(),
  resource: new WeakMap(),
  'key resource': new WeakMap(),
};

function reduce(source: PolicySource, open: Open): PolicySource {
  const cache = reduced[[open.key && 'key', open.resource && 'resource'].filter(Boolean).join(' ')]!; // all four are there
  let compiled = cache.get(source.compiled);
  if (compiled === undefined) {
    const { kind, statements } = source.compiled;
    cache.set(
      source.compiled,
      (compiled = policyOf(
        kind,
        statements.flatMap((statement) => known(statement, open)),
      )),
    );
  }
  return { ...source, compiled };
}

/** `decide`, with what is open counted in favour. "No" is certain; "yes" is the most that can be said before the request is made. */
export const foresee = (
  request: AuthorisationRequest,
  keyPolicy: PolicySource | null,
  identityPolicies: readonly PolicySource[],
  open: Open = { key: !request.onKey, resource: false },
  grants: GrantSource | null = null,
): Decision =>
  decide(
    request,
    keyPolicy === null ? null : reduce(keyPolicy, open),
    identityPolicies.map((source) => reduce(source, open)),
    grants === null ? null : { ...grants, anyContext: true },
  );
