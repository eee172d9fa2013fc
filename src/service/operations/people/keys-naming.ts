/** Which keys rest on a principal: named in their policy, and changeable by nobody else. */
import { decide } from '../../../domain/policy/evaluate.ts';
import { statementsNaming, type NamingStatement } from '../../../domain/policy/statements-naming.ts';
import type { KeyEntity, PrincipalEntity } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';
import type { Desk, Ports, Principal } from '../../operation.ts';
import { principalOf, rootPrincipal } from '../../principals.ts';
import { arnOfKey } from '../../resolve.ts';

export interface NamingKey {
  readonly key: KeyEntity;
  readonly statements: readonly NamingStatement[];
}

/** Keys that are not destroyed and whose policy names the ARN. Policies of one text are read once. */
export function keysNaming(state: State, arn: string): readonly NamingKey[] {
  const read = new Map<string, readonly NamingStatement[]>();
  const found: NamingKey[] = [];
  for (const id of state.ids('policy')) {
    const stored = state.policy(id);
    if (stored === undefined) continue;
    const { text } = stored.body;
    let statements = read.get(text);
    if (statements === undefined) read.set(text, (statements = statementsNaming(text, arn)));
    if (statements.length === 0) continue;
    const key = state.key(id);
    if (key !== undefined && key.state !== 'Destroyed') found.push({ key, statements });
  }
  return found;
}

/** Ids of those of `keys` whose policy this principal can change, and nobody else: not another principal, nor the account itself. */
export function administeredAlone(
  { state, desk, ports }: { readonly state: State; readonly desk: Desk; readonly ports: Ports },
  entity: PrincipalEntity,
  keys: readonly NamingKey[],
): ReadonlySet<string> {
  const { accountId } = desk.meta;
  const mayChange = (principal: Principal, keyId: string): boolean =>
    decide(
      {
        action: 'kms:PutKeyPolicy',
        resource: arnOfKey(desk, keyId),
        caller: principal.caller,
        // There is no request: conditions that need one do not hold.
        values: () => undefined,
        onKey: true,
      },
      ports.policies.keyPolicy(state, keyId),
      ports.policies.identityPolicies(state, principal.policies),
    ).allowed;
  const self = principalOf(accountId, entity);
  const others = [
    rootPrincipal(accountId),
    ...[...state.all('principal')]
      .filter(({ id }) => id !== entity.id)
      .map((each) => principalOf(accountId, each)),
  ];
  return new Set(
    keys
      .map(({ key }) => key.id)
      .filter((id) => mayChange(self, id) && !others.some((other) => mayChange(other, id))),
  );
}
