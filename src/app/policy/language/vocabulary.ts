/** The words of the language that are not in a catalogue: elements, and what they mean. */
import type { OperatorName } from '../../../domain/policy/operators.ts';

export interface ElementWord {
  readonly name: string;
  readonly words: string;
  /** JSON to begin with, where the element is new; `|` is where one types. */
  readonly start: string;
}

export const POLICY_ELEMENTS: readonly ElementWord[] = [
  {
    name: 'Version',
    words: 'The version of the policy language, not of this policy. 2012-10-17 knows policy variables.',
    start: '"2012-10-17"',
  },
  { name: 'Id', words: 'A name for the whole policy. It decides nothing.', start: '"|"' },
  {
    name: 'Statement',
    words: 'The statements. A request is allowed when one allows it and none denies it.',
    start: '[|]',
  },
];

export const STATEMENT_ELEMENTS: readonly ElementWord[] = [
  {
    name: 'Sid',
    words: 'A name for the statement: it stands in the audit log as what decided.',
    start: '"|"',
  },
  { name: 'Effect', words: 'Allow or Deny. A Deny wins over every Allow.', start: '"Allow"' },
  { name: 'Principal', words: 'Who the statement speaks of.', start: '{"AWS": "|"}' },
  {
    name: 'NotPrincipal',
    words: 'Everybody but those named, strangers too. Name who is meant instead where you can.',
    start: '{"AWS": "|"}',
  },
  {
    name: 'Action',
    words: 'What may or may not be done. Patterns with * and ? match names.',
    start: '["|"]',
  },
  {
    name: 'NotAction',
    words: 'Everything but these actions, those of the future too. Name what is meant instead where you can.',
    start: '["|"]',
  },
  { name: 'Resource', words: 'On which keys. In a key policy it is this key: "*".', start: '"*"' },
  {
    name: 'NotResource',
    words: 'On everything but these. In a key policy it hardly ever fits.',
    start: '"*"',
  },
  {
    name: 'Condition',
    words:
      'What must hold of the request besides. All operators and keys must hold; of several values one is enough.',
    start: '{|}',
  },
];

export const EFFECT_WORDS: Readonly<Record<string, string>> = {
  Allow: 'Allows, unless some statement denies.',
  Deny: 'Denies, whatever else allows.',
};

export const PRINCIPAL_KINDS: readonly ElementWord[] = [
  { name: 'AWS', words: 'People, services and the account of this desk, by ARN.', start: '"|"' },
  {
    name: 'Service',
    words: 'A service of AWS. No caller of this desk is one: it matches nobody here.',
    start: '"|"',
  },
  {
    name: 'Federated',
    words: 'A provider of identities. No caller of this desk comes by one: it matches nobody here.',
    start: '"|"',
  },
];

export const SET_QUALIFIER_WORDS: Readonly<Record<string, string>> = {
  ForAllValues:
    'Every value of the request must match one of the policy. Holds also where the request has none.',
  ForAnyValue: 'One value of the request must match. Does not hold where the request has none.',
};

/** Every base operator of the language: what it compares, and how. */
export const OPERATOR_WORDS: Readonly<Record<string, string>> = {
  StringEquals: 'The same text, letter case included.',
  StringNotEquals: 'Another text. Holds also where the request has no such value.',
  StringEqualsIgnoreCase: 'The same text, whatever the letter case.',
  StringNotEqualsIgnoreCase: 'Another text, whatever the letter case. Holds also where there is no value.',
  StringLike: 'Matches a pattern: * is any text, ? one character.',
  StringNotLike: 'Does not match the pattern. Holds also where the request has no such value.',
  NumericEquals: 'The same number.',
  NumericNotEquals: 'Another number. Holds also where the request has no such value.',
  NumericLessThan: 'A smaller number.',
  NumericLessThanEquals: 'A number that is not larger.',
  NumericGreaterThan: 'A larger number.',
  NumericGreaterThanEquals: 'A number that is not smaller.',
  DateEquals: 'Exactly this moment.',
  DateNotEquals: 'Any other moment. Holds also where there is no value.',
  DateLessThan: 'Before this moment.',
  DateLessThanEquals: 'Not after this moment.',
  DateGreaterThan: 'After this moment.',
  DateGreaterThanEquals: 'Not before this moment.',
  Bool: 'true or false.',
  BinaryEquals: 'The same bytes, written in base64.',
  IpAddress: 'An address inside the network, as 10.0.0.0/8.',
  NotIpAddress: 'An address outside the network. Holds also where there is none.',
  ArnEquals: 'The same ARN, part by part; each part may hold * and ?.',
  ArnNotEquals: 'Another ARN. Holds also where there is none.',
  ArnLike: 'The same ARN, part by part; each part may hold * and ?.',
  ArnNotLike: 'Another ARN. Holds also where there is none.',
  Null: '"true": the request has no such value. "false": it has one.',
};

/** `ForAnyValue:StringLikeIfExists` of its parts. Null takes neither a qualifier nor IfExists. */
export const operatorName = ({ qualifier, base, ifExists }: OperatorName): string =>
  base === 'Null' ? base : `${qualifier === null ? '' : `${qualifier}:`}${base}${ifExists ? 'IfExists' : ''}`;

/** Operators that fit a kind of condition key, the most used first. Null fits all. */
export const OPERATORS_FOR: Readonly<Record<string, readonly string[]>> = {
  String: [
    'StringEquals',
    'StringLike',
    'StringNotEquals',
    'StringNotLike',
    'StringEqualsIgnoreCase',
    'StringNotEqualsIgnoreCase',
    'Null',
  ],
  Bool: ['Bool', 'Null'],
  Numeric: [
    'NumericEquals',
    'NumericNotEquals',
    'NumericLessThan',
    'NumericLessThanEquals',
    'NumericGreaterThan',
    'NumericGreaterThanEquals',
    'Null',
  ],
  Date: [
    'DateLessThan',
    'DateLessThanEquals',
    'DateGreaterThan',
    'DateGreaterThanEquals',
    'DateEquals',
    'DateNotEquals',
    'Null',
  ],
  ARN: ['ArnLike', 'ArnNotLike', 'ArnEquals', 'ArnNotEquals', 'Null'],
  IpAddress: ['IpAddress', 'NotIpAddress', 'Null'],
};

/** Operators that compare values of this kind. */
export const operatorsFor = (type: string): readonly string[] =>
  Object.hasOwn(OPERATORS_FOR, type) ? (OPERATORS_FOR[type] ?? []) : Object.keys(OPERATOR_WORDS);
