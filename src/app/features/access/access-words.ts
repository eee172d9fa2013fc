/** Roles, ways and cells in words. Pure. */
import { ACCESS_ROLES, type AccessRole } from '../../../domain/policy/access-roles.ts';
import { whenText, type Decider } from './decider-words.ts';
import { unusedOf, type Cell, type RoleAccess } from './access-model.ts';

/** In a cell there is room for a letter; beside the matrix stands what each means. */
export const ROLE_WORDS: Readonly<
  Record<AccessRole, { readonly letter: string; readonly verb: string; readonly means: string }>
> = {
  administer: { letter: 'A', verb: 'administer', means: 'change its policy, rotate, disable or delete it' },
  encrypt: { letter: 'E', verb: 'encrypt', means: 'encrypt, or make data keys' },
  decrypt: { letter: 'D', verb: 'decrypt', means: 'decrypt, or open data keys' },
  sign: { letter: 'S', verb: 'sign', means: 'sign, or make MACs' },
  grant: { letter: 'G', verb: 'grant', means: 'give others a grant' },
};

export const LAYER_WORDS: Readonly<Record<RoleAccess['Layer'], string>> = {
  direct: 'by the key’s policy',
  delegated: 'through the account',
  grant: 'by a grant',
};

/** Of roles that nobody used: how long that is known. A grant has a date of its own, which is not known here. */
const unusedWords = ({ young }: Cell, layer: RoleAccess['Layer']): string =>
  young && layer !== 'grant' ? 'not used yet' : 'not used in 90 days';

/** What the filter by role offers; the first is none. */
export const ROLE_CHOICES: readonly { readonly value: string; readonly label: string }[] = [
  { value: '', label: 'Any access' },
  ...ACCESS_ROLES.map((each) => ({ value: each, label: `Can ${ROLE_WORDS[each].verb}` })),
];

const list = new Intl.ListFormat('en');

/** `encrypt and decrypt when tenant = acme by a grant; not used in 90 days: encrypt`. */
export function cellText(cell: Cell): string {
  // Roles that come alike are said together.
  const alike = Map.groupBy(
    cell.roles,
    (each) => `${each.Layer === 'direct' ? '' : ` ${LAYER_WORDS[each.Layer]}`}${whenText(each)}`,
  );
  const roles = [...alike].map(
    ([how, of]) => `${list.format(of.map(({ Role }) => ROLE_WORDS[Role].verb))}${how}`,
  );
  const unused = Map.groupBy(unusedOf(cell), ({ Layer }) => unusedWords(cell, Layer));
  return [
    roles.join(', '),
    ...[...unused].map(
      ([words, of]) => `${words}: ${list.format(of.map(({ Role }) => ROLE_WORDS[Role].verb))}`,
    ),
  ].join('; ');
}

export interface Line {
  readonly id: string;
  /** How the roles come, where nothing more is known of it. */
  readonly words: string;
  /** What lets them, statement by statement; null: it was not asked. */
  readonly deciders: readonly Decider[] | null;
  /** How long nobody used them; null: they are used, or nobody may know. */
  readonly unused: string | null;
  readonly roles: readonly RoleAccess[];
}

/** Roles that come the same way, by the same statements, and are used or not alike, together. */
export function linesOf(cell: Cell): readonly Line[] {
  const { roles, used } = cell;
  const lines = new Map<string, Line & { readonly roles: RoleAccess[] }>();
  for (const each of roles) {
    const { Role, Layer, Always, DecidedBy } = each;
    const unused = used === null || used.has(Role) ? null : unusedWords(cell, Layer);
    const words = [...(Always ? [] : ['under conditions']), LAYER_WORDS[Layer]].join(', ');
    const id = JSON.stringify([words, unused, DecidedBy]);
    const line = lines.get(id);
    if (line === undefined)
      lines.set(id, {
        id,
        words,
        deciders: DecidedBy === undefined || DecidedBy.length === 0 ? null : DecidedBy,
        unused,
        roles: [each],
      });
    else line.roles.push(each);
  }
  return [...lines.values()];
}
