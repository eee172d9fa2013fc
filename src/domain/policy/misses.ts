/** What of a statement did not match a request, and why: for explanations, by the tests that decide. */
import type { CompiledCondition, CompiledStatement } from './compile.ts';
import { conditionKey } from './condition-keys.ts';
import type { Located, PolicyPrincipal } from './document.ts';
import { operatorRow, substituted, type ConditionLookup, type ConditionValue } from './operators.ts';

/**
 * Why a condition does not hold. `absent`: the request has no value. `unknown-key`: no request ever has one. `no-value`: a policy variable
 * stands for nothing here. `policy-type`, `request-type`: a value is not of the operator's type, so that it can match nothing. `differs`:
 * the values do not fit, or, of a negated operator, they do.
 */
export const MISS_REASONS = [
  'absent',
  'unknown-key',
  'no-value',
  'policy-type',
  'request-type',
  'differs',
] as const;
export type MissReason = (typeof MISS_REASONS)[number];

/** What it wanted, and what the request had (undefined: the condition key is absent). */
export type Miss =
  | {
      readonly element: 'principal' | 'action' | 'resource';
      /** NotPrincipal, NotAction, NotResource: it wanted anything but this. */
      readonly inverted: boolean;
      readonly wanted: readonly string[];
      readonly given: string;
      readonly substituted?: readonly (string | null)[];
    }
  | {
      readonly element: 'condition';
      readonly operator: string;
      readonly key: string;
      readonly wanted: readonly string[];
      readonly given: ConditionValue;
      /** Of a condition of a policy. */
      readonly why?: MissReason;
      /** Where policy variables stand in `wanted`: the same values with what they stood for; null where one had no value. */
      readonly substituted?: readonly (string | null)[];
    };

const texts = (list: readonly Located[]): readonly string[] => list.map(({ text }) => text);

export const principalMiss = ({ written }: CompiledStatement, given: string): Miss => ({
  element: 'principal',
  inverted: written.not.principal,
  wanted: (written.principals ?? []).map(nameOf),
  given,
});

function nameOf(principal: PolicyPrincipal): string {
  if (principal.type === 'principal') return principal.arn;
  if (principal.type === 'account') return principal.account;
  return principal.type === 'outside' ? principal.name : '*';
}

export const actionMiss = ({ written }: CompiledStatement, given: string): Miss => ({
  element: 'action',
  inverted: written.not.action,
  wanted: texts(written.actions),
  given,
});

export function resourceMiss(
  { written, version }: CompiledStatement,
  given: string,
  values: ConditionLookup,
): Miss {
  const wanted = texts(written.resources);
  const open = version === '2012-10-17' && wanted.some((text) => text.includes('${'));
  return {
    element: 'resource',
    inverted: written.not.resource,
    wanted,
    given,
    ...(open ? { substituted: substituted(wanted, values) } : {}),
  };
}

/** Of a condition that does not hold. */
export function conditionMiss(condition: CompiledCondition, values: ConditionLookup): Miss {
  const { operator, key, wanted, folded, open } = condition;
  const known = conditionKey(folded) !== undefined;
  const given = known ? values(folded) : undefined;
  const read = open ? substituted(wanted, values) : wanted;
  return {
    element: 'condition',
    operator,
    key,
    wanted,
    given,
    why: known ? reasonOf(condition, given, read) : 'unknown-key',
    ...(open ? { substituted: read } : {}),
  };
}

function reasonOf(
  { base }: CompiledCondition,
  given: ConditionValue,
  read: readonly (string | null)[],
): MissReason {
  const row = operatorRow(base);
  if (row?.type === 'Null') return 'differs';
  if (given === undefined || (typeof given !== 'string' && given.length === 0)) return 'absent';
  const readable = read.filter((text) => text !== null);
  if (readable.length === 0 || (row?.negated === true && readable.length < read.length)) return 'no-value';
  if (row?.negated === true) return 'differs';
  if (readable.every((text) => row?.refuse(text) !== null)) return 'policy-type';
  const list = typeof given === 'string' ? [given] : given;
  return list.every((text) => row?.refuse(text) !== null) ? 'request-type' : 'differs';
}
