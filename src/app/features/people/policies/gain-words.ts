/** What people and services would gain and lose, in words. Nothing is said to be certain that the desk did not say is. Pure. */
import { ESCALATIONS } from '../../../../domain/policy/escalations.ts';
import type { Finding } from '../../../../domain/policy/lint/finding.ts';
import type { Output } from '../../../query/contract.ts';

export type IdentityComparison = Output<'CompareIdentityPolicies'>;
export type Changed = IdentityComparison['Principals'][number];
export type ChangeRow = Changed['Rows'][number];

const list = new Intl.ListFormat('en', { type: 'conjunction' });
const number = new Intl.NumberFormat('en');
const counted = (count: number, one: string): string =>
  `${number.format(count)} ${count === 1 ? one : `${one}s`}`;

/** `role/worker`, as policies name them. */
export const nameOf = ({ Kind, Name }: Pick<Changed, 'Kind' | 'Name'>): string => `${Kind}/${Name}`;

const RANK: Readonly<Record<ChangeRow['After'], number>> = { never: 0, conditions: 1, always: 2 };

/** More than before, less, or the same under other conditions. */
export function directionOf({ Before, After }: ChangeRow): 'gain' | 'loss' | 'other' {
  const more = RANK[After] - RANK[Before];
  return more > 0 ? 'gain' : more < 0 ? 'loss' : 'other';
}

/** After the name, and after the action and its place: "would gain" Decrypt; "may gain" Decrypt ", under conditions". */
export const WORDS: Readonly<
  Record<`${ChangeRow['Before']} ${ChangeRow['After']}`, readonly [string, string]>
> = {
  'never always': ['would gain', ''],
  'never conditions': ['may gain', ', under conditions'],
  'conditions always': ['would gain', ', without the conditions of today'],
  'always never': ['would lose', ''],
  'conditions never': ['would lose', ', which they have under conditions'],
  'always conditions': ['would have', ' under conditions only'],
  'conditions conditions': ['would have', ' under other conditions'],
  'never never': ['would not have', ''],
  'always always': ['would have', ''],
};

/** " on 3 keys: cards, orders and mail"; " on the desk itself" where it is not done on a key. */
export function placeOf(
  { Keys, NamedKeys }: Pick<ChangeRow, 'Keys' | 'NamedKeys'>,
  { DelegatingKeys }: Pick<IdentityComparison, 'DelegatingKeys'>,
): string {
  if (Keys === undefined) return ' on the desk itself';
  const names = NamedKeys.map(({ Name }) => (/^[0-9a-f-]{36}$/.test(Name) ? `${Name.slice(0, 8)}…` : Name));
  const all = Keys === DelegatingKeys && Keys > 1;
  const which = all
    ? `all ${counted(Keys, 'key')} that leave control to the account`
    : Keys === 1
      ? `the key ${names[0] ?? ''}`.trim()
      : `${counted(Keys, 'key')}: ${list.format(names.length < Keys ? [...names, `${number.format(Keys - names.length)} more`] : names)}`;
  return ` on ${which}`;
}

const escalates = ({ Actions }: ChangeRow): boolean => Actions.some((action) => ESCALATIONS.has(action));

/** Those who fare alike together; what is worth every other permission comes first. */
export function alike(
  principals: readonly Changed[],
): readonly { readonly who: readonly Changed[]; readonly rows: readonly ChangeRow[] }[] {
  const groups = Map.groupBy(
    principals.filter(({ Rows }) => Rows.length > 0),
    ({ Rows }) => JSON.stringify(Rows),
  );
  return [...groups.values()].flatMap((who) =>
    who[0] === undefined
      ? []
      : [{ who, rows: who[0].Rows.toSorted((a, b) => Number(escalates(b)) - Number(escalates(a))) }],
  );
}

/** What was looked at: what is not said, is not so, as far as that. */
export function lookedAt({ Keys, TotalKeys, More }: IdentityComparison): string {
  const keys =
    Keys < TotalKeys
      ? `Only ${number.format(Keys)} of ${number.format(TotalKeys)} keys were looked at in time: more may change on the others.`
      : `By the policies and grants of ${Keys === 1 ? 'the one key' : `all ${number.format(Keys)} keys`} as they are now.`;
  if (More === 0) return keys;
  const others = More === 1 ? '1 more who has it was' : `${number.format(More)} more who have it were`;
  return `${keys} ${others} not looked at.`;
}

/** Nothing changes for anybody, and everything was looked at. */
export const changesNothing = ({ Principals, Keys, TotalKeys, More }: IdentityComparison): boolean =>
  Principals.every(({ Rows }) => Rows.length === 0) && Keys === TotalKeys && More === 0;

/** Why a change makes somebody as good as an administrator. */
export interface Elevation {
  readonly who: Changed;
  /** "attach “administrator” to themselves". */
  readonly can: readonly string[];
}

/** Whom the change would make as good as an administrator, who is not today. */
export function elevated({ Principals, DelegatingKeys }: IdentityComparison): readonly Elevation[] {
  return Principals.flatMap((who) => {
    const gains = who.Rows.filter((row) => row.Before === 'never');
    const desk = gains.filter(({ Keys }) => Keys === undefined).flatMap(({ Actions }) => Actions);
    const can = [...ESCALATIONS].flatMap(([action, words]) =>
      desk.includes(action) ? [words.replaceAll(/"(.+?)"/g, '“$1”')] : [],
    );
    const everywhere = (action: string): boolean =>
      DelegatingKeys > 0 &&
      gains.some(
        ({ Actions, Keys, After }) =>
          After === 'always' && Keys === DelegatingKeys && Actions.includes(action),
      );
    const keys = ['kms:PutKeyPolicy', 'kms:Decrypt', 'kms:ScheduleKeyDeletion'].every(everywhere)
      ? ['use, change and delete every key that leaves control to the account']
      : [];
    return can.length + keys.length === 0 ? [] : [{ who, can: [...can, ...keys] }];
  });
}

const ELEVATING: ReadonlySet<string> = new Set(['as-good-as-administrator', 'full-access-principal']);

/** Of what was found in a text: what makes whoever has it as good as an administrator. */
export const elevatingIn = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ code, severity }) => severity === 'high' && ELEVATING.has(code));
