/** Principals as policies and events name them. */
import { principalArn, rootArn } from '../domain/keys/identifiers.ts';
import type { PrincipalEntity } from '../domain/state/entities.ts';
import type { State } from '../domain/state/state.ts';
import { ServiceError } from './errors.ts';
import type { Principal } from './operation.ts';

export function principalOf(accountId: string, entity: PrincipalEntity): Principal {
  return {
    id: entity.id,
    name: entity.name,
    policies: entity.policies,
    ...(entity.tags === undefined ? {} : { tags: entity.tags }),
    caller: {
      arn: principalArn({ account: accountId }, entity.kind, entity.name),
      accountId,
      kind: entity.kind,
    },
  };
}

/** The same principal with the roles and tags that it has now: they may have changed since it was authenticated. */
export function asItIsNow(state: State, principal: Principal): Principal {
  const now = state.principal(principal.id);
  if (now === undefined || (now.policies === principal.policies && now.tags === principal.tags))
    return principal;
  const { tags: _before, ...rest } = principal;
  return { ...rest, policies: now.policies, ...(now.tags === undefined ? {} : { tags: now.tags }) };
}

/** Its tags as operations give them. */
export const tagsOf = ({ tags = [] }: PrincipalEntity): { TagKey: string; TagValue: string }[] =>
  tags.map(([TagKey, TagValue]) => ({ TagKey, TagValue }));

/**
 * ms of the last event of a person or service, null without one. The log knows them by ARN: what is older than they are was done by
 * somebody who had the name before.
 */
export function lastSeenOf(state: State, accountId: string, entity: PrincipalEntity): number | null {
  const last = state.usage.lastSeen(principalOf(accountId, entity).caller.arn);
  return last === null || last < entity.createdAt ? null : last;
}

/** The account itself: the socket's and the welcome link's principal. */
export const rootPrincipal = (accountId: string): Principal => ({
  id: accountId,
  name: 'root',
  policies: [],
  caller: { arn: rootArn({ account: accountId }), accountId, kind: 'root' },
});

/** The desk itself where it acts by schedule. No name of a person or service has a slash, so nobody else can be it. */
export const schedulerPrincipal = (accountId: string): Principal => ({
  id: 'SCHEDULER',
  name: 'keydesk/scheduler',
  policies: [],
  caller: {
    arn: `arn:aws:iam::${accountId}:role/keydesk/scheduler`,
    accountId,
    kind: 'service',
  },
});

/**
 * While a person or service did not authenticate at start, nobody new is made: the name, and with it everything that policies give to
 * that name, must not pass to somebody else.
 */
export function refuseWhilePrincipalsQuarantined(state: State): void {
  for (const name of state.quarantine.keys()) {
    if (name.startsWith('principal/'))
      throw new ServiceError(
        'KMSInternalException',
        'A person or service of this desk did not authenticate at start, so nobody new is made until an administrator has looked (see the operational log).',
      );
  }
}

/** The service that the settings make; nobody else may take its name. */
export const ROOT_OPERATOR = 'root-operator';

export const nameRule = /^[\w+=,.@-]{1,64}$/;
