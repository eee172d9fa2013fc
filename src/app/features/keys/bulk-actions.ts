import { keyCan } from '../../../domain/keys/key-state.ts';
import type { KeySummary } from '../../query/contract.ts';
import type { Skip } from '../../ui/bulk-split.ts';
import { tagsProblem } from './create-key-rules.ts';
import { waitProblem } from './deletion-rules.ts';
import { confirmText } from './key-words.ts';
import { daysProblem } from './rotation-rules.ts';

/** What can be done with many keys at once, for which of them it is, and why not for the others. */

export type KeyActName = 'enable' | 'disable' | 'tag' | 'untag' | 'rotation' | 'rotate' | 'delete' | 'keep';

export interface KeyAct {
  readonly name: KeyActName;
  /** In the bar. */
  readonly label: string;
  /** "Disable 40 keys". */
  readonly title: (keys: string) => string;
  /** Something stops working with it. */
  readonly armed: boolean;
  /** Null when it is for the key; else why it is left as it is, in words that follow a number of keys. */
  readonly skip: Skip<KeySummary>;
}

const DOOMED = 'waiting for deletion: cancel that first';
const NO_MATERIAL = 'without material yet';
const CANNOT_ROTATE = 'of a spec that does not rotate';
const DISABLED = 'disabled: enabling comes first';

function skipRotation({ CanRotate, KeyState }: KeySummary): string | null {
  if (!CanRotate) return CANNOT_ROTATE;
  if (keyCan.rotate(KeyState)) return null;
  return KeyState === 'Disabled' ? DISABLED : KeyState === 'PendingDeletion' ? DOOMED : NO_MATERIAL;
}

const skipChange = ({ KeyState }: KeySummary): string | null => (keyCan.change(KeyState) ? null : DOOMED);

const act = (
  name: KeyActName,
  label: string,
  title: KeyAct['title'],
  skip: KeyAct['skip'],
  armed = false,
): KeyAct => ({
  name,
  label,
  title,
  armed,
  skip: (key) =>
    key.Quarantine === undefined ? skip(key) : 'refused as a whole until an administrator has looked',
});

export const KEY_ACTS: readonly KeyAct[] = [
  act(
    'enable',
    'Enable',
    (keys) => `Enable ${keys}`,
    ({ KeyState }) =>
      keyCan.enable(KeyState)
        ? null
        : KeyState === 'Enabled'
          ? 'enabled already'
          : KeyState === 'PendingDeletion'
            ? DOOMED
            : NO_MATERIAL,
  ),
  act(
    'disable',
    'Disable',
    (keys) => `Disable ${keys}`,
    ({ KeyState }) =>
      keyCan.disable(KeyState)
        ? null
        : KeyState === 'Disabled'
          ? 'disabled already'
          : KeyState === 'PendingDeletion'
            ? 'waiting for deletion: refused in any use already'
            : NO_MATERIAL,
    true,
  ),
  act('tag', 'Tag', (keys) => `Tag ${keys}`, skipChange),
  act('untag', 'Untag', (keys) => `Take a tag from ${keys}`, skipChange),
  act('rotation', 'Turn rotation on', (keys) => `Turn rotation on for ${keys}`, skipRotation),
  act('rotate', 'Rotate now', (keys) => `Rotate ${keys} now`, skipRotation),
  act(
    'delete',
    'Schedule deletion',
    (keys) => `Schedule the deletion of ${keys}`,
    ({ KeyState }) => (keyCan.scheduleDeletion(KeyState) ? null : 'waiting for deletion already'),
    true,
  ),
  act(
    'keep',
    'Cancel deletion',
    (keys) => `Cancel the deletion of ${keys}`,
    ({ KeyState }) => (keyCan.cancelDeletion(KeyState) ? null : 'not waiting for deletion'),
  ),
];

const number = new Intl.NumberFormat('en');
export const countKeys = (count: number): string => `${number.format(count)} ${count === 1 ? 'key' : 'keys'}`;

/** Typed before many keys are scheduled for deletion: how many; one key goes by its own name. */
export function bulkConfirmText(keys: readonly KeySummary[]): string {
  const [first] = keys;
  return keys.length === 1 && first !== undefined ? confirmText(first) : countKeys(keys.length);
}

/** Who relies on these keys, from the log. */
export function relianceOf(keys: readonly KeySummary[]): { readonly used: number; readonly allowed: number } {
  const allowedOf = (key: KeySummary): number => key.Requests90Days - key.Refused90Days;
  return {
    used: keys.filter((key) => allowedOf(key) > 0).length,
    allowed: keys.reduce((sum, key) => sum + allowedOf(key), 0),
  };
}

/** The tag keys of these keys, those that most have first. */
export function tagKeysOf(
  keys: readonly KeySummary[],
): readonly { readonly name: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const key of keys)
    for (const { TagKey } of key.Tags) counts.set(TagKey, (counts.get(TagKey) ?? 0) + 1);
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

/** What an act needs to know beyond its keys; each reads its own part. */
export interface BulkForm {
  readonly tagKey: string;
  readonly tagValue: string;
  readonly days: string;
  /** Typed to confirm. */
  readonly typed: string;
}

/** What is wrong with the fields of an act, in words that name the fix; null when they will do. */
export function bulkFormProblem(act: KeyActName, form: BulkForm): string | null {
  switch (act) {
    case 'tag':
      return form.tagKey === ''
        ? 'Give the tag a name.'
        : tagsProblem([{ name: form.tagKey, value: form.tagValue }]);
    case 'untag':
      return form.tagKey === '' ? 'Choose the tag to take away.' : null;
    case 'rotation':
      return daysProblem({ choice: 'own', days: form.days });
    case 'delete':
      return waitProblem(form.days);
    default:
      return null;
  }
}
