/** From facts to a report: each check's findings, what was accepted, and a score that says how it came about. */
import { acceptanceId, type Acceptance } from './acceptance.ts';
import { CHECKS } from './checks.ts';
import { WEIGHTS, type Check, type Finding } from './check.ts';
import type { PostureFacts } from './facts.ts';

export interface AcceptedFinding extends Finding {
  readonly acceptance: Acceptance;
}

/**
 * `passed`: nothing found. `accepted`: only what somebody bears. `failed`. `empty`: there is nothing of the kind that it looks at, and
 * it counts neither way.
 */
export type Verdict = 'passed' | 'accepted' | 'failed' | 'empty';

export interface CheckResult {
  readonly check: Check;
  readonly verdict: Verdict;
  readonly weight: number;
  readonly looked: number;
  readonly findings: readonly Finding[];
  readonly accepted: readonly AcceptedFinding[];
}

export interface Score {
  /** Checks and their weights: of those that count, and of those of them that are passed or accepted. */
  readonly checks: number;
  readonly passed: number;
  readonly weight: number;
  readonly passedWeight: number;
  /** Of `passed`: those that pass only because somebody bears what was found. */
  readonly byAcceptance: number;
  /** Whole percent, rounded down, so that 100 means all; null when nothing counts. */
  readonly percent: number | null;
}

/** One check on the facts. `accepted` knows the acceptances by `acceptanceId`; those that are over count no more. */
export function runCheck(
  check: Check,
  facts: PostureFacts,
  accepted: (id: string) => Acceptance | undefined,
): CheckResult {
  const looked = check.looksAt(facts);
  const findings: Finding[] = [];
  const borne: AcceptedFinding[] = [];
  for (const finding of check.find(facts)) {
    const acceptance = accepted(acceptanceId(check.code, finding.id));
    if (acceptance !== undefined && acceptance.until > facts.now) borne.push({ ...finding, acceptance });
    else findings.push(finding);
  }
  const verdict =
    findings.length > 0 ? 'failed' : borne.length > 0 ? 'accepted' : looked === 0 ? 'empty' : 'passed';
  return { check, verdict, weight: WEIGHTS[check.severity], looked, findings, accepted: borne };
}

/** Share of weighted checks passed. */
export function scoreOf(results: readonly CheckResult[]): Score {
  const counted = results.filter(({ verdict }) => verdict !== 'empty');
  const passed = counted.filter(({ verdict }) => verdict !== 'failed');
  const sum = (of: readonly CheckResult[]): number => of.reduce((total, { weight }) => total + weight, 0);
  const weight = sum(counted);
  return {
    checks: counted.length,
    passed: passed.length,
    weight,
    passedWeight: sum(passed),
    byAcceptance: passed.filter(({ verdict }) => verdict === 'accepted').length,
    percent: weight === 0 ? null : Math.floor((sum(passed) / weight) * 100),
  };
}

/** Every check, one result after the other, so that the caller may pause between them. */
export function* runChecks(
  facts: PostureFacts,
  accepted: (id: string) => Acceptance | undefined,
): Generator<CheckResult> {
  for (const check of CHECKS) yield runCheck(check, facts, accepted);
}
