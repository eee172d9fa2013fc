import type { KeysSearch } from './keys-search.ts';

/** Which columns of the key list a person wants to see, and how tight. The first, the alias, is always there. */

export const COLUMN_IDS = [
  'id',
  'description',
  'state',
  'spec',
  'tags',
  'created',
  'version',
  'rotated',
  'next',
  'used',
  'services',
  'refused',
] as const;
export type ColumnId = (typeof COLUMN_IDS)[number];

export interface ListChoice {
  readonly columns: readonly ColumnId[];
  readonly density: 'compact' | 'comfortable';
}

export const USUAL: ListChoice = {
  columns: ['id', 'state', 'tags', 'next', 'used', 'services', 'refused'],
  density: 'compact',
};

export const COLUMN_NAMES: Readonly<Record<ColumnId, string>> = {
  id: 'Key id',
  description: 'Description',
  state: 'State',
  spec: 'Spec',
  tags: 'Tags',
  created: 'Created',
  version: 'Version',
  rotated: 'Last rotated',
  next: 'Next rotation',
  used: 'Last used',
  services: 'Services, 90 days',
  refused: 'Refused, 90 days',
};

/** The choice as the browser kept it. */
export function parseChoice(kept: unknown): ListChoice {
  if (typeof kept !== 'object' || kept === null) return USUAL;
  const columns: unknown = 'columns' in kept ? kept.columns : undefined;
  return {
    columns: Array.isArray(columns) ? COLUMN_IDS.filter((id) => columns.includes(id)) : USUAL.columns,
    density: 'density' in kept && kept.density === 'comfortable' ? 'comfortable' : 'compact',
  };
}

/** What was chosen, and what is filtered or sorted by: it is always shown. */
export function shownColumns(choice: ListChoice, search: KeysSearch): ReadonlySet<ColumnId> {
  const shown = new Set(choice.columns);
  if (search.states.length > 0) shown.add('state');
  if (search.specs.length > 0 || search.usages.length > 0) shown.add('spec');
  if (search.tags.length > 0 || search.withoutTags.length > 0) shown.add('tags');
  if (search.rotation === 'NeverRotated') shown.add('version');
  else if (search.rotation !== null) shown.add('next');
  if (search.usedWithinDays !== null || search.notUsedForDays !== null) shown.add('used');
  const sorted = SORTED_BY[search.sort];
  if (sorted !== null) shown.add(sorted);
  return shown;
}

const SORTED_BY: Readonly<Record<KeysSearch['sort'], ColumnId | null>> = {
  Alias: null,
  KeyId: 'id',
  Description: 'description',
  State: 'state',
  Spec: 'spec',
  Tags: 'tags',
  CreationDate: 'created',
  CurrentVersion: 'version',
  RotationDate: 'rotated',
  NextRotationDate: 'next',
  LastUsedDate: 'used',
  Services90Days: 'services',
  Refused90Days: 'refused',
};
