/** For which actions a request can have a condition key, and for which it always has (kms-api.md §8.4). */
import { conditionKey } from '../condition-keys.ts';
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

/** `action` as in ACTIONS. */
export function presence(key: string, action: string, { key: facts }: PolicyWorld): Presence {
  if (key === RESOURCE) return 'always';
  const row = conditionKey(key);
  if (row === undefined || row.from === 'absent') return 'never';
  if (row.actions !== null && !row.actions.includes(action)) return 'never';
  const isContext = key === CONTEXT_NAMES || key.startsWith(CONTEXT_PREFIX);
  if (isContext && facts !== null && specRow(facts.spec).family !== 'symmetric') return 'never';
  return ALWAYS.has(key) ? 'always' : 'maybe';
}

/**
 * A request can give several values: a key that has many, or names that differ in case only. Tags of principals never do: the desk refuses
 * them, as IAM does.
 */
export function severalOf(key: string): 'many' | 'by case' | 'one' {
  if (conditionKey(key)?.multi === true) return 'many';
  const name = /^(?:kms:encryptioncontext:|aws:(?:request|resource)tag\/)(.*)$/s.exec(key)?.[1];
  return name !== undefined && name !== name.toUpperCase() ? 'by case' : 'one';
}
