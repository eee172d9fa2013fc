import type { Dependencies } from '../../query/contract.ts';

type DependentKey = Dependencies['Keys'][number];

const list = new Intl.ListFormat('en', { type: 'conjunction' });

/** Statements of a policy that name somebody, by their Sids: `"use" and statement 3`. */
export const statementsText = (statements: DependentKey['Statements']): string =>
  list.format(
    statements.map(({ Index, Sid, Effect }) => {
      const name = Sid === undefined ? `statement ${Index + 1}` : `“${Sid}”`;
      return Effect === 'Deny' ? `${name}, which denies` : name;
    }),
  );

/** What is to be done about a key before somebody goes, most urgent first. */
export type Urgency = 'alone' | 'named' | 'used' | 'created';

export const urgencyOf = (key: DependentKey): Urgency =>
  key.AdministersAlone
    ? 'alone'
    : key.Statements.length > 0
      ? 'named'
      : key.Requests > 0
        ? 'used'
        : 'created';

export const URGENCY_WORDS: Readonly<Record<Urgency, string>> = {
  alone: 'Nobody else can change it',
  named: 'Named in its policy',
  used: 'Used by its role',
  created: 'Created by them',
};

const count = (n: number, one: string, many: string): string =>
  `${new Intl.NumberFormat('en').format(n)} ${n === 1 ? one : many}`;

/** What the page found, in a sentence or two. */
export function leaveSentence({
  Name,
  Keys,
  KeysTotal,
}: Pick<Dependencies, 'Name' | 'Keys' | 'KeysTotal'>): string {
  if (KeysTotal === 0)
    return `Nothing rests on ${Name}: no key policy names it, and it used no key in 90 days.`;
  const named = Keys.filter(({ Statements }) => Statements.length > 0).length;
  const used = Keys.filter(({ Requests }) => Requests > 0).length;
  const alone = Keys.filter(({ AdministersAlone }) => AdministersAlone).length;
  const names = named === 0 ? 'No key policy names' : count(named, 'key policy names', 'key policies name');
  const uses = used === 0 ? 'no key' : count(used, 'key', 'keys');
  const end =
    alone === 0
      ? ''
      : ` ${count(alone, 'key', 'keys')} could be changed by nobody any more: name somebody else there first.`;
  return `${names} ${Name}, who used ${uses} in 90 days.${end}`;
}
