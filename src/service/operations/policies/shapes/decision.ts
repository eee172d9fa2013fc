/** A decision and its reasons, as operations tell them. */
import * as z from 'zod';
import type { DecidedBy } from '../../../../domain/audit/event.ts';
import { MISS_REASONS, type Miss } from '../../../../domain/policy/misses.ts';
import type { Decision, StatementTrace } from '../../../../domain/policy/evaluate.ts';

export const decidedBy = z.object({
  Source: z.enum(['KEY_POLICY', 'IDENTITY_POLICY', 'GRANT', 'ROOT']),
  /** Key id of a key policy, name of an identity policy, id of a grant. */
  Policy: z.string(),
  Statement: z.int(),
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  /** The caller may not read that policy: which statement it was is not told, and Statement is 0. */
  Hidden: z.literal(true).optional(),
});

/** What the caller may not read of a policy is left out. */
export const hiddenOf = <T extends { readonly Statement: number; readonly Sid?: string | undefined }>({
  Sid: _sid,
  ...rest
}: T) => ({ ...rest, Statement: 0, Hidden: true as const });

export const decidedByOf = ({
  source,
  policy,
  statement,
  sid,
  effect,
}: DecidedBy): z.output<typeof decidedBy> => ({
  Source: source,
  Policy: policy,
  Statement: statement,
  ...(sid === null ? {} : { Sid: sid }),
  Effect: effect,
});

const miss = z.object({
  Element: z.enum(['principal', 'action', 'resource', 'condition']),
  /** Of a condition. */
  Operator: z.string().optional(),
  Key: z.string().optional(),
  /** NotPrincipal, NotAction, NotResource: it wanted anything but this. */
  Inverted: z.boolean().optional(),
  /** As written; policy variables with what they stood for, where they had a value. */
  Wanted: z.array(z.string()),
  /** What the request had; absent: the condition key is not in it. */
  Given: z.array(z.string()).optional(),
  /**
   * Of a condition of a policy. `absent`: the request has no value. `unknown-key`: no request ever has one. `no-value`: a policy variable
   * stands for nothing here. `policy-type`, `request-type`: a value is not of the operator's type. `differs`: the values do not fit.
   */
  Why: z.enum(MISS_REASONS).optional(),
});

export const statementTrace = z.object({
  Source: z.enum(['KEY_POLICY', 'IDENTITY_POLICY', 'GRANT']),
  Policy: z.string(),
  Statement: z.int(),
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Matched: z.boolean(),
  /** How it speaks of the caller; absent: it does not. */
  Reach: z.enum(['named', 'account', 'attached']).optional(),
  Misses: z.array(miss),
  /** Elements that matched, of all; 0 of 0 when hidden. */
  Met: z.int(),
  Of: z.int(),
  /** The caller may not read that policy: it is one row for what it allows, one for what it denies. Statement is 0. */
  Hidden: z.literal(true).optional(),
});

const listOf = (value: string | readonly string[]): string[] =>
  typeof value === 'string' ? [value] : [...value];

const missOf = (each: Miss): z.output<typeof miss> => ({
  Element: each.element,
  Wanted: each.wanted.map((text, i) => each.substituted?.[i] ?? text),
  ...(each.element === 'condition'
    ? { Operator: each.operator, Key: each.key, ...(each.why === undefined ? {} : { Why: each.why }) }
    : each.inverted
      ? { Inverted: true }
      : {}),
  ...(each.given === undefined ? {} : { Given: listOf(each.given) }),
});

export const traceOf = (trace: StatementTrace): z.output<typeof statementTrace> => ({
  Source: trace.source,
  Policy: trace.policy,
  Statement: trace.statement,
  ...(trace.sid === null ? {} : { Sid: trace.sid }),
  Effect: trace.effect,
  Matched: trace.matched,
  ...(trace.reach === null ? {} : { Reach: trace.reach }),
  Misses: trace.misses.map(missOf),
  Met: trace.met,
  Of: trace.of,
});

export const decision = z.object({
  Allowed: z.boolean(),
  /** Of a refusal, in AWS KMS's words. */
  Reason: z.string().optional(),
  /** Empty: nothing allows it. */
  DecidedBy: z.array(decidedBy),
});

export const decisionOf = (made: Decision): z.output<typeof decision> => ({
  Allowed: made.allowed,
  ...(made.allowed ? {} : { Reason: made.reason }),
  DecidedBy: made.decidedBy.map(decidedByOf),
});
