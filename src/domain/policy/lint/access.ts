/**
 * Who of the desk could do what with the key under the policy, counted in favour: what only a request will say (a source address, the
 * time, an encryption context) is taken as it suits. "Nobody can" is then certain; "she can" may need the right circumstances.
 */
import { foldCase } from '../fold-case.ts';
import { actionIndex } from '../actions.ts';
import { CONDITION_KEYS } from '../condition-keys.ts';
import type { CompiledPolicy, CompiledStatement } from '../compile.ts';
import type { ConditionValue } from '../operators.ts';
import { compiledIdentityPolicy } from '../read-policy.ts';
import type { DirectoryPrincipal, KeyFacts, PolicyWorld } from '../world.ts';
import { accountOf, perSubject, roleOfSession } from './facts.ts';
import type { LintSubject } from './rule.ts';

/** Values that follow from the principal and the key. A key that is not in the map is open; undefined: certainly absent. */
type Known = ReadonlyMap<string, ConditionValue>;

function keyValues(key: KeyFacts | null): readonly (readonly [string, ConditionValue])[] {
  if (key === null) return [];
  return [
    ['kms:keyspec', key.spec],
    ['kms:customermasterkeyspec', key.spec],
    ['kms:keyusage', key.usage],
    ['kms:customermasterkeyusage', key.usage],
    ['kms:keyorigin', key.origin],
    ['kms:multiregion', 'false'],
  ];
}

/** What AWS documents and no request here has. */
const ABSENT: readonly (readonly [string, undefined])[] = CONDITION_KEYS.filter(
  ({ from }) => from === 'absent',
).map(({ name }) => [name.toLowerCase(), undefined]);

const known = new WeakMap<DirectoryPrincipal, { readonly world: PolicyWorld; readonly values: Known }>();

/** Made once of a principal, in the world that it was last asked in. */
export function knownOf(world: PolicyWorld, principal: DirectoryPrincipal): Known {
  let held = known.get(principal);
  if (held?.world !== world) known.set(principal, (held = { world, values: valuesOf(world, principal) }));
  return held.values;
}

function valuesOf(world: PolicyWorld, principal: DirectoryPrincipal): Known {
  const account = accountOf(principal.arn) ?? world.accountId;
  return new Map<string, ConditionValue>([
    ...keyValues(world.key),
    ...ABSENT,
    ['aws:principalisawsservice', 'false'],
    ['aws:viaawsservice', 'false'],
    ['kms:calleraccount', account],
    ['aws:principalaccount', account],
    ['aws:principalarn', principal.arn],
    ['aws:principaltype', principal.kind === 'user' ? 'User' : 'AssumedRole'],
    ['aws:username', principal.kind === 'user' ? principal.name : undefined],
    ...principal.tags.map(([name, value]) => [`aws:principaltag/${foldCase(name)}`, value] as const),
  ]);
}

/** What is asked besides what is known of who asks: `kms:schedulekeydeletionpendingwindowindays` is 7. */
type Asked = ReadonlyMap<string, ConditionValue>;

const PRINCIPAL_TAG = 'aws:principaltag/';

/** Allow: could every condition hold? Deny: does every condition hold, whatever the request says? */
function could({ conditions, effect }: CompiledStatement, known: Known): boolean {
  const lookup = (name: string): ConditionValue => known.get(name);
  return conditions.every(({ folded, open, holds }) => {
    // All tags of the principal are known. What a policy variable stands for is not asked.
    if (!open && (known.has(folded) || folded.startsWith(PRINCIPAL_TAG))) return holds(lookup);
    return effect === 'Allow';
  });
}

function reach(statement: CompiledStatement, arn: string, account: string): 'named' | 'account' | null {
  const { principals, effect } = statement;
  if (principals === null) return 'named';
  const { inverted, anyone, arns, accounts } = principals;
  if (inverted) {
    // Of a Deny, the account and the principal must both be listed to be left out (kms-api.md §8.2).
    const listed = accounts.has(account) && (effect === 'Allow' || arns.has(arn));
    return anyone || listed || (effect === 'Allow' && arns.has(arn)) ? null : 'named';
  }
  if (anyone || arns.has(arn)) return 'named';
  if (effect === 'Allow' && [...arns].some((each) => roleOfSession(each) === arn)) return 'named';
  return accounts.has(account) ? 'account' : null;
}

/** How somebody could do an action. */
export interface Ways {
  /** A statement of the key policy names them, or everybody. */
  readonly named: boolean;
  /** By an identity policy of theirs (its name), and a statement of the key policy that leaves it to the account. */
  readonly account: { readonly statement: CompiledStatement; readonly policy: string } | null;
}

const NO_WAY: Ways = { named: false, account: null };

/** Could this principal do the action on the key under this key policy? Grants are not looked at. */
export function couldDo(
  policy: CompiledPolicy,
  world: PolicyWorld,
  principal: DirectoryPrincipal,
  action: string,
): boolean {
  const { named, account } = waysOf(policy, world, principal, action);
  return named || account !== null;
}

/** By which ways they could, with such a request if one is given. */
export function waysOf(
  policy: CompiledPolicy,
  world: PolicyWorld,
  principal: DirectoryPrincipal,
  action: string,
  asked?: Asked,
): Ways {
  const index = actionIndex(action);
  const always = knownOf(world, principal);
  const known = asked === undefined ? always : new Map([...always, ...asked]);
  const account = accountOf(principal.arn) ?? world.accountId;
  const resource = world.key?.arn ?? null;
  const lookup = (name: string): ConditionValue => known.get(name);
  const covers = (statement: CompiledStatement): boolean =>
    statement.actions[index] === 1 && (resource === null || statement.resource(resource, lookup));
  let named = false;
  let delegated: CompiledStatement | null = null;
  for (const statement of policy.statements) {
    if (!covers(statement)) continue;
    const how = reach(statement, principal.arn, account);
    if (how === null || !could(statement, known)) continue;
    if (statement.effect === 'Deny') return NO_WAY;
    if (how === 'account') delegated ??= statement;
    else named = true;
  }
  let attached: string | null = null;
  for (const text of principal.policies) {
    for (const statement of compiledIdentityPolicy(text.text)?.statements ?? []) {
      if (!covers(statement) || !could(statement, known)) continue;
      if (statement.effect === 'Deny') return NO_WAY;
      attached ??= text.name;
    }
  }
  return {
    named,
    account: delegated === null || attached === null ? null : { statement: delegated, policy: attached },
  };
}

const byAction = perSubject(() => new Map<string, readonly DirectoryPrincipal[]>());

/** People and services of the desk that could do the action on the key, active or not; null when that is not known. */
export function whoCould(subject: LintSubject, action: string): readonly DirectoryPrincipal[] | null {
  const { compiled: policy, world, kind } = subject;
  if (policy === null || world.principals === null || kind !== 'key') return null;
  const memo = byAction(subject);
  let found = memo.get(action);
  if (found === undefined) {
    found = world.principals.filter((principal) => couldDo(policy, world, principal, action));
    memo.set(action, found);
  }
  return found;
}
