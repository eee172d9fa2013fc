/**
 * Grants in the decision (kms-api.md §8.1): asked last, when no policy allowed and none denied. They only allow, each by itself, and
 * their constraints look at the context of the request.
 */
import type { DecidedBy } from '../audit/event.ts';
import type { AuthorisationRequest, Miss, StatementTrace } from '../policy/evaluate.ts';
import type { GrantEntity } from '../state/entities.ts';
import { contextOf, isConstrained, meetsConstraints, type FoldedContext } from './constraints.ts';
import { allowsChild, lackedBy, type GrantScope } from './grant-rules.ts';
import { grantOperationOf } from './operations.ts';

/** A grant in force, with the version and digest (hex) of its row where it has one. */
export interface LiveGrant {
  readonly body: Pick<GrantEntity, 'id' | 'name'> & GrantScope;
  readonly version: number;
  readonly digest: string | null;
}

/** The live grants of the key for who asks. */
export interface GrantSource {
  readonly all: () => Iterable<LiveGrant>;
  /** Of `all`, those among which is every one that allows the operation with this context. */
  readonly candidates: (operation: string, context: FoldedContext) => Iterable<LiveGrant>;
  /** Of CreateGrant: what is to be created. Without it: any that holds CreateGrant may pass it on. */
  readonly passOn?: GrantScope;
  /** The context is not known yet and counts in favour: see `foresee`. */
  readonly anyContext?: true;
}

/** From a list, as a simulation has it. */
export const grantSource = (grants: readonly LiveGrant[]): GrantSource => ({
  all: () => grants,
  candidates: () => grants,
});

/** How an event names a grant that decided: its name, where it has one, as the sid. */
export const statementOf = ({ body, version, digest }: LiveGrant): DecidedBy => ({
  source: 'GRANT',
  policy: body.id,
  version,
  digest,
  statement: 0,
  sid: body.name === '' ? null : body.name,
  effect: 'Allow',
});

const isHeldBack = (parent: GrantScope, { passOn }: GrantSource): boolean =>
  passOn !== undefined && !allowsChild(parent, passOn);

/** The grant that allows the request; null when none does. */
export function grantThatAllows(request: AuthorisationRequest, grants: GrantSource): DecidedBy | null {
  const operation = grantOperationOf(request.action);
  if (operation === null) return null;
  const open = grants.anyContext === true || !isConstrained(operation);
  const context = open ? [] : contextOf(request.values);
  for (const grant of grants.anyContext === true ? grants.all() : grants.candidates(operation, context)) {
    const { body } = grant;
    if (!body.operations.includes(operation)) continue;
    if (!open && !meetsConstraints(body, context)) continue;
    if (operation === 'CreateGrant' && isHeldBack(body, grants)) continue;
    return statementOf(grant);
  }
  return null;
}

/**
 * Of a CreateGrant that nothing allowed: which grant of the caller came closest to passing it on, and what that one lacks, as the end of a
 * reason; empty when no grant of theirs holds CreateGrant.
 */
export function whyHeldBack({ action }: AuthorisationRequest, { passOn, all }: GrantSource): string {
  if (action !== 'kms:CreateGrant' || passOn === undefined) return '';
  let closest: { readonly id: string; readonly lacked: readonly string[] } | null = null;
  for (const { body } of all()) {
    if (!body.operations.includes('CreateGrant')) continue;
    const lacked = lackedBy(body, passOn);
    if (closest === null || lacked.length < closest.lacked.length) closest = { id: body.id, lacked };
  }
  if (closest === null) return '';
  const { id, lacked } = closest;
  return `, and grant ${id}, which holds CreateGrant, ${
    lacked.length > 0 ? `does not hold ${lacked.join(', ')}` : 'has stricter constraints than the new one'
  }`;
}

const MOST_EXPLAINED = 100;

const shown = (pairs: readonly (readonly [string, string])[]): string[] =>
  pairs.map(([name, value]) => `${name}=${value}`);

/** Why each grant of the caller did or did not allow it, as `explain` says it of statements; at most a hundred. */
export function explainGrants(request: AuthorisationRequest, grants: GrantSource): readonly StatementTrace[] {
  const operation = grantOperationOf(request.action);
  const context = contextOf(request.values);
  const traces: StatementTrace[] = [];
  for (const grant of grants.all()) {
    if (traces.length === MOST_EXPLAINED) break;
    const { body } = grant;
    const misses: Miss[] = [];
    const misfit = (name: string, wanted: readonly string[]): void => {
      const given = request.values('kms:encryptioncontextkeys');
      misses.push({ element: 'condition', operator: name, key: 'kms:EncryptionContextKeys', wanted, given });
    };
    if (operation === null || !body.operations.includes(operation))
      misses.push({
        element: 'action',
        inverted: false,
        wanted: body.operations.map((each) => `kms:${each}`),
        given: request.action,
      });
    const { contextEquals, contextSubset } = body;
    if (operation === null || isConstrained(operation)) {
      if (contextEquals !== null && !meetsConstraints({ contextEquals, contextSubset: null }, context))
        misfit('EncryptionContextEquals', shown(contextEquals));
      if (contextSubset !== null && !meetsConstraints({ contextEquals: null, contextSubset }, context))
        misfit('EncryptionContextSubset', shown(contextSubset));
    } else if (operation === 'CreateGrant' && misses.length === 0 && isHeldBack(body, grants)) {
      const given = request.values('kms:grantoperations');
      const wanted = [...body.operations];
      misses.push({ element: 'condition', operator: 'PassedOn', key: 'kms:GrantOperations', wanted, given });
    }
    const of = 2 + (contextEquals === null ? 0 : 1) + (contextSubset === null ? 0 : 1);
    const { policy, version, statement: index, sid, effect } = statementOf(grant);
    const matched = misses.length === 0;
    traces.push({
      source: 'GRANT',
      policy,
      version,
      statement: index,
      sid,
      effect,
      matched,
      reach: 'named',
      misses,
      met: Math.max(0, of - misses.length),
      of,
    });
  }
  return traces;
}
