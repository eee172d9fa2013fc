/** Actions of a key as a person thinks of them: what it is used for, who may hand that on, who looks after it, who only looks. */
import { ACTIONS, type ActionRow } from '../../../../domain/policy/actions.ts';
import { hasWildcard, wildcard } from '../../../../domain/policy/wildcard.ts';

export interface ActionGroup {
  readonly title: string;
  readonly words: string;
  readonly rows: readonly ActionRow[];
}

const USE =
  /^(?:Encrypt|Decrypt|ReEncrypt|GenerateDataKey|GenerateMac|VerifyMac|Sign|Verify|GetPublicKey|DeriveSharedSecret|Encapsulate|Decapsulate)/;
const GRANTS = /Grants?$/;
const POLICY = /KeyPolic(?:y|ies)$/;
const ENDS = /^(?:ScheduleKeyDeletion|CancelKeyDeletion|DisableKey$|DeleteImportedKeyMaterial)/;

const short = ({ name }: ActionRow): string => name.replace(/^kms:/, '');
const ON_KEY = ACTIONS.filter(({ name, on }) => name.startsWith('kms:') && on.includes('key'));

function group(title: string, words: string, has: (row: ActionRow) => boolean): ActionGroup {
  return { title, words, rows: ON_KEY.filter(has) };
}

const isUse = (row: ActionRow): boolean => USE.test(short(row));
const isGrant = (row: ActionRow): boolean => GRANTS.test(short(row));
const isPolicy = (row: ActionRow): boolean => POLICY.test(short(row));
const isEnd = (row: ActionRow): boolean => ENDS.test(short(row));
const isRead = ({ level }: ActionRow): boolean => level === 'Read' || level === 'List';
const isOther = (row: ActionRow): boolean => !isUse(row) && !isGrant(row) && !isPolicy(row) && !isEnd(row);

/** Every action that a key policy can allow, in exactly one group. */
export const ACTION_GROUPS: readonly ActionGroup[] = [
  group('Use', 'What the key does: encrypt, decrypt, sign', isUse),
  group('Grants', 'Hand use on to others, and take it back', isGrant),
  group('Policy', 'Read and change this policy', isPolicy),
  group('Look', 'See what the key is and how it is set', (row) => isOther(row) && isRead(row)),
  group('Look after', 'Names, tags, rotation, state', (row) => isOther(row) && !isRead(row)),
  group('Stop and destroy', 'Makes the key unusable', isEnd),
];

/** The pattern of the list that means this action already; null: none does. */
export function patternFor(items: readonly string[], action: string): string | null {
  const folded = action.toLowerCase();
  return items.find((item) => hasWildcard(item) && wildcard(item.toLowerCase())(folded)) ?? null;
}

const means = (items: readonly string[], action: string): boolean =>
  isNamed(items, action) || patternFor(items, action) !== null;

/**
 * The list that means all that this one does but one action: each pattern that means it gives way to the names of the others. `fits`: what
 * can be done with the key at all; the rest is not named.
 */
export function allBut(
  items: readonly string[],
  action: string,
  fits: (row: ActionRow) => boolean,
): readonly string[] {
  const rest = items.filter((item) => !means([item], action));
  const others = ON_KEY.filter(
    (row) => row.name !== action && fits(row) && means(items, row.name) && !means(rest, row.name),
  ).map(({ name }) => name);
  const at = items.findIndex((item) => means([item], action));
  const before = items.slice(0, at).filter((item) => rest.includes(item));
  return [...before, ...others, ...rest.slice(before.length)];
}

export const isNamed = (items: readonly string[], action: string): boolean =>
  items.some((item) => item.toLowerCase() === action.toLowerCase());

/** What a list has that no box stands for: patterns, and names that no action of a key has. */
export const extras = (items: readonly string[]): readonly string[] =>
  items.filter(
    (item) => hasWildcard(item) || !ON_KEY.some(({ name }) => name.toLowerCase() === item.toLowerCase()),
  );
