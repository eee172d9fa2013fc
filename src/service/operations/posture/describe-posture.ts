import * as z from 'zod';
import { GROUPS, type Finding } from '../../../domain/posture/check.ts';
import { checkOf } from '../../../domain/posture/checks.ts';
import type { Acceptance } from '../../../domain/posture/acceptance.ts';
import type { CheckResult } from '../../../domain/posture/report.ts';
import { ServiceError } from '../../errors.ts';
import { effect, operation } from '../../operation.ts';
import { postureOf } from '../../posture/posture.ts';
import { timestamp } from '../../schema.ts';

/** Objects of each check in an answer about all of them. */
const FEW = 5;
/** Objects in one page of an answer about one check. */
const PAGE = 100;

const finding = z.object({
  Kind: z.enum(['key', 'principal', 'accessKey', 'identityPolicy', 'desk']),
  Id: z.string(),
  Name: z.string(),
  /** Why it was found. */
  Reason: z.string(),
  /** The owner of an access key. */
  PrincipalId: z.string().optional(),
});

const acceptedFinding = finding.extend({
  Acceptance: z.object({ Reason: z.string(), By: z.string(), Time: timestamp, Until: timestamp }),
});

const checkResult = z.object({
  Code: z.string(),
  Group: z.enum(Object.keys(GROUPS) as [keyof typeof GROUPS]), // its own keys, and there are some
  GroupTitle: z.string(),
  /** The rule. */
  Title: z.string(),
  /** What was found, in one line; the rule where nothing was. */
  Headline: z.string(),
  Severity: z.enum(['high', 'medium', 'low']),
  Weight: z.int(),
  Why: z.string(),
  Fix: z.string(),
  Verdict: z.enum(['passed', 'accepted', 'failed', 'empty']),
  /** Objects looked at, found, and found but accepted. */
  Looked: z.int(),
  Found: z.int(),
  AcceptedCount: z.int(),
  Objects: z.array(finding),
  Accepted: z.array(acceptedFinding),
});

const wireFinding = ({ kind, id, name, reason, principalId }: Finding): z.output<typeof finding> => ({
  Kind: kind,
  Id: id,
  Name: name,
  Reason: reason,
  ...(principalId === undefined ? {} : { PrincipalId: principalId }),
});

const wireAcceptance = ({ reason, acceptedBy, acceptedAt, until }: Acceptance) => ({
  Reason: reason,
  By: acceptedBy,
  Time: new Date(acceptedAt),
  Until: new Date(until),
});

function wireResult(result: CheckResult, from: number, most: number): z.output<typeof checkResult> {
  const { check, verdict, weight, looked, findings, accepted } = result;
  return {
    Code: check.code,
    Group: check.group,
    GroupTitle: GROUPS[check.group],
    Title: check.title,
    Headline: findings.length === 0 ? check.title : check.found(findings),
    Severity: check.severity,
    Weight: weight,
    Why: check.why,
    Fix: check.fix,
    Verdict: verdict,
    Looked: looked,
    Found: findings.length,
    AcceptedCount: accepted.length,
    Objects: findings.slice(from, from + most).map(wireFinding),
    Accepted: accepted.slice(0, PAGE).map((each) => ({
      ...wireFinding(each),
      Acceptance: wireAcceptance(each.acceptance),
    })),
  };
}

/**
 * How well the keys are governed, by live checks: what each found, why it matters and what mends it; what was accepted; a score with
 * its parts. About all checks with a few objects each, or about one with a page of them.
 */
export const describePosture = operation.onAccount({
  name: 'DescribePosture',
  class: 'read',
  input: z.object({
    /** One check, by its code. */
    Check: z.string().min(1).max(64).optional(),
    /** Objects of that check to skip. */
    From: z.int().min(0).max(1_000_000).optional(),
  }),
  output: z.object({
    /** When it was computed: changes since are in, uses of the last minute may not be. */
    Time: timestamp,
    Keys: z.int(),
    Score: z.object({
      /** Absent on a desk with nothing to check. */
      Percent: z.int().optional(),
      Checks: z.int(),
      Passed: z.int(),
      Weight: z.int(),
      PassedWeight: z.int(),
      /** Of those passed: only because somebody accepted what was found. */
      ByAcceptance: z.int(),
    }),
    Checks: z.array(checkResult),
  }),
  errors: ['NotFoundException'],
  permissions: () => [{ action: 'keydesk:DescribePosture', key: null, resource: '*' }],
  parameters: ({ Check }) => (Check === undefined ? [] : [['Check', Check]]),
  plan: ({ state, desk, input }) => {
    if (input.Check !== undefined && checkOf(input.Check) === undefined)
      throw new ServiceError('NotFoundException', 'There is no such check.');
    return effect(
      ({ policies, keeper }) => postureOf({ state, desk, policies, keeper }),
      ({ computedAt, keys, score, results }) => ({
        output: {
          Time: new Date(computedAt),
          Keys: keys,
          Score: {
            ...(score.percent === null ? {} : { Percent: score.percent }),
            Checks: score.checks,
            Passed: score.passed,
            Weight: score.weight,
            PassedWeight: score.passedWeight,
            ByAcceptance: score.byAcceptance,
          },
          Checks: results
            .filter(({ check }) => input.Check === undefined || check.code === input.Check)
            .map((result) =>
              input.Check === undefined
                ? wireResult(result, 0, FEW)
                : wireResult(result, input.From ?? 0, PAGE),
            ),
        },
      }),
    );
  },
});
