/** What is known before a request is made: of the caller, of the key, of the desk. */
import { foldCase } from '../fold-case.ts';
import { conditionKey } from '../condition-keys.ts';
import type { PolicyKind } from '../document.ts';
import type { Caller } from '../evaluate.ts';
import type { ConditionValue } from '../operators.ts';
import type { DirectoryPrincipal, PolicyWorld } from '../world.ts';
import { canonicalKey, type Known } from './test.ts';

/** Keys whose value follows from the ARN of the caller. */
const OF_THE_ARN: Readonly<Record<string, (caller: Caller) => ConditionValue>> = {
  'aws:principalarn': ({ arn }) => arn,
  'aws:principalaccount': ({ accountId }) => accountId,
  'kms:calleraccount': ({ accountId }) => accountId,
  'aws:principaltype': ({ kind }) => (kind === 'root' ? 'Account' : kind === 'role' ? 'AssumedRole' : 'User'),
  'aws:username': ({ kind, arn }) => (kind === 'user' ? arn.slice(arn.lastIndexOf('/') + 1) : undefined),
};
const TAG = 'aws:principaltag/';

export const followsFromArn = (key: string): boolean => Object.hasOwn(OF_THE_ARN, key);
/** Known of who is in the directory, open of everybody else. */
export const isOfPrincipal = (key: string): boolean =>
  followsFromArn(key) || key === 'aws:userid' || key.startsWith(TAG);

/** Values of the pairs with that name, in lower case; several where names differ in case only. */
const byName = (pairs: readonly (readonly [string, string])[], wanted: string): ConditionValue => {
  const values = pairs.filter(([name]) => foldCase(name) === wanted).map(([, value]) => value);
  return values.length > 1 ? values : values[0];
};

const RESOURCE_TAG = 'aws:resourcetag/';

/** What only AWS has. */
const ALWAYS_FALSE: ReadonlySet<string> = new Set(['aws:principalisawsservice', 'aws:viaawsservice']);

/** The values that requests here give of a key, where they give it at all; null: any that the catalogue lists. */
export function valuesHere(key: string, accountId: string): readonly string[] | null {
  if (key === 'kms:multiregion' || key === 'kms:grantisforawsresource') return ['false'];
  return key === 'aws:resourceaccount' ? [accountId] : (conditionKey(key)?.values ?? null);
}

/** What the key and the desk answer. Of the key of a key policy even where nobody knows which it is. */
export function knownOfWorld({ key: facts, region, accountId }: PolicyWorld, kind: PolicyKind): Known {
  const ofKey: Readonly<Record<string, (key: NonNullable<typeof facts>) => ConditionValue>> = {
    'kms:keyspec': ({ spec }) => spec,
    'kms:keyusage': ({ usage }) => usage,
    'kms:keyorigin': ({ origin }) => origin,
    'kms:resourcealiases': ({ aliases }) => aliases,
  };
  return (given) => {
    const key = canonicalKey(given);
    const row = conditionKey(key);
    if (row === undefined || row.from === 'absent') return { value: undefined };
    if (key === 'aws:requestedregion') return { value: region };
    if (ALWAYS_FALSE.has(key)) return { value: 'false' };
    if (kind === 'key' && key === 'kms:multiregion') return { value: 'false' };
    if (kind === 'key' && key === 'aws:resourceaccount') return { value: accountId };
    if (facts === null) return null;
    if (key.startsWith(RESOURCE_TAG)) return { value: byName(facts.tags, key.slice(RESOURCE_TAG.length)) };
    return Object.hasOwn(ofKey, key) ? { value: ofKey[key]?.(facts) } : null;
  };
}

/** What the caller answers; `entry`: in the directory. */
export const knownOfCaller =
  (caller: Caller, entry: DirectoryPrincipal | null): Known =>
  (key) => {
    if (followsFromArn(key)) return { value: OF_THE_ARN[key]?.(caller) };
    if (key === 'aws:userid') {
      if (caller.kind === 'root') return { value: caller.accountId };
      return entry === null ? null : { value: entry.id };
    }
    if (!key.startsWith(TAG)) return null;
    if (caller.kind === 'root') return { value: undefined };
    return entry === null ? null : { value: byName(entry.tags, key.slice(TAG.length)) };
  };
