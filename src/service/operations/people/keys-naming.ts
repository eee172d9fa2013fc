/** Which keys rest on a principal: named in their policy, and changeable by nobody else. */
import { assume, type Assumption } from '../../../domain/policy/assume.ts';
import { decide } from '../../../domain/policy/evaluate.ts';
import { statementsNaming, type NamingStatement } from '../../../domain/policy/statements-naming.ts';
import type { KeyEntity, PrincipalEntity } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';
import type { Context, Principal } from '../../operation.ts';
import { principalOf, rootPrincipal } from '../../principals.ts';
import { arnOfKey } from '../../resolve.ts';
import { isSettled, simulatedValues } from '../../simulated-values.ts';

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

const isAsked = (key: string): boolean => !isSettled(key);

/**
 * Ids of those of `keys` whose policy this principal can change, and nobody else: not another principal, nor the account itself. There is
 * no request: what only one says counts for this principal and against the others.
 */
export function administeredAlone(
  { state, desk, ports, call }: Pick<Context<unknown>, 'state' | 'desk' | 'ports' | 'call'>,
  entity: PrincipalEntity,
  keys: readonly NamingKey[],
): ReadonlySet<string> {
  const { accountId } = desk.meta;
  const mayChange = (principal: Principal, key: KeyEntity, how: Assumption): boolean => {
    const permission = { action: 'kms:PutKeyPolicy', key, resource: arnOfKey(desk, key.id) };
    const simulated = { principal, permission, values: new Map(), context: undefined };
    return decide(
      {
        action: permission.action,
        resource: permission.resource,
        caller: principal.caller,
        values: simulatedValues({ state, desk, call }, simulated),
        onKey: true,
      },
      assume(ports.policies.keyPolicy(state, key.id), isAsked, how),
      ports.policies.identityPolicies(state, principal.policies).map((own) => assume(own, isAsked, how)),
    ).allowed;
  };
  const self = principalOf(accountId, entity);
  const others = [
    rootPrincipal(accountId),
    ...[...state.all('principal')]
      .filter(({ id }) => id !== entity.id)
      .map((each) => principalOf(accountId, each)),
  ];
  return new Set(
    keys
      .filter(
        ({ key }) => mayChange(self, key, 'may') && !others.some((other) => mayChange(other, key, 'must')),
      )
      .map(({ key }) => key.id),
  );
}
