/**
 * Who may do what by the key policy itself, decided by what it means and not by how it is written: `*` bound to one ARN is that one, and
 * a Deny counts where it always applies. Three-valued: what only a request will say (an encryption context, an address) is `sometimes`.
 * Delegation to the own account is left out: there identity policies decide. An identity policy has one holder, whoever is given it, on the
 * keys that leave control to the account.
 */
import { foldCase } from '../fold-case.ts';
import { BudgetSpent, Meter } from '../compare/budget.ts';
import { ADMINISTRATOR_POLICY } from '../administrator-policy.ts';
import type { CompiledCondition, CompiledStatement } from '../compile.ts';
import type { PolicyPrincipal, PolicyStatement } from '../document.ts';
import type { ConditionValue } from '../operators.ts';
import { hasWildcard } from '../wildcard.ts';
import type { Witness } from '../witness.ts';
import type { PolicyWorld } from '../world.ts';
import { endOf } from './condition-facts.ts';
import {
  accountOf,
  actionsOf,
  cut,
  KEY_ACTIONS,
  perSubject,
  principalOf,
  roleOfSession,
  shortArn,
} from './facts.ts';
import type { LintSubject } from './rule.ts';

/** Whether a statement's conditions hold for somebody: whatever the request, for some requests, for none. */
export type Extent = 'always' | 'sometimes' | 'never';

export interface Who {
  readonly arn: string;
  readonly account: string;
  readonly type: 'User' | 'AssumedRole' | 'Account';
  /**
   * `nobody`: one of this account whom neither the directory nor the policy knows, without tags. `some`: one of many, whose tags are not
   * known. `stranger`: of an account that the policy does not know. `bearer`: whoever is given the identity policy; of them nothing is known.
   */
  readonly known: 'named' | 'nobody' | 'some' | 'stranger' | 'bearer';
}

/** Condition values of the request that is asked about, by key in lower case; undefined: absent. */
export type Probe = ReadonlyMap<string, ConditionValue>;

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

/** Keys of a condition that say who asks. */
const WHO_KEYS: ReadonlySet<string> = new Set([
  'aws:principalarn',
  'aws:principalaccount',
  'kms:calleraccount',
  'aws:principaltype',
  'aws:username',
  'aws:userid',
  'aws:principalorgid',
  'aws:principalorgpaths',
]);
export const isWhoKey = (folded: string): boolean => WHO_KEYS.has(folded);

const OF_THE_BEARER = /^aws:(?:principalarn|principaltype|username|userid|principaltag\/.*)$/;

const OPEN = Symbol('the request says');
const afterSlash = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

function valueFor(
  folded: string,
  { arn, account, type, known }: Who,
  world: PolicyWorld,
): ConditionValue | typeof OPEN {
  if (known === 'bearer' && OF_THE_BEARER.test(folded)) return OPEN;
  switch (folded) {
    case 'aws:principalarn':
      return arn;
    case 'aws:principalaccount':
    case 'kms:calleraccount':
      return account;
    case 'aws:principaltype':
      return type;
    case 'aws:username':
      return type === 'User' ? afterSlash(arn) : undefined;
    case 'aws:userid':
      return known === 'nobody' ? 'AIDA2222222222EXAMPLE' : (principalOf(world, arn)?.id ?? OPEN);
    case 'aws:principalorgid':
      return known === 'stranger' ? 'o-stranger0000' : OPEN;
    case 'aws:principalorgpaths':
      return known === 'stranger' ? ['o-stranger0000/r-0000/'] : OPEN;
    case 'kms:keyspec':
    case 'kms:customermasterkeyspec':
      return world.key?.spec ?? OPEN;
    case 'kms:keyusage':
    case 'kms:customermasterkeyusage':
      return world.key?.usage ?? OPEN;
    case 'kms:keyorigin':
      return world.key?.origin ?? OPEN;
  }
  if (!folded.startsWith('aws:principaltag/')) return OPEN;
  // An account chooses the tags of its own people: those of a stranger bound nobody.
  if (known === 'stranger' || known === 'some') return OPEN;
  if (known === 'nobody') return undefined;
  const tags = principalOf(world, arn)?.tags;
  if (tags === undefined) return OPEN;
  const values = tags.flatMap(([name, value]) =>
    `aws:principaltag/${foldCase(name)}` === folded ? [value] : [],
  );
  return values.length > 1 ? values : values[0];
}

