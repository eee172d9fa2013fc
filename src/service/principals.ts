/** Principals as policies and events name them. */
import { principalArn, rootArn } from '../domain/keys/identifiers.ts';
import type { PrincipalEntity } from '../domain/state/entities.ts';
import type { Principal } from './operation.ts';

export function principalOf(accountId: string, entity: PrincipalEntity): Principal {
  return {
    id: entity.id,
    name: entity.name,
    policies: entity.policies,
    caller: {
      arn: principalArn({ account: accountId }, entity.kind, entity.name),
      accountId,
      kind: entity.kind,
    },
  };
}

/** The account itself: the socket's and the welcome link's principal. */
export const rootPrincipal = (accountId: string): Principal => ({
  id: accountId,
  name: 'root',
  policies: [],
  caller: { arn: rootArn({ account: accountId }), accountId, kind: 'root' },
});

export const nameRule = /^[\w+=,.@-]{1,64}$/;
