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
  used: 'Used by an identity policy',
  created: 'Created by them',
};

/** In place of the statements to take somebody out of, where there is none. */
export const NOTHING_WORDS: Readonly<Record<Urgency, string>> = {
  alone: 'Nothing to change',
  named: 'Nothing to change',
  used: 'Nothing to change: access ends with their identity policies',
  created: 'Nothing to change: to have created it gives no access',
};

/** Why somebody is not deleted yet: the steps before. `allTheSame`: what names them may stay. Null when nothing holds it back. */
export function deleteHeld({
  lockedOut,
  named,
  alone,
  allTheSame,
}: {
  readonly lockedOut: boolean;
  readonly named: number;
  readonly alone: number;
  readonly allTheSame: boolean;
}): { readonly short: string; readonly why: string } | null {
  const handOver = named > 0 && !allTheSame;
  const policies =
    alone > 0
      ? 'Name somebody else in the policy that only it can change'
      : 'Take the name out of the key policies';
  if (!lockedOut && handOver)
    return { short: 'first steps 1 and 2', why: `First steps 1 and 2. Lock out. ${policies}` };
  if (!lockedOut) return { short: 'first step 1', why: 'First step 1. Lock out' };
  return handOver ? { short: 'first step 2', why: `First step 2. ${policies}` } : null;
}

type DependentGrant = Dependencies['Grants'][number];

/** What becomes of a grant when somebody goes. */
export const grantEnd = ({ IsGrantee }: Pick<DependentGrant, 'IsGrantee'>): string =>
  IsGrantee ? 'Gives nobody anything any more' : 'Its retiring principal is gone';

const count = (n: number, one: string, many: string): string =>
  `${new Intl.NumberFormat('en').format(n)} ${n === 1 ? one : many}`;

/** What the page found, in a sentence or two. */
export function leaveSentence({
  Name,
  Keys,
  KeysTotal,
  GrantsTotal,
}: Pick<Dependencies, 'Name' | 'Keys' | 'KeysTotal' | 'GrantsTotal'>): string {
  if (KeysTotal === 0 && GrantsTotal === 0)
    return `Nothing rests on ${Name}: no key policy and no grant names it, and it used no key in 90 days.`;
  const named = Keys.filter(({ Statements }) => Statements.length > 0).length;
  const used = Keys.filter(({ Requests }) => Requests > 0).length;
  const alone = Keys.filter(({ AdministersAlone }) => AdministersAlone).length;
  const names = named === 0 ? 'No key policy names' : count(named, 'key policy names', 'key policies name');
  const uses = used === 0 ? 'no key' : count(used, 'key', 'keys');
  const end =
    alone === 0
      ? ''
      : ` ${count(alone, 'key', 'keys')} could be changed by nobody any more: name somebody else there first.`;
  const grants = GrantsTotal === 0 ? '' : ` ${count(GrantsTotal, 'grant names it', 'grants name it')}.`;
  return `${names} ${Name}, who used ${uses} in 90 days.${grants}${end}`;
}