/** Does the condition hold for somebody? Null: the request says. */
export function conditionHolds(
  { folded, base, wanted, open, holds }: CompiledCondition,
  who: Who,
  world: PolicyWorld,
  probe?: Probe,
): boolean | null {
  if (open) return null;
  // Of all requests to come none is made in the past.
  const end = endOf(folded, base, wanted);
  if (end !== null && end < world.now) return false;
  const value = probe?.has(folded) === true ? probe.get(folded) : valueFor(folded, who, world);
  return value === OPEN ? null : holds(() => value);
}

export function extentOf(statement: CompiledStatement, who: Who, world: PolicyWorld, probe?: Probe): Extent {
  let extent: Extent = 'always';
  for (const condition of statement.conditions) {
    const holds = conditionHolds(condition, who, world, probe);
    if (holds === false) return 'never';
    if (holds === null) extent = 'sometimes';
  }
  return extent;
}

/** How a statement speaks of somebody: `named` (or `*`), through the account, one session of a role, or not at all. */
export function reachOf({ written }: CompiledStatement, who: Who): 'named' | 'account' | 'session' | null {
  const { principals } = written;
  if (principals === null) return 'named'; // of an identity policy
  let reach: 'named' | 'account' | 'session' | null = null;
  for (const principal of principals) {
    if (principal.type === 'anyone' || (principal.type === 'principal' && principal.arn === who.arn)) {
      reach = 'named';
      break;
    }
    const found =
      principal.type === 'account' && principal.account === who.account
        ? 'account'
        : principal.type === 'principal' && roleOfSession(principal.arn) === who.arn
          ? 'session'
          : null;
    // Of both the one that says more: an Allow of a session gives, of the account delegates; a Deny of the account hits all of it.
    if (found !== null && (reach === null || found === (written.effect === 'Allow' ? 'session' : 'account')))
      reach = found;
  }
  if (!written.not.principal) return reach;
  // Of a Deny, as AWS checks it, being left out takes both: the account is listed, and the user or role is.
  const lists = (of: (principal: PolicyPrincipal) => boolean): boolean => principals.some(of);
  const account = lists((each) => each.type === 'account' && each.account === who.account);
  const leftOut =
    written.effect === 'Allow'
      ? reach === 'named' || account
      : lists(({ type }) => type === 'anyone') || (reach === 'named' && account);
  return leftOut ? null : 'named';
}

const isOnAll = ({ not, resources }: PolicyStatement): boolean =>
  !not.resource && resources.some(({ text }) => text === '*');

/** Whether the statement is about this key. What variables stand for is not asked. */
function onKey({ written, version, resource }: CompiledStatement, world: PolicyWorld): Extent {
  const { not, resources } = written;
  if (resources.some(({ text }) => text === '*')) return not.resource ? 'never' : 'always';
  const isOpen = version === '2012-10-17' && resources.some(({ text }) => text.includes('${'));
  if (isOpen || world.key === null) return 'sometimes';
  return resource(world.key.arn, () => undefined) ? 'always' : 'never';
}

/** Is the action denied to them whatever the request is? */
export function isDenied(subject: LintSubject, who: Who, action: string, probe?: Probe): boolean {
  return deniesOf(subject).some((statement) => {
    if (!actionsOf(statement.written).has(action)) return false;
    // Of an identity policy a Deny may be about some keys only.
    if (
      subject.kind === 'identity' ? !isOnAll(statement.written) : onKey(statement, subject.world) !== 'always'
    )
      return false;
    const reach = reachOf(statement, who);
    return (
      (reach === 'named' || reach === 'account') &&
      extentOf(statement, who, subject.world, probe) === 'always'
    );
  });
}

const effectOf =
  (effect: 'Allow' | 'Deny') =>
  ({ compiled }: LintSubject): readonly CompiledStatement[] =>
    compiled?.statements.filter((statement) => statement.effect === effect) ?? [];
export const allowsOf = perSubject(effectOf('Allow'));
const deniesOf = perSubject(effectOf('Deny'));

