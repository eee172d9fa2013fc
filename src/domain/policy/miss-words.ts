/** What of a statement did not match a request, in words: of the simulator, and of the log. */
import type { StatementTrace } from './evaluate.ts';
import type { Miss } from './misses.ts';

type ConditionMiss = Extract<Miss, { readonly element: 'condition' }>;

const list = new Intl.ListFormat('en', { type: 'disjunction' });

/** The last part of an ARN: `role/billing-api`. */
function short(arn: string): string {
  const parts = arn.split(':');
  return parts[0] === 'arn' && parts.length >= 6 ? parts.slice(5).join(':') : arn;
}

const givenOf = ({ given }: Miss): readonly string[] =>
  given === undefined ? [] : typeof given === 'string' ? [given] : given;
/** As written; policy variables with what they stood for, where they had a value. */
const wantedOf = ({ wanted, substituted }: Miss): readonly string[] =>
  wanted.map((text, i) => substituted?.[i] ?? text);

/** Values named in a sentence; a longer list ends in a number. */
const MOST_NAMED = 4;

function quoted(values: readonly string[]): string {
  const shown = values.slice(0, values.length > MOST_NAMED + 1 ? MOST_NAMED : MOST_NAMED + 1);
  const more = values.length - shown.length;
  return list.format([...shown.map((value) => `“${short(value)}”`), ...(more > 0 ? [`${more} more`] : [])]);
}

const every = new Intl.ListFormat('en');
const all = (values: readonly string[]): string => every.format(values.map((value) => `“${value}”`));

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
function whyNot(miss: ConditionMiss): string | null {
  const { operator, why } = miss;
  switch (why) {
    case 'unknown-key':
      return 'no request ever has it, so this can never hold';
    case 'no-value':
      return 'the variable in it stands for nothing in this request';
    case 'policy-type':
      return `${quoted(wantedOf(miss))} in the policy is not ${typeOf(operator)}, so this can never hold`;
    case 'request-type':
      return `it is ${quoted(givenOf(miss))}, which is not ${typeOf(operator)}`;
    default:
      return null;
  }
}

/** Why a grant's own conditions do not hold; null for a condition of a policy. */
function grantMiss(miss: ConditionMiss): string | null {
  const [wanted, given] = [wantedOf(miss), givenOf(miss)];
  switch (miss.operator) {
    case 'PassedOn': {
      const lacked = given.filter((each) => !wanted.includes(each));
      return lacked.length === 0
        ? 'Its constraints are stricter than those of the grant to be created, so it cannot be passed on by this one.'
        : `It passes on only what it holds, and it does not hold ${quoted(lacked)}.`;
    }
    case 'EncryptionContextEquals':
      return wanted.length === 0
        ? 'It wants no encryption context at all, but the request has one.'
        : `It wants the encryption context to be ${all(wanted)} and nothing else.`;
    case 'EncryptionContextSubset':
      return `It wants ${all(wanted)} in the encryption context.`;
    default:
      return null;
  }
}

/** Where a statement did not match, and why: a sentence. */
export function missWords(miss: Miss): string {
  const [wanted, given] = [quoted(wantedOf(miss)), quoted(givenOf(miss))];
  const but = miss.element !== 'condition' && miss.inverted ? 'anything but ' : '';
  switch (miss.element) {
    case 'principal':
      return `It speaks of ${but}${wanted}, not of ${given}.`;
    case 'action':
      return `It is about ${but}${wanted}, not ${given}.`;
    case 'resource':
      return `It is for ${but}${wanted}, not ${given}.`;
    case 'condition': {
      const ofGrant = grantMiss(miss);
      if (ofGrant !== null) return ofGrant;
      const had = whyNot(miss) ?? (givenOf(miss).length === 0 ? 'the request has none' : `it is ${given}`);
      const verb = OPERATORS[miss.operator];
      return verb === undefined
        ? `${miss.key}: ${miss.operator} ${wanted}, but ${had}.`
        : `${miss.key} should ${verb} ${wanted}, but ${had}.`;
    }
  }
}

/** Which statement, or grant: `“Use keys” of the policy key-user`, `statement 2 of the key’s policy`. */
export function traceName({ source, policy, statement, sid }: StatementTrace): string {
  if (source === 'GRANT') return sid === null ? `grant ${policy.slice(0, 8)}…` : `grant “${sid}”`;
  const name = sid === null || sid === '' ? `statement ${statement + 1}` : `“${sid}”`;
  return source === 'KEY_POLICY' ? `${name} of the key’s policy` : `${name} of the policy ${policy}`;
}
