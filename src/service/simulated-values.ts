/** Condition values of a request that nobody made: what is given, and what follows from principal, key and time; all else is absent. */
import { conditionKey } from '../domain/policy/condition-keys.ts';
import type { ConditionLookup } from '../domain/policy/evaluate.ts';
import { conditionValues } from './condition-values.ts';
import type { Context, Permission, Principal } from './operation.ts';

const PRINCIPAL_TAG = 'aws:principaltag/';

/** What follows from who asks, of which desk, and when. */
const FOLLOWS: ReadonlySet<string> = new Set([
  'aws:principalarn',
  'aws:principalaccount',
  'aws:principaltype',
  'aws:userid',
  'aws:username',
  'aws:requestedregion',
  'aws:resourceaccount',
  'aws:principalisawsservice',
  'aws:viaawsservice',
  'aws:currenttime',
  'aws:epochtime',
  'kms:calleraccount',
]);

/** Whether the value follows from principal, key and desk: no request decides it. `name` in lower case. */
export const isSettled = (name: string): boolean =>
  name !== 'aws:currenttime' && name !== 'aws:epochtime' && follows(name);

function follows(name: string): boolean {
  if (FOLLOWS.has(name) || name.startsWith(PRINCIPAL_TAG)) return true;
  const known = conditionKey(name);
  // One that is not in the catalogue is absent in every request.
  return known === undefined || known.from === 'key' || known.from === 'absent';
}

export interface Simulated {
  readonly principal: Principal;
  readonly permission: Permission;
  /** By condition key in lower case. An empty list: absent. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly context: ReadonlyMap<string, string> | undefined;
}

export function simulatedValues(
  { call, state, desk }: Pick<Context<unknown>, 'call' | 'state' | 'desk'>,
  { principal, permission, values, context }: Simulated,
): ConditionLookup {
  const own = conditionValues(
    { call: { ...call, principal }, state, region: desk.meta.region, input: {}, context: () => context },
    permission,
  );
  return (name) => {
    const given = values.get(name);
    if (given !== undefined) return given.length === 1 ? given[0] : given.length === 0 ? undefined : given;
    return name.startsWith('kms:encryptioncontext') || follows(name) ? own(name) : undefined;
  };
}
