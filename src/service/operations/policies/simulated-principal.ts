/** Who a simulated request is made by: a person or service of the desk, the account itself, or somebody who is not here. */
import type { State } from '../../../domain/state/state.ts';
import { ServiceError } from '../../errors.ts';
import type { Principal } from '../../operation.ts';
import { principalOf, rootPrincipal } from '../../principals.ts';

const ARN = /^arn:aws:iam::(\d{12}):(?:(user|role)\/(.+)|root)$/s;
const SESSION = /^arn:aws:sts::(\d{12}):assumed-role\/([^/]+)\/(.+)$/s;

export interface SimulatedPrincipal {
  readonly principal: Principal;
  /** Of this desk. One that is not has no policies of its own here. */
  readonly known: boolean;
}

/** Throws ValidationException for what is no ARN of a user, a role or an account. */
export function simulatedPrincipal(
  state: State,
  accountId: string,
  arn: string,
  sessionArn: string | undefined,
): SimulatedPrincipal {
  const match = ARN.exec(arn);
  if (match === null)
    throw new ServiceError(
      'ValidationException',
      'PrincipalArn must be the ARN of a user, a role or an account root, such as arn:aws:iam::123456789012:role/billing.',
    );
  const [, account = '', kind, name = ''] = match;
  if (sessionArn !== undefined) requireSessionOf(sessionArn, account, kind, name);
  const found = find(state, accountId, arn, account, kind, name);
  if (sessionArn === undefined) return found;
  const { principal } = found;
  return { ...found, principal: { ...principal, caller: { ...principal.caller, sessionArn } } };
}

function requireSessionOf(sessionArn: string, account: string, kind: string | undefined, name: string): void {
  const session = SESSION.exec(sessionArn);
  if (kind !== 'role' || session?.[1] !== account || session[2] !== name)
    throw new ServiceError(
      'ValidationException',
      'SessionArn must be of a session of the role in PrincipalArn.',
    );
}

function find(
  state: State,
  accountId: string,
  arn: string,
  account: string,
  kind: string | undefined,
  name: string,
): SimulatedPrincipal {
  if (kind !== 'user' && kind !== 'role') {
    const principal = rootPrincipal(account);
    if (account === accountId) return { principal, known: true };
    return { principal: { ...principal, caller: { ...principal.caller, foreign: true } }, known: false };
  }
  const entity = account === accountId ? state.principalByName(kind, name) : undefined;
  if (entity !== undefined) return { principal: principalOf(accountId, entity), known: true };
  return {
    principal: {
      id: '',
      name,
      policies: [],
      caller: { arn, accountId: account, kind, ...(account === accountId ? {} : { foreign: true }) },
    },
    known: false,
  };
}
