/** Links into the simulator: of a witness, of an event, of a cell. Pure. */
import { ACTIONS } from '../../domain/policy/actions.ts';
import type { Witness } from '../../domain/policy/witness.ts';
import { paths } from '../paths.ts';
import type { AuditEvent } from './contract.ts';

type Pairs = readonly (readonly [string, string])[];

const CONTEXT_PREFIX = 'kms:encryptioncontext:';

/** Pairs as one text, whatever stands in them. */
export const pairsText = (pairs: Pairs): string =>
  new URLSearchParams(pairs.map(([name, value]) => [name, value])).toString();
export const pairsOf = (text: string | null): Pairs => [...new URLSearchParams(text ?? '')];

/** A request in words, run as it is. Several values of a key are several pairs of it. `edited`: by the edit of the policy in this tab. */
export function simulatorOfWitness(
  { principal, session, action, values }: Witness,
  keyId?: string,
  edited = false,
): string {
  const context: (readonly [string, string])[] = [];
  const given: (readonly [string, string])[] = [];
  for (const [key, value] of values) {
    if (key.startsWith(CONTEXT_PREFIX) && typeof value === 'string')
      context.push([key.slice(CONTEXT_PREFIX.length), value]);
    // What the context's own names say.
    else if (key !== 'kms:encryptioncontextkeys')
      for (const each of typeof value === 'string' ? [value] : value) given.push([key, each]);
  }
  const names = values.find(([key]) => key === 'kms:encryptioncontextkeys')?.[1] ?? [];
  const missing = (typeof names === 'string' ? [names] : names).filter(
    (name) => !context.some(([each]) => each.toLowerCase() === name.toLowerCase()),
  );
  return paths.simulator({
    who: principal,
    session,
    action,
    key: keyId,
    context: pairsText([...context, ...missing.map((name) => [name, ''] as const)]),
    given: pairsText(given),
    policy: edited ? 'edited' : undefined,
  });
}

/** Actions that an operation's name is not: the first side of two. */
const FIRST_SIDE: Readonly<Record<string, string>> = { ReEncrypt: 'kms:ReEncryptFrom' };
const KNOWN: ReadonlySet<string> = new Set(ACTIONS.map(({ name }) => name));

/** The action that an event's operation asks for first; null for what nobody can ask for. */
export function actionOfOperation(operation: string): string | null {
  const action = FIRST_SIDE[operation] ?? `kms:${operation}`;
  if (KNOWN.has(action)) return action;
  return KNOWN.has(`keydesk:${operation}`) ? `keydesk:${operation}` : null;
}

/** Parameters of events that policies see, by the condition key. */
const SEEN: Readonly<Record<string, string>> = {
  BypassPolicyLockoutSafetyCheck: 'kms:BypassPolicyLockoutSafetyCheck',
  GranteePrincipal: 'kms:GranteePrincipal',
  Operations: 'kms:GrantOperations',
  PendingWindowInDays: 'kms:ScheduleKeyDeletionPendingWindowInDays',
  RetiringPrincipal: 'kms:RetiringPrincipal',
};

/** What the request asked for beside its key, as policies see it. Of a list each is a pair. */
const callValuesOf = ({ Parameters }: AuditEvent): Pairs =>
  Parameters.flatMap(([name, text]) => {
    const key = SEEN[name];
    if (key === undefined) return [];
    return (name === 'Operations' ? text.split(' ') : [text]).map((value) => [key, value] as const);
  });

const CONSTRAINTS = ['EncryptionContextEquals', 'EncryptionContextSubset'] as const;

/** The constraints of the grant that an event is about: policies see their pairs as the request's context. */
function constraintsOf({ Operation, Parameters }: AuditEvent) {
  const pairs = new Map<string, string>();
  const types = new Set<string>();
  if (Operation === 'CreateGrant')
    for (const [name, value] of Parameters)
      for (const type of CONSTRAINTS) {
        if (name !== type && !name.startsWith(`${type} `)) continue;
        types.add(type);
        if (name !== type) pairs.set(name.slice(type.length + 1), value);
      }
  return { pairs: [...pairs], types: [...types] };
}

/** The request of an event, as far as the log holds it; null when it was none. */
export function simulatorOfEvent(event: AuditEvent): string | null {
  const action = actionOfOperation(event.Operation);
  if (action === null || event.Via === 'desk' || event.Via === 'scheduler') return null;
  const address = /^[0-9a-f:.]+$/i.test(event.Source);
  const constraints = constraintsOf(event);
  return paths.simulator({
    who: event.Principal,
    action,
    key: event.KeyId,
    context: pairsText([...(event.Context ?? []), ...constraints.pairs]),
    given: pairsText([
      ['aws:CurrentTime', event.Time.toISOString()],
      ...(address ? [['aws:SourceIp', event.Source] as const] : []),
      ...(event.UserAgent === '' ? [] : [['aws:UserAgent', event.UserAgent] as const]),
      ...callValuesOf(event),
      ...constraints.types.map((type) => ['kms:GrantConstraintType', type] as const),
    ]),
  });
}
