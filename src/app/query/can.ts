import { useQuery } from '@tanstack/react-query';
import type { Output } from './contract.ts';
import { query, queryClient } from './query.ts';

export type AllowedAction = Output<'ListAllowedActions'>['Actions'][number];

export interface Can {
  readonly allowed: boolean;
  /** Why not and who could, in two sentences; null when allowed. For `disabledReason`. */
  readonly reason: string | null;
  /** Names of people who could. */
  readonly who: readonly string[];
}

const YES: Can = { allowed: true, reason: null, who: [] };
const names = new Intl.ListFormat('en', { type: 'disjunction' });

function why({ Action, Reason = '', Sid }: AllowedAction): string {
  const keys = Reason.includes('resource-based');
  if (Reason.startsWith('with an explicit deny')) {
    const statement = Sid === undefined ? '' : ` in “${Sid}”`;
    return keys
      ? `The key’s policy denies you ${Action}${statement}.`
      : `One of your policies denies you ${Action}${statement}.`;
  }
  return keys ? `The key’s policy does not allow you ${Action}.` : `None of your policies allows ${Action}.`;
}

function whoCould(people: readonly string[] | undefined): string {
  if (people === undefined) return 'Ask an administrator of this desk.';
  return people.length === 0 ? 'No other person here can either.' : `${names.format(people)} can.`;
}

/** A row of ListAllowedActions for a person. Pure. */
export const canOf = (row: AllowedAction | undefined): Can =>
  row === undefined || row.Allowed
    ? YES
    : { allowed: false, reason: `${why(row)} ${whoCould(row.People)}`, who: row.People ?? [] };

/** What a page's loader may await so that its buttons stand right at once. */
export const allowedActions = (keyId?: string) =>
  query('ListAllowedActions', keyId === undefined ? {} : { KeyId: keyId });

/** Policies change seldom, and the service decides in any case. */
const FRESH_MS = 60_000;

const rowOf = ({ Actions }: Output<'ListAllowedActions'>, action: string): AllowedAction | undefined =>
  Actions.find((row) => row.Action === action);

/**
 * For what only some may read: asking in vain would leave a refusal in the log, again and again. Undefined until the desk has said so;
 * where it cannot say, yes.
 */
export function useMayRead(action: string, keyId?: string): boolean | undefined {
  const { data, isError } = useQuery({ ...allowedActions(keyId), staleTime: FRESH_MS });
  return data === undefined ? isError || undefined : (rowOf(data, action)?.Allowed ?? true);
}

/** The same for a loader. */
export const mayRead = (action: string, keyId?: string): Promise<boolean> =>
  queryClient.fetchQuery({ ...allowedActions(keyId), staleTime: FRESH_MS }).then(
    (answer) => rowOf(answer, action)?.Allowed ?? true,
    () => true,
  );

/**
 * May the person do this, on the desk or with this key? Until the desk has said so: yes, since the service refuses what is not allowed.
 * `const rotate = useCan('kms:RotateKeyOnDemand', keyId)` and `<Button disabledReason={rotate.reason}>`.
 */
export function useCan(action: string, keyId?: string): Can {
  const { data } = useQuery({ ...allowedActions(keyId), staleTime: FRESH_MS });
  return canOf(data && rowOf(data, action));
}
