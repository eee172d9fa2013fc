/** Principals by keys, as the pages of ListEffectiveAccess come together; what is shown of them, and as CSV. Pure. */
import type { AccessRole } from '../../../domain/policy/access-roles.ts';
import type { Output } from '../../query/contract.ts';
import { decidersText, whenText } from './decider-words.ts';
import { shortAlias, shortArn, shortId } from '../../ui/shorten.ts';

type Page = Output<'ListEffectiveAccess'>;
export type RoleAccess = Page['Profiles'][number]['Access'][number]['Roles'][number];

export interface Cell {
  readonly roles: readonly RoleAccess[];
  /** Roles that were used since; null: the caller may not know. */
  readonly used: ReadonlySet<AccessRole> | null;
  /** The policy that gives it is younger than what use is known of: that nobody used it proves little yet. */
  readonly young: boolean;
}

export interface AccessPrincipal {
  readonly arn: string;
  /** `role/billing` */
  readonly name: string;
  readonly kind: 'user' | 'role';
  /** Why they can ask nothing as they are now; null: they can. */
  readonly cannotAsk: string | null;
}

export interface AccessKey {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly state: string;
  readonly spec: string;
  readonly usage: string;
  readonly tags: readonly (readonly [string, string])[];
  /** By ARN; who can do nothing is not in it. */
  readonly cells: ReadonlyMap<string, Cell>;
  /** Allowed something, and not of this desk. */
  readonly elsewhere: readonly string[];
  /** Its policy could not be read: it allows nothing. */
  readonly unreadable: boolean;
}

export interface Access {
  readonly principals: readonly AccessPrincipal[];
  readonly keys: readonly AccessKey[];
  /** Whether the answer tells what was used. */
  readonly seesUse: boolean;
  /** What the one who is asked for can do on no key; null when nobody is. */
  readonly deskActions: NonNullable<Page['DeskActions']> | null;
  /** Keys of the desk, of which `keys` may be the first. */
  readonly total: number;
}

const CANNOT_ASK = { NO_PASSWORD: 'cannot sign in', NO_ACCESS_KEY: 'no active access key' } as const;

const NO_ROLES: ReadonlySet<AccessRole> = new Set();

function keysOf(page: Page): AccessKey[] {
  const arns = page.Principals.map(({ PrincipalArn }) => PrincipalArn);
  return page.Keys.map((key) => {
    const profile = key.Profile === undefined ? undefined : page.Profiles[key.Profile];
    const used =
      key.Used === undefined
        ? null
        : new Map(key.Used.map(({ Principal, Roles }) => [Principal, new Set(Roles)]));
    const young = key.PolicySavedDate !== undefined && key.PolicySavedDate > page.Since;
    const cells = new Map<string, Cell>();
    for (const { Principal, Roles } of profile?.Access ?? [])
      cells.set(arns[Principal] ?? '', {
        roles: Roles,
        used: used === null ? null : (used.get(Principal) ?? NO_ROLES),
        young,
      });
    const [alias] = key.AliasNames;
    return {
      id: key.KeyId,
      name: alias === undefined ? shortId(key.KeyId) : shortAlias(alias),
      aliases: key.AliasNames,
      state: key.KeyState,
      spec: key.KeySpec,
      usage: key.KeyUsage,
      tags: key.Tags.map(({ TagKey, TagValue }): [string, string] => [TagKey, TagValue]),
      cells,
      elsewhere: profile?.Elsewhere ?? [],
      unreadable: profile === undefined,
    };
  });
}

export function accessOf(pages: readonly Page[]): Access {
  const principals = new Map<string, AccessPrincipal>();
  for (const { Principals } of pages)
    for (const { PrincipalArn, Kind, CannotAsk } of Principals)
      principals.set(PrincipalArn, {
        arn: PrincipalArn,
        name: shortArn(PrincipalArn),
        kind: Kind,
        cannotAsk: CannotAsk === undefined ? null : CANNOT_ASK[CannotAsk],
      });
  return {
    principals: [...principals.values()],
    keys: pages.flatMap(keysOf),
    seesUse: pages.some(({ Keys }) => Keys.some(({ Used }) => Used !== undefined)),
    deskActions: pages[0]?.DeskActions ?? null,
    total: pages.at(-1)?.Total ?? 0,
  };
}

