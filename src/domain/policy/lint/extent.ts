/**
 * For whom a statement of the policy itself holds, decided by what it means and not by how it is written: `*` bound to one ARN is that one,
 * and a Deny counts where it always applies. Three-valued: what only a request will say (an encryption context, an address) is `sometimes`.
 */
import type { CompiledCondition, CompiledStatement } from '../compile.ts';
import type { PolicyPrincipal, PolicyStatement } from '../document.ts';
import { foldCase } from '../fold-case.ts';
import type { ConditionValue } from '../operators.ts';
import { hasWildcard } from '../wildcard.ts';
import type { PolicyWorld } from '../world.ts';
import { endOf } from './condition-facts.ts';
import { accountOf, actionsOf, perSubject, principalOf, roleOfSession } from './facts.ts';
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

export const isOnAll = ({ not, resources }: PolicyStatement): boolean =>
  !not.resource && resources.some(({ text }) => text === '*');

/** Whether the statement is about this key. What variables stand for is not asked. */
export function onKey({ written, version, resource }: CompiledStatement, world: PolicyWorld): Extent {
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
export const deniesOf = perSubject(effectOf('Deny'));

/** The compiled form of a statement. */
export function compiledOf({ compiled }: LintSubject, { index }: PolicyStatement): CompiledStatement | null {
  const statement = compiled?.statements[index]; // a policy that is compiled has all its statements
  return statement?.index === index ? statement : null;
}

export const named = (arn: string): Who => ({
  arn,
  account: accountOf(arn) ?? '',
  type: arn.includes(':user/') ? 'User' : arn.endsWith(':root') ? 'Account' : 'AssumedRole',
  known: 'named',
});

/** For a request with nothing said that needs not be. */
export const holdsBare = ({ conditions }: CompiledStatement, who: Who, { world }: LintSubject): boolean =>
  conditions.every(({ folded, holds }) => {
    const value = valueFor(folded, who, world);
    const now = folded === 'aws:currenttime' ? new Date(world.now).toISOString() : undefined;
    return holds(() => (value === OPEN ? now : value));
  });

export const isDeniedBare = (subject: LintSubject, who: Who, action: string): boolean =>
  deniesOf(subject).some(
    (statement) =>
      actionsOf(statement.written).has(action) &&
      reachOf(statement, who) !== null &&
      onKey(statement, subject.world) !== 'never' &&
      holdsBare(statement, who, subject),
  );

const ARN_PATTERN = /^arn:[^:]*:[^:]*:[^:]*:([^:]*)(:.*)$/s;

/** Patterns of aws:PrincipalArn in the policy, with the account that each asks for. */
export const patternsOf = perSubject(({ compiled }) => {
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
export const fitting = (account: string, rest: string): string =>
  `arn:aws:iam::${account}${rest.replaceAll('*', 'somebody').replaceAll('?', 'x')}`;

export const ACCOUNT_KEYS: ReadonlySet<string> = new Set(['aws:principalaccount', 'kms:calleraccount']);
