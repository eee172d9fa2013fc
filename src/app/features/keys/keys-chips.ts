import type { RotationFilter } from '../../../domain/keys/key-search.ts';
import { specRow, type KeyUsage } from '../../../domain/keys/key-specs.ts';
import type { Chip } from '../../ui/filter-bar.tsx';
import { stateWord } from '../../ui/tags.tsx';
import type { KeysSearch } from './keys-search.ts';

/** The filters of the key list in words, each with the way out of it. */

export const ROTATION_WORDS: Readonly<Record<RotationFilter, string>> = {
  On: 'scheduled',
  Off: 'not scheduled',
  Overdue: 'overdue',
  NeverRotated: 'never rotated',
};

export const USAGE_WORDS: Readonly<Record<KeyUsage, string>> = {
  ENCRYPT_DECRYPT: 'encrypt and decrypt',
  SIGN_VERIFY: 'sign and verify',
  GENERATE_VERIFY_MAC: 'make and verify MACs',
  KEY_AGREEMENT: 'agree on keys',
};

const either = new Intl.ListFormat('en', { type: 'disjunction' });
const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`);

export function chipsOf(search: KeysSearch, go: (change: Partial<KeysSearch>) => void): readonly Chip[] {
  const chips: Chip[] = [];
  const add = (field: string, value: string, change: Partial<KeysSearch>): void => {
    chips.push({ field, value, onRemove: () => go(change) });
  };
  for (const state of search.states)
    add('state', stateWord(state).toLowerCase(), {
      states: search.states.filter((each) => each !== state),
    });
  for (const spec of search.specs)
    add('spec', specRow(spec).label, { specs: search.specs.filter((each) => each !== spec) });
  for (const usage of search.usages)
    add('for', USAGE_WORDS[usage], { usages: search.usages.filter((each) => each !== usage) });
  for (const [name, pairs] of Map.groupBy(search.tags, ([tag]) => tag))
    add(name, either.format(pairs.map(([, value]) => (value === '' ? '(empty)' : value))), {
      tags: search.tags.filter(([each]) => each !== name),
    });
  for (const name of search.withoutTags)
    add('no tag', name, { withoutTags: search.withoutTags.filter((each) => each !== name) });
  if (search.rotation !== null) add('rotation', ROTATION_WORDS[search.rotation], { rotation: null });
  if (search.usedWithinDays !== null)
    add('used', `in the last ${days(search.usedWithinDays)}`, { usedWithinDays: null });
  if (search.notUsedForDays !== null)
    add('not used', `for ${days(search.notUsedForDays)}`, { notUsedForDays: null });
  if (search.unaliased) add('alias', 'none', { unaliased: false });
  if (search.practice) add('practice keys', 'only', { practice: false });
  if (search.text !== '') add('text', search.text, { text: '' });
  for (const value of search.ignored)
    chips.push({ field: 'ignored', value, ignored: true, onRemove: () => go({}) });
  return chips;
}
