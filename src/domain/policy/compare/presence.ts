/** For which actions a request can have a condition key, and for which it always has (kms-api.md §8.4). */
import { ON_ALIAS } from '../condition-key-row.ts';
import { conditionKey } from '../condition-keys.ts';
import type { PolicyKind } from '../document.ts';
import { specRow } from '../../keys/key-specs.ts';
import { RESOURCE } from './test.ts';
import type { PolicyWorld } from '../world.ts';

export type Presence = 'never' | 'maybe' | 'always';

/** Those that a request of such an action cannot lack. */
const ALWAYS = new Set([
  'aws:principalarn',
  'aws:principalaccount',
  'aws:principaltype',
  'kms:calleraccount',
  'aws:currenttime',
  'aws:securetransport',
  'aws:requestedregion',
  'aws:resourceaccount',
  'kms:keyspec',
  'kms:keyusage',
  'kms:keyorigin',
  'kms:multiregion',
  'kms:bypasspolicylockoutsafetycheck',
  'kms:grantoperations',
  'kms:granteeprincipal',
  'kms:rotationperiodindays',
  'kms:schedulekeydeletionpendingwindowindays',
  'kms:grantisforawsresource',
]);

export const CONTEXT_PREFIX = 'kms:encryptioncontext:';
export const CONTEXT_NAMES = 'kms:encryptioncontextkeys';

/** What a request has only where it is about a key, or about something that has an ARN. */
const OF_THE_KEY = new Set([
  'kms:calleraccount',
  'kms:keyspec',
  'kms:keyusage',
  'kms:keyorigin',
  'kms:multiregion',
]);
const OF_THE_RESOURCE = new Set(['kms:calleraccount', 'aws:resourceaccount']);

/**
 * What a key policy is never asked about, identity policies are: the alias of CreateAlias, which is no key; and the tags of CreateKey, of
 * which there is no key yet, but what kind of key it will be is known.
 */
const lacksKey = (key: string, action: string): boolean =>
  action === 'kms:TagResource' ? OF_THE_RESOURCE.has(key) : OF_THE_KEY.has(key) && ON_ALIAS.includes(action);

/** `action` as in ACTIONS. `kind`: of the policies that are asked. */
export function presence(
  key: string,
  action: string,
  { key: facts }: PolicyWorld,
  kind: PolicyKind,
): Presence {
  if (key === RESOURCE) return 'always';
  const row = conditionKey(key);
  if (row === undefined || row.from === 'absent') return 'never';
  if (row.actions !== null && !row.actions.includes(action)) return 'never';
  const isContext = key === CONTEXT_NAMES || key.startsWith(CONTEXT_PREFIX);
  if (isContext && facts !== null && specRow(facts.spec).family !== 'symmetric') return 'never';
  return ALWAYS.has(key) && !(kind === 'identity' && lacksKey(key, action)) ? 'always' : 'maybe';
}

/**
 * A request can give several values: a key that has many, or names that differ in case only. Tags of principals never do: the desk refuses
 * them, as IAM does.
 */
export function severalOf(key: string): 'many' | 'by case' | 'one' {
  if (conditionKey(key)?.multi === true) return 'many';
  if (key === 'kms:grantconstrainttype') return 'by case'; // both constraints at once
  const name = /^(?:kms:encryptioncontext:|aws:(?:request|resource)tag\/)(.*)$/s.exec(key)?.[1];
  return name !== undefined && name !== name.toUpperCase() ? 'by case' : 'one';
}
