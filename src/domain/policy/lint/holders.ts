/**
 * Who may do what by the key policy itself. Delegation to the own account is left out: there identity policies decide. An identity policy has
 * one holder, whoever is given it, on the keys that leave control to the account.
 */
import { ADMINISTRATOR_POLICY } from '../administrator-policy.ts';
import { BudgetSpent, Meter } from '../meter.ts';
import type { PolicyStatement } from '../document.ts';
import { hasWildcard } from '../wildcard.ts';
import {
  ACCOUNT_KEYS,
  type Who,
  allowsOf,
  deniesOf,
  extentOf,
  fitting,
  isDenied,
  named,
  onKey,
  patternsOf,
  reachOf,
} from './extent.ts';
import { KEY_ACTIONS, accountOf, actionsOf, cut, perSubject, roleOfSession, shortArn } from './facts.ts';
import type { LintSubject } from './rule.ts';

/** Somebody, or a class of callers, to whom the key policy allows something. */
export interface Holder {
  readonly who: Who;
  readonly words: string;
  /** `own`: one principal of this account (or those whom a pattern fits); `everyone`: all of it; `foreign`: of another account. */
  readonly kind: 'own' | 'everyone' | 'foreign';
  /** All of an account, not one or some of it. */
  readonly whole: boolean;
  /** The Allow statements by which each action may be had, by action. */
  readonly may: ReadonlyMap<string, readonly PolicyStatement[]>;
}

/** Anybody of an account: a user, a role. */
const anybodyOf = (account: string, known: 'nobody' | 'some'): readonly Who[] => [
  { ...named(`arn:aws:iam::${account}:user/nobody-in-particular`), known },
  { ...named(`arn:aws:iam::${account}:role/nobody-in-particular`), known },
];

/** Principals and accounts that the policy names, also to leave them out of a Deny: in Principal, or as a whole value of a condition. */
const candidates = perSubject(({ compiled }) => {
  const arns = new Set<string>();
  const accounts = new Set<string>();
  for (const { written, conditions } of compiled?.statements ?? []) {
    for (const principal of written.principals ?? []) {
      if (principal.type === 'principal') arns.add(roleOfSession(principal.arn));
      else if (principal.type === 'account') accounts.add(principal.account);
    }
    for (const { folded, wanted } of conditions) {
      for (const value of wanted) {
        if (hasWildcard(value) || value.includes('${')) continue;
        if (folded === 'aws:principalarn' && accountOf(value) !== null) arns.add(value);
        else if (ACCOUNT_KEYS.has(folded) && /^[0-9]{12}$/.test(value)) accounts.add(value);
      }
    }
  }
  return { arns, accounts };
});

function mayOf(subject: LintSubject, who: Who, foreign: boolean, work: Meter): Holder['may'] {
  const may = new Map<string, PolicyStatement[]>();
  for (const statement of allowsOf(subject)) {
    const reach = reachOf(statement, who);
    if (reach === null || (reach === 'account' && !foreign)) continue;
    if (extentOf(statement, who, subject.world) === 'never') continue;
    if (subject.kind === 'key' && onKey(statement, subject.world) === 'never') continue;
    const actions = actionsOf(statement.written);
    work.spend(1 + actions.size);
    for (const action of actions) {
      const by = may.get(action);
      if (by === undefined) may.set(action, [statement.written]);
      else by.push(statement.written);
    }
  }
  work.spend(may.size * (1 + deniesOf(subject).length));
  for (const action of may.keys()) if (isDenied(subject, who, action)) may.delete(action);
  return may;
}

/** What a condition may say of callers besides their ARN and account. */
const TRAIT = /^aws:(?:principaltag\/|username$|userid$|principaltype$)/;

/** An Allow that speaks of everybody and lets in those of some tag or name: who that is, only the directory knows. */
const goesByTraits = (subject: LintSubject): boolean =>
  allowsOf(subject).some(
    ({ written, conditions }) =>
      (written.not.principal || written.principals?.some(({ type }) => type === 'anyone') === true) &&
      conditions.some(({ folded }) => TRAIT.test(folded)),
  );

