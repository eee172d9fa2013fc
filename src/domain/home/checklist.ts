/** The first steps on a new desk. Each ticks itself from what happened, never from a flag: from the state, or from who ever did what. */
import { isActiveAdministrator } from '../policy/administrators.ts';
import type { State } from '../state/state.ts';

export const STEPS = [
  'create-key',
  'give-access',
  'first-data-key',
  'read-log',
  'turn-on-rotation',
  'keep-checkpoint',
  'second-administrator',
] as const;
export type Step = (typeof STEPS)[number];

/** The operation by which a person takes a checkpoint away. */
export const KEEPS_CHECKPOINT = 'GetCheckpoint';

const SERVICE = /:role\/([^"\\]+)"/g;

const some = <T>(items: Iterable<T>, is: (item: T) => boolean): boolean => {
  for (const item of items) if (is(item)) return true;
  return false;
};

const isPerson = (arn: string): boolean => arn.includes(':user/');
const isService = (arn: string): boolean => arn.includes(':role/');

const did = (state: State, operation: string, who: (arn: string) => boolean): boolean =>
  some(state.usage.doersOf(operation), who);

/** A key policy names a service of this desk. `settingsService`: the one that the settings make is not one that somebody gave access. */
function givesAccess(state: State, settingsService: string): boolean {
  const names = new Set<string>();
  for (const { kind, name } of state.all('principal'))
    if (kind === 'role' && name !== settingsService) names.add(name);
  if (names.size === 0) return false;
  return some(state.all('policy'), ({ text }) =>
    some(text.matchAll(SERVICE), ([, name]) => name !== undefined && names.has(name)),
  );
}

const usesKeys = (state: State): boolean =>
  ['GenerateDataKey', 'GenerateDataKeyWithoutPlaintext', 'Encrypt'].some((operation) =>
    did(state, operation, isService),
  );

/** Which steps were taken. */
export function stepsDone(state: State, settingsService: string): ReadonlyMap<Step, boolean> {
  const used = usesKeys(state);
  const administrators = [...state.all('principal')].filter(isActiveAdministrator);
  return new Map<Step, boolean>([
    ['create-key', state.count('key') > state.sandboxed.size],
    ['give-access', used || givesAccess(state, settingsService)],
    ['first-data-key', used],
    ['read-log', did(state, 'SearchAuditEvents', isPerson)],
    // A schedule that was turned off again has been learned all the same.
    [
      'turn-on-rotation',
      state.usage.doersOf('EnableKeyRotation').size > 0 ||
        some(state.all('key'), ({ rotation }) => rotation !== null),
    ],
    ['keep-checkpoint', did(state, KEEPS_CHECKPOINT, isPerson)],
    ['second-administrator', administrators.length > 1],
  ]);
}
