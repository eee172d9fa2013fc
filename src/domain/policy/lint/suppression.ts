import type { PolicyStatement } from '../document.ts';
import type { Finding } from './finding.ts';

/** A finding that somebody accepted, with the reason. It is kept beside the policy, never in its text. */
export interface Suppression {
  /** Of the rule: `public`. */
  readonly code: string;
  /** Sid of the statement; null: of the whole policy, wherever the code is found. */
  readonly statement: string | null;
  readonly reason: string;
  /** ms; null: no end was set. */
  readonly until: number | null;
}

const sidOf = (
  statements: readonly Pick<PolicyStatement, 'index' | 'sid'>[],
  statement: number | null,
): string | null =>
  statement === null ? null : (statements.find(({ index }) => index === statement)?.sid ?? null);

/** Whether a finding in these statements is what a suppression of this code and statement (Sid; null: wherever) is about. */
export const isOf = (
  finding: Finding,
  statements: readonly Pick<PolicyStatement, 'index' | 'sid'>[],
  code: string,
  statement: string | null,
): boolean =>
  finding.code === code && (statement === null || statement === sidOf(statements, finding.statement));

/**
 * The one that silences the finding at `now` (ms); of several, that of the statement itself. What keeps a policy from being saved is never
 * silenced.
 */
export function silencedBy<S extends Suppression>(
  finding: Finding,
  statements: readonly Pick<PolicyStatement, 'index' | 'sid'>[],
  suppressions: readonly S[],
  now: number,
): S | undefined {
  if (finding.blocks) return undefined;
  const fit = suppressions.filter(
    ({ code, statement, until }) =>
      (until === null || until > now) && isOf(finding, statements, code, statement),
  );
  return fit.find(({ statement }) => statement !== null) ?? fit[0];
}
