/** A decision and its reasons in words. Pure. */
import type { Output } from '../../query/contract.ts';
import { shortArn } from '../../ui/shorten.ts';

export type Decision = Output<'SimulateAccess'>;
export type Trace = Decision['Statements'][number];
export type Miss = Trace['Misses'][number];
type DecidedBy = Decision['DecidedBy'][number];
type Named = Pick<DecidedBy, 'Source' | 'Policy' | 'Statement' | 'Sid' | 'Hidden'>;

const list = new Intl.ListFormat('en', { type: 'disjunction' });

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

/** Values named in a sentence; a longer list ends in a number. */
const MOST_NAMED = 4;

function quoted(values: readonly string[]): string {
  const shown = values.slice(0, values.length > MOST_NAMED + 1 ? MOST_NAMED : MOST_NAMED + 1);
  const more = values.length - shown.length;
  return list.format([
    ...shown.map((value) => `“${shortArn(value)}”`),
    ...(more > 0 ? [`${more} more`] : []),
  ]);
}

/** What an operator wanted, in words where they are plain. */
const OPERATORS: Readonly<Record<string, string>> = {
  StringEquals: 'be',
  StringLike: 'be like',
  ArnEquals: 'be',
  ArnLike: 'be like',
  Bool: 'be',
  IpAddress: 'be within',
  StringNotEquals: 'not be',
  StringNotLike: 'not be like',
  ArnNotEquals: 'not be',
  ArnNotLike: 'not be like',
  NotIpAddress: 'not be within',
};

/** The type of an operator, as a value is of it: `ForAnyValue:NumericLessThan` takes a number. */
const TYPES: readonly (readonly [operator: RegExp, value: string])[] = [
  [/(?:^|:)Numeric/, 'a number'],
  [/(?:^|:)Date/, 'a date'],
  [/(?:^|:)Bool/, 'true or false'],
  [/(?:^|:)Binary/, 'base64'],
  [/(?:^|:)(?:Not)?IpAddress/, 'an IP address'],
  [/(?:^|:)Arn/, 'an ARN'],
];
const typeOf = (operator: string): string =>
  TYPES.find(([pattern]) => pattern.test(operator))?.[1] ?? `a value for ${operator}`;

/** Why a condition does not hold, where more is to say than that the values differ; null: nothing more. */
function whyNot({ Operator = '', Wanted, Given = [], Why }: Miss): string | null {
  switch (Why) {
    case 'unknown-key':
      return 'no request ever has it, so this can never hold';
    case 'no-value':
      return 'the variable in it stands for nothing in this request';
    case 'policy-type':
      return `${quoted(Wanted)} in the policy is not ${typeOf(Operator)}, so this can never hold`;
    case 'request-type':
      return `it is ${quoted(Given)}, which is not ${typeOf(Operator)}`;
    case 'absent':
    case 'differs':
    case undefined:
      return null;
  }
}

/** Where a statement did not match, and why. */
export function missText(miss: Miss): string {
  const { Element, Operator = '', Key = '', Wanted, Given, Inverted } = miss;
  const but = Inverted === true ? 'anything but ' : '';
  switch (Element) {
    case 'principal':
      return `It speaks of ${but}${quoted(Wanted)}, not of ${quoted(Given ?? [])}.`;
    case 'action':
      return `It is about ${but}${quoted(Wanted)}, not ${quoted(Given ?? [])}.`;
    case 'resource':
      return `It is for ${but}${quoted(Wanted)}, not ${quoted(Given ?? [])}.`;
    case 'condition': {
      const had =
        whyNot(miss) ??
        (Given === undefined || Given.length === 0 ? 'the request has none' : `it is ${quoted(Given)}`);
      const wanted = OPERATORS[Operator];
      return wanted === undefined
        ? `${Key}: ${Operator} ${quoted(Wanted)}, but ${had}.`
        : `${Key} should ${wanted} ${quoted(Wanted)}, but ${had}.`;
    }
  }
}

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
