/**
 * Whether a request that has not been made yet could be allowed: for a button, before anybody has pressed it. What only the request
 * will say (an encryption context, a waiting period, the name of an alias) is open, and counts in the caller's favour; everything that
 * is known is decided by `decide`, over the same policies.
 */
import { policyOf, type CompiledCondition, type CompiledPolicy, type CompiledStatement } from './compile.ts';
import { conditionKey } from './condition-keys.ts';
import type { GrantSource } from '../grants/decides.ts';
import { isVariable, parseTemplate } from './variables.ts';
import { decide, type AuthorisationRequest, type Decision, type PolicySource } from './evaluate.ts';

/** What is open: always the request's own condition values; without a key also what a key would say; perhaps the resource. */
export interface Open {
  readonly key: boolean;
  readonly resource: boolean;
}

/** Whether what the key says is not known yet. */
function isOpen(key: string, open: Open): boolean {
  const from = conditionKey(key)?.from;
  return from === 'request' || (open.key && from === 'key');
}

/** Values of which one stands on what is not known yet, through a policy variable. */
const hasOpen = (values: readonly string[], open: Open): boolean =>
  values.some((text) =>
    (parseTemplate(text) ?? []).some((part) => isVariable(part) && isOpen(part.folded, open)),
  );

const isOpenCondition = ({ folded, wanted, open: variables }: CompiledCondition, open: Open): boolean =>
  isOpen(folded, open) || (variables && hasOpen(wanted, open));

/** What Resource means is not known yet. */
const isOpenResource = ({ written, version }: CompiledStatement, open: Open): boolean =>
  version === '2012-10-17' &&
  hasOpen(
    written.resources.map(({ text }) => text),
    open,
  );

const anyResource = (): boolean => true;

/** An Allow asks only what is known; a Deny that asks what is open does not decide yet. */
function known(statement: CompiledStatement, open: Open): readonly CompiledStatement[] {
  const conditions = statement.conditions.filter((condition) => !isOpenCondition(condition, open));
  const whole = conditions.length === statement.conditions.length;
  const openResource = isOpenResource(statement, open);
  if (statement.effect === 'Deny') {
    // A name that is not chosen yet can be one that NotResource spares.
    const avoidable = openResource || (open.resource && statement.written.not.resource);
    return whole && !avoidable ? [statement] : [];
  }
  const resource = openResource || open.resource ? anyResource : statement.resource;
  return whole && resource === statement.resource ? [statement] : [{ ...statement, conditions, resource }];
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
