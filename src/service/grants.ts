/** Grants of the state as decisions and tokens need them. */
import type { DecidedBy } from '../domain/audit/event.ts';
import { statementOf, type GrantSource } from '../domain/grants/decides.ts';
import { letsRetire } from '../domain/grants/grant-rules.ts';
import { grantOfToken, makeGrantToken, NONCE_SIZE } from '../domain/grants/grant-token.ts';
import type { GrantFacts } from '../domain/policy/world.ts';
import type { GrantEntity } from '../domain/state/entities.ts';
import { deskIdBytes } from '../domain/state/row-mac.ts';
import type { State, Stored } from '../domain/state/state.ts';
import { ServiceError } from './errors.ts';
import { arnOfGrantPrincipal } from './grant-principals.ts';
import type { Desk, Permission, Ports, Principal } from './operation.ts';

/** Under which a grant may name the caller: the immutable id (of the account for its root), and of a role's session its own. */
function idsOf({ id, caller }: Principal): readonly string[] {
  const session = caller.sessionArn?.split('/')[2];
  return session === undefined ? [id] : [id, `${id}:${session}`];
}

function* live(state: State, ids: Iterable<string>): Generator<Stored<GrantEntity>> {
  for (const id of ids) {
    const grant = state.grant(id);
    if (grant !== undefined) yield grant;
  }
}

/** The live grants of a key for a principal; null when there are none, which is nearly always. */
export function grantsFor(
  state: State,
  keyId: string,
  principal: Principal,
  permission?: Pick<Permission, 'passOn'>,
): GrantSource | null {
  const { grants } = state;
  if (grants.count(keyId) === 0) return null;
  const ids = idsOf(principal).filter((id) => grants.isGrantee(keyId, id));
  if (ids.length === 0) return null;
  return {
    *all() {
      for (const id of ids) yield* live(state, grants.of(keyId, id));
    },
    *candidates(operation, context) {
      for (const id of ids) yield* live(state, grants.candidates(keyId, id, operation, context));
    },
    ...(permission?.passOn === undefined ? {} : { passOn: permission.passOn }),
  };
}

/** What lets the principal retire the grant by the grant itself; null when it does not. */
export function retiredBy(state: State, grant: GrantEntity, principal: Principal): DecidedBy | null {
  if (!letsRetire(grant, idsOf(principal))) return null;
  return statementOf(state.grant(grant.id) ?? { body: grant, version: 0, digest: null });
}

/** A grant of the key that lets the principal retire it; null when there is none. */
export function retirableOn(state: State, keyId: string, principal: Principal): DecidedBy | null {
  const { grants } = state;
  if (grants.count(keyId) === 0) return null;
  for (const id of idsOf(principal)) {
    const own = grants.candidates(keyId, id, 'RetireGrant', []);
    for (const { body } of live(state, [...grants.retirableBy(id), ...own]))
      if (body.keyId === keyId) {
        const by = retiredBy(state, body, principal);
        if (by !== null) return by;
      }
  }
  return null;
}

/** A new token of a grant: no two are the same. */
export const newGrantToken = ({ tokenMac }: Pick<Ports, 'tokenMac'>, desk: Desk, grantId: string): string =>
  makeGrantToken(tokenMac, deskIdBytes(desk.meta.deskId), grantId, desk.random.bytes(NONCE_SIZE));

/**
 * The grant whose token this is, if this desk made it; the grant may be gone. Throws InvalidGrantTokenException for any other text, which
 * it does not quote.
 */
export function grantIdOfToken({ tokenMac }: Pick<Ports, 'tokenMac'>, desk: Desk, token: string): string {
  const id = grantOfToken(tokenMac, deskIdBytes(desk.meta.deskId), token);
  if (id === null)
    throw new ServiceError('InvalidGrantTokenException', 'The grant token is not one that this desk issued.');
  return id;
}

/**
 * Grant tokens of a request: grants are in force at once here, so that a token adds nothing; but one that is not ours is refused. Those
 * of a grant that was retired or revoked since are ours.
 */
export function requireGrantTokens(ports: Pick<Ports, 'tokenMac'>, desk: Desk, input: unknown): void {
  const { GrantTokens } = input as { readonly GrantTokens?: readonly string[] }; // of every schema that has the member
  for (const token of GrantTokens ?? []) grantIdOfToken(ports, desk, token);
}

/** A live grant that a principal's leaving ends or leaves without whom to retire it. */
export interface ConcernedGrant {
  readonly grant: GrantEntity;
  readonly isGrantee: boolean;
  /** By the grant itself: as its retiring principal, or as a grantee who holds RetireGrant. */
  readonly retires: boolean;
  /** ms; null: never. */
  readonly lastUsed: number | null;
}

/** The live grants of which the principal is grantee or retiring principal, on keys that are not practice: those to it first. */
export function grantsConcerning(state: State, principalId: string): readonly ConcernedGrant[] {
  const found: ConcernedGrant[] = [];
  const isIt = (id: string | null): boolean => id?.split(':', 1)[0] === principalId;
  for (const { body: grant } of live(state, state.grants.concerning(principalId))) {
    if ((state.key(grant.keyId)?.state ?? 'Destroyed') === 'Destroyed' || state.sandboxed.has(grant.keyId))
      continue;
    const isGrantee = isIt(grant.grantee);
    found.push({
      grant,
      isGrantee,
      retires: isIt(grant.retiring) || (isGrantee && grant.operations.includes('RetireGrant')),
      lastUsed: state.grantUses.last(grant.id)?.time ?? null,
    });
  }
  return found.sort(
    (a, b) =>
      Number(b.isGrantee) - Number(a.isGrantee) ||
      (b.lastUsed ?? 0) - (a.lastUsed ?? 0) ||
      a.grant.createdAt - b.grant.createdAt,
  );
}

/** The live grants of a key, oldest first, as rules and comparisons of policies look at them. */
export function grantFactsOf(state: State, accountId: string, keyId: string): readonly GrantFacts[] {
  if (state.key(keyId)?.state === 'Destroyed') return [];
  const facts: GrantFacts[] = [];
  for (const { body } of live(state, state.grants.ofKey(keyId))) {
    const { id, name, grantee, retiring, operations, contextEquals, contextSubset, createdAt } = body;
    facts.push({
      id,
      name,
      grantee: arnOfGrantPrincipal(state, accountId, grantee),
      retiring: retiring === null ? null : arnOfGrantPrincipal(state, accountId, retiring),
      operations,
      contextEquals,
      contextSubset,
      createdAt,
      lastUsed: state.grantUses.last(id)?.time ?? null,
    });
  }
  return facts.sort((a, b) => a.createdAt - b.createdAt);
}