/** The compiled form of a statement. */
export function compiledOf({ compiled }: LintSubject, { index }: PolicyStatement): CompiledStatement | null {
  const statement = compiled?.statements[index]; // a policy that is compiled has all its statements
  return statement?.index === index ? statement : null;
}

const named = (arn: string): Who => ({
  arn,
  account: accountOf(arn) ?? '',
  type: arn.includes(':user/') ? 'User' : arn.endsWith(':root') ? 'Account' : 'AssumedRole',
  known: 'named',
});

/** An account number that the text does not have. */
const strangeAccount = (text: string): string =>
  ['999999999999', '888888888888', '777777777777'].find((account) => !text.includes(account)) ??
  '666666666666';

const ARN_PATTERN = /^arn:[^:]*:[^:]*:[^:]*:([^:]*)(:.*)$/s;

/** Patterns of aws:PrincipalArn in the policy, with the account that each asks for. */
const patternsOf = perSubject(({ compiled }) => {
  const out = new Map<string, { readonly account: string; readonly rest: string }>();
  for (const { conditions } of compiled?.statements ?? [])
    for (const { folded, wanted } of conditions)
      for (const pattern of folded === 'aws:principalarn' ? wanted : []) {
        const [, account, rest] = ARN_PATTERN.exec(pattern) ?? [];
        if (
          account !== undefined &&
          rest !== undefined &&
          hasWildcard(account + rest) &&
          !rest.includes('${')
        )
          out.set(pattern, { account, rest });
      }
  return out;
});

/** Somebody whom a pattern's last part fits. */
const fitting = (account: string, rest: string): string =>
  `arn:aws:iam::${account}${rest.replaceAll('*', 'somebody').replaceAll('?', 'x')}`;

/** Callers of an account that the policy does not know, also such as its patterns of ARNs would let in. */
const strangers = perSubject((subject): readonly Who[] => {
  const account = strangeAccount(subject.text);
  const arns = new Set([`arn:aws:iam::${account}:user/somebody`, `arn:aws:iam::${account}:role/somebody`]);
  for (const { account: asked, rest } of patternsOf(subject).values())
    if (hasWildcard(asked)) arns.add(fitting(account, rest));
  return [...arns].map((arn) => ({ ...named(arn), known: 'stranger' as const }));
});

/** Anybody of an account: a user, a role. */
const anybodyOf = (account: string, known: 'nobody' | 'some'): readonly Who[] => [
  { ...named(`arn:aws:iam::${account}:user/nobody-in-particular`), known },
  { ...named(`arn:aws:iam::${account}:role/nobody-in-particular`), known },
];

export interface Stranger {
  /** One of them, and something that this one may. */
  readonly who: Who;
  readonly action: string;
  /** What any of them may, of KEY_ACTIONS; not empty. */
  readonly actions: readonly string[];
}

/** By Allow statement: those of accounts that the policy does not know whom it lets in. */
export const strangersIn = perSubject((subject): ReadonlyMap<number, Stranger> => {
  const out = new Map<number, Stranger>();
  if (subject.kind !== 'key') return out;
  for (const statement of allowsOf(subject)) {
    if (onKey(statement, subject.world) === 'never') continue;
    const covered = actionsOf(statement.written);
    const open = KEY_ACTIONS.filter((action) => covered.has(action));
    const all = strangers(subject)
      .filter(
        (who) => reachOf(statement, who) === 'named' && extentOf(statement, who, subject.world) !== 'never',
      )
      .map((who) => ({ who, actions: open.filter((action) => !isDenied(subject, who, action)) }));
    const one = all.find(({ actions }) => actions.length > 0);
    const action = one?.actions[0];
    if (one === undefined || action === undefined) {
      const found = strangerBetween(subject, statement);
      if (found !== null) out.set(statement.index, found);
      continue;
    }
    const actions = open.filter((each) => all.some((stranger) => stranger.actions.includes(each)));
    out.set(statement.index, { who: one.who, action, actions });
  }
  return out;
});

/** What bounds whoever asks, whatever else is said: the account or the ARN is one of some. */
const isOfSome = ({ folded, base, wanted }: CompiledCondition): boolean =>
  (folded === 'aws:principalarn' || ACCOUNT_KEYS.has(folded)) &&
  /^(?:String|Arn)(?:Equals|Like)$/.test(base) &&
  wanted.every((text) => (folded === 'aws:principalarn' ? accountOf(text) !== null : !hasWildcard(text)));

