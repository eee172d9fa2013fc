/** Whether the desk would be left without anybody who administers it: of a person who changes, and of a policy that does. */
import { administered, losesLastAdministrator, type PoliciesOf } from '../domain/policy/administrators.ts';
import type { PrincipalEntity } from '../domain/state/entities.ts';
import type { State } from '../domain/state/state.ts';
import type { PolicyLibrary, Ports } from './operation.ts';

interface Where {
  readonly state: State;
  readonly ports: Pick<Ports, 'policies'>;
}

const policiesOf =
  (state: State, policies: PolicyLibrary): PoliciesOf =>
  (principal) =>
    policies.identityPolicies(state, principal.policies).map(({ compiled }) => compiled);

/** A person whom nothing keeps from putting right what people and services may do. */
export const administersSurely = ({ state, ports }: Where, principal: PrincipalEntity): boolean =>
  administered([principal], policiesOf(state, ports.policies)) === 2;

/** Would it be, if `before` became `after` (null: were deleted)? */
export const isLastAdministrator = (
  { state, ports }: Where,
  before: PrincipalEntity,
  after: PrincipalEntity | null,
): boolean =>
  losesLastAdministrator(state.all('principal'), before, after, policiesOf(state, ports.policies));

/** Would it be, if identity policies were as `after` has them? */
export const shutsAdministratorsOut = ({ state, ports }: Where, after: PolicyLibrary): boolean =>
  administered(state.all('principal'), policiesOf(state, after)) <
  administered(state.all('principal'), policiesOf(state, ports.policies));
