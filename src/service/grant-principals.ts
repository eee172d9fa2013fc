/** Principals of grants: ARNs on the wire, immutable ids in the grant (kms-api.md §7). */
import { rootArn } from '../domain/keys/identifiers.ts';
import type { PrincipalEntity } from '../domain/state/entities.ts';
import type { State } from '../domain/state/state.ts';
import { ServiceError } from './errors.ts';
import { principalOf } from './principals.ts';

const ARN = /^arn:aws:(iam|sts)::([0-9]{12}):(root|user|role|assumed-role)(?:\/(.+))?$/;

/** The id that a principal's ARN means now; null when there is no such principal on this desk. */
export function idOfGrantPrincipal(state: State, accountId: string, arn: string): string | null {
  const match = ARN.exec(arn);
  if (match === null || match[2] !== accountId) return null;
  const [, service, , kind, rest] = match;
  if (kind === 'root') return service === 'iam' && rest === undefined ? accountId : null;
  if (rest === undefined) return null;
  if (kind === 'user' || kind === 'role')
    return service === 'iam' ? (state.principalByName(kind, rest)?.id ?? null) : null;
  const [role, session, more] = rest.split('/');
  if (service !== 'sts' || role === undefined || !session || more !== undefined) return null;
  const id = state.principalByName('role', role)?.id;
  return id === undefined ? null : `${id}:${session}`;
}

/** As `idOfGrantPrincipal`. Throws InvalidArnException. */
export function requireGrantPrincipal(state: State, accountId: string, arn: string): string {
  const id = idOfGrantPrincipal(state, accountId, arn);
  if (id === null)
    throw new ServiceError('InvalidArnException', `ARN does not refer to a valid principal: ${arn}`);
  return id;
}

/** The person or service of a grant's principal id; undefined when it is gone, or the account. */
export const entityOfGrantPrincipal = (state: State, id: string): PrincipalEntity | undefined =>
  state.principal(id.split(':', 1)[0] ?? '');

/** The ARN of a grant's principal id; the bare id of one that is gone. */
export function arnOfGrantPrincipal(state: State, accountId: string, id: string): string {
  if (id === accountId) return rootArn({ account: accountId });
  const entity = entityOfGrantPrincipal(state, id);
  if (entity === undefined) return id;
  const session = id.slice(entity.id.length + 1);
  return session === ''
    ? principalOf(accountId, entity).caller.arn
    : `arn:aws:sts::${accountId}:assumed-role/${entity.name}/${session}`;
}
