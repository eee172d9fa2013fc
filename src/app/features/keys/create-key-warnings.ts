import type { KeySummary, Output } from '../../query/contract.ts';
import { shortAlias, shortArn } from '../../ui/shorten.ts';
import { sentTags, type KeyForm } from './create-key-rules.ts';

type TagsInUse = Output<'DescribeKeyOptions'>['TagsInUse'];

export interface KeyWarning {
  /** Stays the same while its words change. */
  readonly id: string;
  readonly text: string;
  /** The field that causes it, under which it is said. */
  readonly at: 'alias' | 'tags' | 'users';
}

/** What keys are kept apart by: one key for two of them lets each open the other's records. */
const SCOPES = [
  { word: 'environment', names: ['env', 'environment', 'stage'] },
  { word: 'domain', names: ['domain', 'data-domain', 'business-domain'] },
] as const;

const ENVIRONMENTS: Readonly<Record<string, string>> = {
  prod: 'prod',
  production: 'prod',
  live: 'prod',
  test: 'test',
  testing: 'test',
  qa: 'test',
  dev: 'dev',
  development: 'dev',
  staging: 'staging',
  stage: 'staging',
  archive: 'archive',
};

const list = new Intl.ListFormat('en', { type: 'conjunction' });
const scopeOf = (name: string) =>
  SCOPES.find(({ names }) => (names as readonly string[]).includes(name.toLowerCase())); // widening for includes
/** Spellings of one environment are one. */
const plain = (value: string): string => {
  const folded = value.trim().toLowerCase();
  return Object.hasOwn(ENVIRONMENTS, folded) ? (ENVIRONMENTS[folded] ?? folded) : folded;
};

/** Parts of a value that names several: `prod/test`, `payments + health`, `prod and test`. */
const parts = (value: string): readonly string[] =>
  value.split(/\s*\+\s*|\s+and\s+|\s*\/\s*/i).filter((part) => part !== '');

/** Values of a scope in the tags of the form; a domain may have a path, an environment may not. */
function valuesIn(form: KeyForm, scope: (typeof SCOPES)[number]): readonly string[] {
  return sentTags(form.tags)
    .filter(({ name, value }) => scopeOf(name) === scope && value !== '')
    .flatMap(({ value }) => (scope.word === 'environment' || !value.includes('/') ? parts(value) : [value]));
}

const distinct = (values: readonly string[]): readonly string[] => {
  const seen = new Map(values.map((value) => [plain(value), value]));
  return [...seen.values()];
};

/** Of each user, the values of a scope that the keys it used are tagged with. */
function habits(
  users: readonly string[],
  scope: (typeof SCOPES)[number],
  inUse: TagsInUse,
): ReadonlyMap<string, readonly string[]> {
  const values = inUse.filter(({ TagKey }) => scopeOf(TagKey) === scope).flatMap(({ Values }) => Values);
  const found = new Map<string, readonly string[]>();
  for (const user of users) {
    const used = distinct(values.filter(({ Users }) => Users.includes(user)).map(({ TagValue }) => TagValue));
    if (used.length > 0) found.set(user, used);
  }
  return found;
}

function scopeWarnings(
  form: KeyForm,
  scope: (typeof SCOPES)[number],
  inUse: TagsInUse,
): readonly KeyWarning[] {
  const own = distinct(valuesIn(form, scope));
  if (own.length > 1) {
    return [
      {
        id: `${scope.word} tags`,
        at: 'tags',
        text: `The tags put one key in ${own.length} ${scope.word}s, ${list.format(own)}: what is sealed in one could be opened in the other. Make a key for each.`,
      },
    ];
  }
  const known = habits(form.users, scope, inUse);
  const [tagged] = own;
  if (tagged !== undefined) {
    const strangers = [...known].filter(([, used]) => !used.some((value) => plain(value) === plain(tagged)));
    return strangers.map(([user, used]) => ({
      id: `${scope.word} ${user}`,
      at: 'users',
      text: `${shortArn(user)} uses keys of ${list.format(used)} so far; this one is of ${tagged}. It would reach across ${scope.word}s.`,
    }));
  }
  const all = distinct([...known.values()].flat());
  const shared = all.some((value) =>
    [...known.values()].every((used) => used.some((each) => plain(each) === plain(value))),
  );
  if (known.size < 2 || shared) return [];
  const whose = [...known].map(([user, used]) => `${shortArn(user)} (${used.join(', ')})`);
  return [
    {
      id: `${scope.word} users`,
      at: 'users',
      text: `Its users come from several ${scope.word}s: ${list.format(whose)}. One key for all of them lets each open what the others sealed.`,
    },
  ];
}

const taggedWith = (tags: KeySummary['Tags'], scope: (typeof SCOPES)[number]): readonly string[] =>
  tags
    .filter(({ TagKey, TagValue }) => scopeOf(TagKey) === scope && TagValue !== '')
    .map(({ TagValue }) => TagValue);

/** In which environment and domain a key is, by its tags: `prod, payments`. Empty when they do not say. */
export const scopeWords = (tags: KeySummary['Tags']): string =>
  SCOPES.flatMap((scope) => taggedWith(tags, scope)).join(', ');

/** What is most likely not meant when a name goes over from one key to another: a sentence for each kind of wall between them. */
export const moveWarnings = (
  from: KeySummary['Tags'],
  to: KeySummary['Tags'],
): readonly Omit<KeyWarning, 'at'>[] =>
  SCOPES.flatMap((scope) => {
    const [before, after] = [taggedWith(from, scope), taggedWith(to, scope)];
    if (before.length === 0 || after.length === 0) return [];
    if (before.some((value) => after.some((other) => plain(other) === plain(value)))) return [];
    return [
      {
        id: `${scope.word} move`,
        text: `This key is of ${scope.word} ${list.format(before)}, the chosen one of ${list.format(after)}. Whoever may use that key could open what is encrypted by this name from then on.`,
      },
    ];
  });

/** What is allowed and most likely not meant. `aliases`: names in use that hold the typed one, with `alias/`. */
export function keyWarnings(
  form: KeyForm,
  { inUse, aliases }: { readonly inUse: TagsInUse; readonly aliases: readonly string[] },
): readonly KeyWarning[] {
  const typed = form.alias.toLowerCase();
  const same = aliases.map(shortAlias).find((alias) => alias !== form.alias && alias.toLowerCase() === typed);
  const said = typed.split(/[^a-z]+/).filter((word) => Object.hasOwn(ENVIRONMENTS, word));
  const tagged = valuesIn(form, SCOPES[0]);
  const other = said.find(
    (word) => tagged.length > 0 && !tagged.some((value) => plain(value) === plain(word)),
  );
  return [
    ...(form.alias !== '' && aliases.includes(`alias/${form.alias}`)
      ? [
          {
            id: 'alias taken',
            at: 'alias' as const,
            text: `Another key has the alias ${form.alias} already. Choose another.`,
          },
        ]
      : []),
    ...(same === undefined
      ? []
      : [
          {
            id: 'alias case',
            at: 'alias' as const,
            text: `The alias ${same} differs in capitals only. People will take one for the other.`,
          },
        ]),
    ...(other === undefined
      ? []
      : [
          {
            id: 'alias environment',
            at: 'tags' as const,
            text: `The alias says ${other}, the tags say ${list.format(tagged)}.`,
          },
        ]),
    ...SCOPES.flatMap((scope) => scopeWarnings(form, scope, inUse)),
  ];
}