/** One of the strangers whom no example stands for (of some accounts, of a name); null: there is none, or the work does not suffice to tell. */
function strangerBetween(subject: LintSubject, statement: CompiledStatement): Stranger | null {
  const { compiled, engine, world, work } = subject;
  const { principals, not } = statement.written;
  const isOfAll = not.principal || principals?.some(({ type }) => type === 'anyone') === true;
  if (compiled === null || !isOfAll || statement.conditions.some(isOfSome)) return null;
  try {
    const found = engine?.stranger?.(compiled, statement.index, world, work) ?? null;
    const actions = KEY_ACTIONS.filter((action) => found?.actions.includes(action) === true);
    const [action] = actions;
    return found === null || action === undefined
      ? null
      : { who: { ...named(found.arn), known: 'stranger' }, action, actions };
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    subject.unasked({ rule: 'public-weak-condition' });
    return null;
  }
}

const ACCOUNT_KEYS: ReadonlySet<string> = new Set(['aws:principalaccount', 'kms:calleraccount']);

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

/** Does a statement let in anybody at all, so that one finding says it and the finer ones are silent? */
export const isPublic = (subject: LintSubject, { index }: PolicyStatement): boolean =>
  strangersIn(subject).has(index);

/** The statements that give a holder any of these actions, each once, in the order of the text. */
export const statementsFor = ({ may }: Holder, actions: Iterable<string>): readonly PolicyStatement[] =>
  [...new Set([...actions].flatMap((action) => may.get(action) ?? []))].toSorted((a, b) => a.index - b.index);

/** Those of the actions that the holder may. */
export const heldOf = ({ may }: Holder, actions: readonly string[]): readonly string[] =>
  actions.filter((action) => may.has(action));

/** For a request with nothing said that needs not be. */
const holdsBare = ({ conditions }: CompiledStatement, who: Who, { world }: LintSubject): boolean =>
  conditions.every(({ folded, holds }) => {
    const value = valueFor(folded, who, world);
    const now = folded === 'aws:currenttime' ? new Date(world.now).toISOString() : undefined;
    return holds(() => (value === OPEN ? now : value));
  });

const isDeniedBare = (subject: LintSubject, who: Who, action: string): boolean =>
  deniesOf(subject).some(
    (statement) =>
      actionsOf(statement.written).has(action) &&
      reachOf(statement, who) !== null &&
      onKey(statement, subject.world) !== 'never' &&
      holdsBare(statement, who, subject),
  );

/** A request of one whom a statement without conditions lets in; nothing when a Deny asks for more than nothing. */
export function shownByStranger(
  subject: LintSubject,
  { who, actions }: Stranger,
): { readonly witness?: Witness } {
  const action = actions.find((each) => !isDeniedBare(subject, who, each));
  return action === undefined ? {} : { witness: { principal: who.arn, action, values: [] } };
}

/**
 * A request of theirs that is allowed as it is, with nothing said that needs not be; null when every allowed one needs more (a context, an
 * address), or when they stand for many.
 */
export function bareWitness(subject: LintSubject, holder: Holder, action: string): Witness | null {
  const { who, kind } = holder;
  // Of another Resource nothing is shown: what its variables stand for is not asked here.
  const allowed = holder.may.get(action)?.some((statement) => {
    const compiled = compiledOf(subject, statement);
    return (
      compiled !== null &&
      reachOf(compiled, who) === 'named' &&
      isOnAll(compiled.written) &&
      holdsBare(compiled, who, subject)
    );
  });
  // Who cannot sign in makes no request.
  const acts = principalOf(subject.world, who.arn)?.active !== false;
  const isDeniedAnyhow = isDeniedBare(subject, who, action);
  return kind === 'own' && who.known === 'named' && acts && allowed === true && !isDeniedAnyhow
    ? { principal: who.arn, action, values: [] }
    : null;
}

/** The same as a part of a finding. */
export function shownBy(
  subject: LintSubject,
  holders: readonly Holder[],
  action: string,
): { readonly witness?: Witness } {
  for (const holder of holders) {
    const witness = bareWitness(subject, holder, action);
    if (witness !== null) return { witness };
  }
  return {};
}
