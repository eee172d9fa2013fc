import type { AccessChange, AccessLayer, Comparison } from '../../../domain/policy/compare/comparison.ts';
import {
  BLIND,
  GRANTS,
  LOOSE,
  MANY_GRANTS,
  PRINCIPALS,
  SPENT,
} from '../../../domain/policy/compare/limits.ts';
import type { Witness } from '../../../domain/policy/witness.ts';
import { shortArn } from '../../ui/shorten.ts';

const conjunction = new Intl.ListFormat('en', { type: 'conjunction' });
const disjunction = new Intl.ListFormat('en', { type: 'disjunction' });
const short = (action: string): string => action.replace(/^kms:/, '');

/** Named first where there are too many to name: what makes all the others reachable, or cannot be undone. */
const WEIGHTY = [
  'keydesk:UpdatePrincipalPolicies',
  'keydesk:PutIdentityPolicy',
  'kms:PutKeyPolicy',
  'kms:CreateGrant',
  'kms:Decrypt',
  'kms:ScheduleKeyDeletion',
];
/** Actions that a line names one by one. */
const MOST_NAMED = 3;
const NUMBERS = ['Nobody', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine'];

/** `Decrypt and Encrypt`; `44 actions, among them PutKeyPolicy and CreateGrant`. */
export function actionsWords(actions: readonly string[]): string {
  if (actions.length <= MOST_NAMED) return conjunction.format(actions.map(short));
  const weighty = WEIGHTY.filter((each) => actions.includes(each)).slice(0, 2);
  const among = weighty.length === 0 ? '' : `, among them ${conjunction.format(weighty.map(short))}`;
  return `${actions.length} actions${among}`;
}

/** `, in every case`, `, when tenant = acme`. */
export const whenOf = ({ when }: AccessChange): string =>
  when.length === 0 ? ', in every case' : `, when ${conjunction.format(when.map(({ words }) => words))}`;

export const LAYER_WORDS: Readonly<Record<AccessLayer, string>> = {
  direct: 'Named in the policy',
  delegated: 'By delegation to the account, which their identity policies take up',
  grant: 'By a grant',
};

/** Everybody of these changes, each once. */
export const everybody = (changes: readonly AccessChange[]): readonly string[] => [
  ...new Set(changes.flatMap(({ who }) => who.map(({ words }) => words))),
];

/** A sentence in parts: what is strong and what follows. */
export interface Told {
  readonly strong: string;
  readonly rest: string;
}

/** `anyone, except role/a and role/b` is `anyone` in a headline: the row below it says the rest. */
const head = (words: string): string => words.replace(/, except .*$/s, '');

/** What each of them gains, in all of these changes together. */
function byCaller(changes: readonly AccessChange[]): readonly ReadonlySet<string>[] {
  const all = new Map<string, Set<string>>();
  for (const { who, actions } of changes)
    for (const { words } of who) {
      const name = head(words);
      const own = all.get(name) ?? new Set<string>();
      for (const action of actions) own.add(action);
      all.set(name, own);
    }
  return [...all.values()].sort((a, b) => b.size - a.size);
}

/** Actions of a headline. A number is what one of them gains, `up to` where not all gain as much: nobody gains the sum. */
function gainedWords(changes: readonly AccessChange[]): string {
  const [most = new Set<string>(), ...others] = byCaller(changes);
  const all = [...new Set(changes.flatMap((change) => change.actions))];
  if (all.length <= MOST_NAMED) return actionsWords(all);
  const alike = others.every(({ size }) => size === most.size);
  return most.size <= MOST_NAMED
    ? `up to ${most.size} of ${all.length} actions`
    : `${alike ? '' : 'up to '}${actionsWords([...most])}`;
}

function sentence(changes: readonly AccessChange[], verb: 'gain' | 'lose', sure: boolean): Told {
  const who = everybody(changes).map(head);
  const [only = ''] = who;
  const actions = gainedWords(changes);
  const one = who.length === 1 && !/ and |s who | of /.test(only);
  const says = sure ? (one ? `${verb}s` : verb) : `may ${verb}`;
  const open = new Set(
    changes.flatMap((change) => change.who.filter((each) => each.open).map((each) => head(each.words))),
  );
  // An open class is no "one": it is named, and first, whoever else is.
  const named = [...open, ...who.filter((each) => !open.has(each))];
  const few =
    named.length <= MOST_NAMED
      ? named
      : [...named.slice(0, MOST_NAMED - 1), `${named.length - MOST_NAMED + 1} more`];
  const subject =
    who.length === 1 || open.size > 0 ? conjunction.format(few) : `${NUMBERS[who.length] ?? who.length}`;
  // A name is written as it is.
  const first = /^[a-z]+\//.test(subject) ? subject : `${subject.charAt(0).toUpperCase()}${subject.slice(1)}`;
  return { strong: `${first} ${says}`, rest: ` ${actions}.` };
}

/** A sentence for what has no bounds ("anyone"), then one for who can be counted. */
function side(changes: readonly AccessChange[], verb: 'gain' | 'lose', sure: boolean): readonly Told[] {
  const isOpen = ({ who }: AccessChange): boolean => who.some(({ open }) => open);
  return [changes.filter(isOpen), changes.filter((change) => !isOpen(change))]
    .filter((part) => part.length > 0)
    .map((part) => sentence(part, verb, sure));
}

/** What whoever edits may see of what a comparison is made from. */
export interface Sight {
  /** They may see who is here, but not what everybody's identity policies say. */
  readonly namesOnly: boolean;
  /** Short names of those who may see the grants of the key, where they may not; null: they may, or it is not known who. */
  readonly seers: readonly string[] | null;
}
export const ALL_SEEN: Sight = { namesOnly: false, seers: null };

const PLAIN: Readonly<Record<string, string>> = {
  [GRANTS]: 'you may not see the grants of this key',
  [MANY_GRANTS]: 'this key has more grants with constraints of their own than are compared',
  [SPENT]: 'the policies are too involved to compare to the end',
  [BLIND]: 'an identity policy cannot be read',
  [LOOSE]: 'some conditions cannot be told apart exactly',
};

/** `, because you may not see the grants of this key`; empty: nothing is in the way. What the person may not see comes before what the engine cannot do. */
function because({ limits }: Comparison, { namesOnly }: Sight): string {
  const of = (limit: string): string =>
    limit === PRINCIPALS
      ? namesOnly
        ? 'you may not see what the identity policies of this desk say'
        : 'you may not see the people and services of this desk'
      : (PLAIN[limit] ?? 'callers cannot be told apart exactly');
  const unseen = limits.filter((limit) => limit === GRANTS || limit === PRINCIPALS);
  const reasons = [...new Set((unseen.length > 0 ? unseen : limits).map(of))];
  return reasons.length === 0 ? '' : `, because ${conjunction.format(reasons)}`;
}

/** Names that a sentence can hold. */
const MOST_ASKED = 3;

/** Who could tell for certain, where whoever edits may not see it all; null: that is not what is in the way. */
export function whoCouldTell({ limits }: Comparison, { namesOnly, seers }: Sight): string | null {
  if (limits.includes(PRINCIPALS))
    return `Whoever has ${namesOnly ? 'GetIdentityPolicy' : 'ListPrincipals'}${limits.includes(GRANTS) ? ', and ListGrants on this key,' : ''} can tell for certain.`;
  if (!limits.includes(GRANTS)) return null;
  if (seers === null) return 'Whoever has ListGrants on this key can tell for certain.';
  if (seers.length === 0)
    return 'Nobody has ListGrants on this key: it would have to be given to somebody first.';
  const named = seers.length <= MOST_ASKED ? seers : seers.slice(0, MOST_ASKED);
  return `${disjunction.format([...named])}, who may see the grants, can tell for certain.`;
}

/** What the edit does, in a few sentences. "Nobody" is said only where it is proved; where it is not, why. */
export function verdictOf(comparison: Comparison, sight = ALL_SEEN): readonly Told[] {
  const { exact, gained, lost } = comparison;
  const gain = side(gained, 'gain', exact);
  const lose = side(lost, 'lose', exact);
  const why = exact ? '' : because(comparison, sight);
  if (gain.length > 0)
    return [...gain, ...lose, ...(why === '' ? [] : [{ strong: 'It is not certain', rest: `${why}.` }])];
  const what = lose.length > 0 ? 'gains access' : 'gains or loses access';
  return [
    exact
      ? { strong: `Nobody ${what}`, rest: ': proved.' }
      : { strong: 'It could not be proved', rest: ` that nobody ${what}${why}.` },
    ...lose,
  ];
}

const CONTEXT = 'kms:encryptioncontext:';
const CONTEXT_NAMES = 'kms:encryptioncontextkeys';

/** The request that shows it, in a line, as it can be sent: `Decrypt tenant=globex`. Names of the context are pairs, whatever their value. */
export function witnessWords({ action, values }: Witness): string {
  const sent = new Set(values.map(([key]) => key));
  const said = values.flatMap(([key, value]): readonly string[] => {
    const all = typeof value === 'string' ? [value] : value;
    return key === CONTEXT_NAMES
      ? all.filter((name) => !sent.has(CONTEXT + name.toLowerCase())).map((name) => `${name}=""`)
      : [`${key.replace(/^kms:encryptioncontext:|^kms:|^aws:/, '')}=${all.join(',')}`];
  });
  return [short(action), ...said].join(' ');
}

export const whoAsks = ({ principal, session }: Witness): string => shortArn(session ?? principal);

const provedWords = (ms?: number): string =>
  `Proved for every possible request${ms === undefined ? '' : `, in ${Math.max(1, Math.round(ms))} ms`}.`;

/** The same of an identity policy: it has one way to give what it gives, and what it needs besides is said. */
export const identityProofWords = ({ exact, limits }: Comparison, ms?: number): string =>
  `${exact ? provedWords(ms) : `Not proved: ${limits.join(' ')}`} On a key it counts only where the key’s own policy leaves control to the account.`;

/** How the answer was found: `Proved for every possible request, in 3 ms. All of it comes from what this policy itself says.` */
export function proofWords(comparison: Comparison, sight = ALL_SEEN, ms?: number): string {
  const { exact, gained, lost, limits } = comparison;
  if (!exact)
    return [`Not proved: ${limits.join(' ')}`, whoCouldTell(comparison, sight) ?? ''].join(' ').trimEnd();
  const layers = new Set([...gained, ...lost].map(({ layer }) => layer));
  const proved = provedWords(ms);
  if (layers.size === 0) return proved;
  const names = {
    direct: 'what this policy itself says',
    delegated: 'identity policies, to which this policy leaves control',
    grant: 'grants of the key',
  } as const;
  const all = (['direct', 'delegated', 'grant'] as const).filter((layer) => layers.has(layer));
  if (all.length === 3) return proved;
  return `${proved} All of it comes from ${conjunction.format(all.map((layer) => names[layer]))}.`;
}
