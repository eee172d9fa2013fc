/** A decision and its reasons in words. Pure. */
import { missWords } from '../../../domain/policy/miss-words.ts';
import type { Output } from '../../query/contract.ts';

export type Decision = Output<'SimulateAccess'>;
export type Trace = Decision['Statements'][number];
export type Miss = Trace['Misses'][number];
type DecidedBy = Decision['DecidedBy'][number];
type Named = Pick<DecidedBy, 'Source' | 'Policy' | 'Statement' | 'Sid' | 'Hidden'>;

/** `“Use keys” of the policy key-user`, `statement 2 of the key’s policy`. */
export function statementName({ Source, Policy, Statement, Sid, Hidden }: Named): string {
  if (Hidden === true && Policy === '') return Source === 'GRANT' ? 'a grant' : 'a policy of their own';
  if (Hidden === true) return `the policy ${Policy}`;
  if (Source === 'GRANT') return Sid === undefined ? `grant ${Policy.slice(0, 8)}…` : `grant “${Sid}”`;
  const name = Sid === undefined || Sid === '' ? `statement ${Statement + 1}` : `“${Sid}”`;
  return Source === 'KEY_POLICY' ? `${name} of the key’s policy` : `${name} of the policy ${Policy}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Why, in one or two sentences. `onKey`: a key's policy had a say. */
export function whyOf({ Allowed, DecidedBy: by, Reason = '' }: Decision, onKey: boolean): string {
  const [first, second] = by;
  if (Allowed) {
    if (first === undefined) return 'It is allowed.';
    if (first.Source === 'ROOT') return 'It is the account itself, and no policy denies it.';
    if (second !== undefined)
      return `${capital(statementName(first))} leaves it to the account, and ${statementName(second)} allows it.`;
    return `${capital(statementName(first))} allows it.`;
  }
  if (first !== undefined) return `${capital(statementName(first))} denies it. A Deny wins over every Allow.`;
  if (!Reason.includes('identity-based'))
    return 'Nothing allows it: the key’s policy neither names the principal nor leaves it to the account, and no grant does.';
  return onKey
    ? 'The key’s policy leaves it to the account, and none of the principal’s own policies allows it.'
    : 'None of the principal’s own policies allows it.';
}

/** Where a statement did not match, and why. */
export const missText = (miss: Miss): string => missWords(missOf(miss));

function missOf({ Element, Operator = '', Key = '', Wanted, Given, Inverted = false, Why }: Miss) {
  return Element === 'condition'
    ? ({
        element: Element,
        operator: Operator,
        key: Key,
        wanted: Wanted,
        given: Given,
        ...(Why && { why: Why }),
      } as const)
    : ({ element: Element, inverted: Inverted, wanted: Wanted, given: Given?.[0] ?? '' } as const);
}

/**
 * What kept the statement that came closest from matching, as the headline of a refusal; null: nothing came so close that it explains the
 * refusal. A statement that speaks of somebody else explains nothing, nor one of a policy of the principal's about other actions.
 */
export function nearestText({ Allowed, DecidedBy: by, Closest, Statements }: Decision): string | null {
  const closest = Closest === undefined ? undefined : Statements[Closest];
  if (Allowed || by.length > 0 || closest === undefined) return null;
  const { Misses, Reach } = closest;
  const explains = ({ Element }: Miss): boolean =>
    Element === 'condition' || Element === 'resource' || (Element === 'action' && Reach === 'named');
  if (Misses.length === 0 || Misses.length > MOST_MISSES || !Misses.every(explains)) return null;
  return `${capital(statementName(closest))} came closest. ${Misses.map(missText).join(' ')}`;
}
const MOST_MISSES = 2;

/** The statements under the policy that they are of, in the order of the decision. */
export function bySource(
  traces: readonly Trace[],
): readonly { readonly title: string; readonly traces: readonly Trace[] }[] {
  const groups = new Map<string, Trace[]>();
  for (const trace of traces) {
    const title =
      trace.Source === 'KEY_POLICY'
        ? 'Key policy'
        : trace.Source === 'GRANT'
          ? 'Grants to the principal'
          : `Policy ${trace.Policy}`;
    const of = groups.get(title);
    if (of === undefined) groups.set(title, [trace]);
    else of.push(trace);
  }
  return [...groups].map(([title, of]) => ({ title, traces: of }));
}

/** Index of the statement in the decision, so that it stands out. */
export const decided = ({ DecidedBy: by }: Decision, { Source, Policy, Statement, Effect }: Trace): boolean =>
  by.some(
    (each) =>
      each.Source === Source &&
      each.Policy === Policy &&
      each.Statement === Statement &&
      each.Effect === Effect,
  );

const PARTS = {
  grants: 'The grants to the principal count and are not shown to you',
  principals: 'The policies, tags and id of the principal count and are not shown to you',
} as const;

/** What is not shown, and why; null when all is. */
export function hiddenText({ HiddenPolicies: names = [], NotShown: parts = [] }: Decision): string | null {
  const sentences = parts.map(({ What, Needs }) => `${PARTS[What]}: that needs ${Needs}.`);
  if (names.length > 0) {
    const one = names.length === 1;
    sentences.push(
      `You may not read ${one ? 'the policy' : 'the policies'} ${new Intl.ListFormat('en').format(names)}: only whether ${one ? 'it allows or denies' : 'they allow or deny'} this is shown.`,
    );
  }
  return sentences.length === 0 ? null : sentences.join(' ');
}

/** Why nobody else is named, where the caller may not know who there is. */
export function othersHidden({ NotShown: parts = [] }: Decision): string | null {
  const part = parts.find(({ What }) => What === 'principals');
  return part === undefined ? null : `Not shown to you: it needs ${part.Needs}.`;
}