/** Roles that were given and not used; empty when that is not known. */
export const unusedOf = ({ roles, used }: Cell): readonly RoleAccess[] =>
  used === null ? [] : roles.filter(({ Role }) => !used.has(Role));

export interface Shown {
  readonly text: string;
  /** Null: any. */
  readonly role: AccessRole | null;
  readonly unused: boolean;
  /** `name`, or who reaches most first. */
  readonly sort: 'name' | 'reach';
}

/** What of a cell is looked for; null: nothing of it. */
function cut(cell: Cell, { role, unused }: Shown): Cell | null {
  const roles = (unused ? unusedOf(cell) : cell.roles).filter(({ Role }) => role === null || Role === role);
  return roles.length === 0 ? null : roles.length === cell.roles.length ? cell : { ...cell, roles };
}

const words = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');

const hasAll = (of: string, wanted: readonly string[]): boolean => wanted.every((word) => of.includes(word));

const keyText = ({ id, aliases, spec, tags }: AccessKey): string =>
  [id, ...aliases, spec, ...tags.map(([name, value]) => `${name}=${value}`)].join(' ').toLowerCase();

export interface Matrix {
  readonly principals: readonly AccessPrincipal[];
  readonly keys: readonly AccessKey[];
}

const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0;

/**
 * The rows and columns that are shown. A text that names principals keeps those; one that names keys keeps those: a word may be of
 * either, so where it fits principals only they are cut, and the other way round.
 */
export function matrixOf({ principals, keys }: Access, shown: Shown): Matrix {
  const wanted = words(shown.text);
  const named = principals.filter(({ arn, name }) => hasAll(`${arn} ${name}`.toLowerCase(), wanted));
  const found = keys.filter((key) => hasAll(keyText(key), wanted));
  const columns = named.length === 0 ? principals : named;
  const rows = wanted.length === 0 || (found.length === 0 && named.length > 0) ? keys : found;
  const arns = new Set(columns.map(({ arn }) => arn));
  const reach = new Map<string, number>();
  const kept = rows.flatMap((key) => {
    const cells = new Map<string, Cell>();
    for (const [arn, cell] of key.cells) {
      const left = arns.has(arn) ? cut(cell, shown) : null;
      if (left === null) continue;
      cells.set(arn, left);
      reach.set(arn, (reach.get(arn) ?? 0) + 1);
    }
    return cells.size === 0 && (shown.unused || shown.role !== null) ? [] : [{ ...key, cells }];
  });
  const seen = columns.filter(({ arn }) => reach.has(arn));
  return shown.sort === 'reach'
    ? {
        keys: kept.toSorted((a, b) => b.cells.size - a.cells.size || byName(a, b)),
        principals: seen.toSorted(
          (a, b) => (reach.get(b.arn) ?? 0) - (reach.get(a.arn) ?? 0) || byName(a, b),
        ),
      }
    : { keys: kept.toSorted(byName), principals: seen.toSorted(byName) };
}

export const CSV_HEAD = [
  'key id',
  'alias',
  'state',
  'principal',
  'kind',
  'cannot ask now, because',
  'role',
  'how',
  'decided by',
  'conditions',
  'used in 90 days',
] as const;

/** One line a role of a cell. */
export function csvRows({ keys, principals }: Matrix): string[][] {
  const people = new Map(principals.map((each) => [each.arn, each]));
  return keys.flatMap(({ id, aliases, state, cells }) =>
    [...cells].flatMap(([arn, { roles, used }]) => {
      const person = people.get(arn);
      return roles.map((role) => [
        id,
        aliases[0] ?? '',
        state,
        arn,
        person?.kind === 'user' ? 'person' : 'service',
        person?.cannotAsk ?? '',
        role.Role,
        role.Layer,
        decidersText(role.DecidedBy ?? []),
        whenText(role).trimStart(),
        used === null ? '' : used.has(role.Role) ? 'yes' : 'no',
      ]);
    }),
  );
}
