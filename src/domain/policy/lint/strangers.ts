/** Whom the statements of a key policy let in whom nobody named: callers of accounts that the policy does not know. */
import { BudgetSpent } from '../meter.ts';
import type { CompiledCondition, CompiledStatement } from '../compile.ts';
import type { PolicyStatement } from '../document.ts';
import { hasWildcard } from '../wildcard.ts';
import type { Witness } from '../witness.ts';
import {
  ACCOUNT_KEYS,
  type Who,
  allowsOf,
  extentOf,
  fitting,
  isDenied,
  isDeniedBare,
  named,
  onKey,
  patternsOf,
  reachOf,
} from './extent.ts';
import { KEY_ACTIONS, accountOf, actionsOf, perSubject } from './facts.ts';
import type { LintSubject } from './rule.ts';

/** An account number that the text does not have. */
const strangeAccount = (text: string): string =>
  ['999999999999', '888888888888', '777777777777'].find((account) => !text.includes(account)) ??
  '666666666666';

/** Callers of an account that the policy does not know, also such as its patterns of ARNs would let in. */
const strangers = perSubject((subject): readonly Who[] => {
  const account = strangeAccount(subject.text);
  const arns = new Set([`arn:aws:iam::${account}:user/somebody`, `arn:aws:iam::${account}:role/somebody`]);
  for (const { account: asked, rest } of patternsOf(subject).values())
    if (hasWildcard(asked)) arns.add(fitting(account, rest));
  return [...arns].map((arn) => ({ ...named(arn), known: 'stranger' as const }));
});

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

/** Does a statement let in anybody at all, so that one finding says it and the finer ones are silent? */
export const isPublic = (subject: LintSubject, { index }: PolicyStatement): boolean =>
  strangersIn(subject).has(index);

/** A request of one whom a statement without conditions lets in; nothing when a Deny asks for more than nothing. */
export function shownByStranger(
  subject: LintSubject,
  { who, actions }: Stranger,
): { readonly witness?: Witness } {
  const action = actions.find((each) => !isDeniedBare(subject, who, each));
  return action === undefined ? {} : { witness: { principal: who.arn, action, values: [] } };
}