/** Everybody to whom the key policy gives something, in the order of the text; whoever is everybody everywhere is in `strangersIn`. Throws BudgetSpent. */
export function holdersOf(subject: LintSubject): readonly Holder[] {
  const holders = holdersWithin(subject);
  if (holders === null) throw new BudgetSpent();
  return holders;
}

/** Actions of statements that are looked at, caller by caller: hundreds of accounts in hundreds of statements are more. */
const MOST_ACTIONS = 3_000_000;

/** Null: there are too many callers and statements for it. */
const holdersWithin = perSubject((subject): readonly Holder[] | null => {
  try {
    return holdersBy(subject, new Meter(MOST_ACTIONS));
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    return null;
  }
});

function holdersBy(subject: LintSubject, work: Meter): readonly Holder[] {
  const { world } = subject;
  const { accountId } = world;
  if (subject.kind === 'identity') return bearer(subject, work);
  const { arns, accounts } = candidates(subject);
  const out: Holder[] = [];
  const isForeign = (account: string): boolean => accountId !== '' && account !== accountId;
  const addWhole = (all: readonly Who[], words: string, kind: Holder['kind']): void => {
    const may = mergeMay(all.map((who) => mayOf(subject, who, kind === 'foreign', work)));
    if (may.size > 0) out.push({ who: all[0]!, words, kind, whole: true, may }); // two
  };
  const add = (who: Who, words: string): void => {
    const foreign = isForeign(who.account);
    const may = mayOf(subject, who, foreign, work);
    if (may.size > 0) out.push({ who, words, kind: foreign ? 'foreign' : 'own', whole: false, may });
  };
  addWhole(anybodyOf(accountId, 'nobody'), 'everyone of this account', 'everyone');
  for (const arn of arns) add(named(arn), shortArn(world, arn));
  if (goesByTraits(subject)) {
    for (const { arn } of world.principals ?? []) if (!arns.has(arn)) add(named(arn), shortArn(world, arn));
  }
  for (const [pattern, { account, rest }] of patternsOf(subject)) {
    const own = hasWildcard(account) ? accountId : account;
    if (own !== '') add({ ...named(fitting(own, rest)), known: 'some' }, `whoever matches ${cut(pattern)}`);
  }
  for (const account of accounts)
    if (isForeign(account)) addWhole(anybodyOf(account, 'some'), `everyone of account ${account}`, 'foreign');
  return out;
}

/** Whoever has the identity policy. The desk's own administrator is meant to do everything, and is not told so. */
function bearer(subject: LintSubject, work: Meter): readonly Holder[] {
  if (subject.text === ADMINISTRATOR_POLICY) return [];
  const { accountId } = subject.world;
  const who: Who = {
    ...named(`arn:aws:iam::${accountId}:user/whoever`),
    account: accountId,
    known: 'bearer',
  };
  const may = mayOf(subject, who, false, work);
  return may.size === 0 ? [] : [{ who, words: 'whoever has this policy', kind: 'own', whole: false, may }];
}

function mergeMay(all: readonly Holder['may'][]): Holder['may'] {
  const out = new Map<string, readonly PolicyStatement[]>();
  for (const may of all) {
    for (const [action, by] of may) out.set(action, [...new Set([...(out.get(action) ?? []), ...by])]);
  }
  return out;
}

/** Holders that are one principal of this account. */
export const ownHolders = perSubject((subject): readonly Holder[] =>
  holdersOf(subject).filter(({ kind }) => kind === 'own'),
);

/** May they do everything that a key policy decides? Then one finding says it, and the finer ones are silent. */
const everything = new WeakMap<Holder, boolean>();
export function holdsEverything(holder: Holder): boolean {
  let all = everything.get(holder);
  if (all === undefined)
    everything.set(holder, (all = KEY_ACTIONS.every((action) => holder.may.has(action))));
  return all;
}

/** The statements that give a holder any of these actions, each once, in the order of the text. */
export const statementsFor = ({ may }: Holder, actions: Iterable<string>): readonly PolicyStatement[] =>
  [...new Set([...actions].flatMap((action) => may.get(action) ?? []))].toSorted((a, b) => a.index - b.index);

/** Those of the actions that the holder may. */
export const heldOf = ({ may }: Holder, actions: readonly string[]): readonly string[] =>
  actions.filter((action) => may.has(action));
