/** Findings of a key's policy that somebody bears until a date. */
import type { PolicyDocument } from '../../../domain/policy/document.ts';
import type { Finding } from '../../../domain/policy/lint/finding.ts';
import type { SuppressionEntity } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';

export function* suppressionsOf(state: State, keyId: string): Generator<SuppressionEntity> {
  for (const each of state.all('suppression')) if (each.keyId === keyId) yield each;
}

const sidOf = (document: PolicyDocument | null, statement: number | null): string | null =>
  statement === null ? null : (document?.statements.find(({ index }) => index === statement)?.sid ?? null);

/** Whether a finding is what a suppression of this code and statement (Sid; null: wherever) is about. */
export const isOf = (
  finding: Finding,
  document: PolicyDocument | null,
  code: string,
  statement: string | null,
): boolean =>
  finding.code === code && (statement === null || statement === sidOf(document, finding.statement));

/** The one that silences the finding at `now` (ms); of several, that of the statement itself. */
export function silencedBy(
  finding: Finding,
  document: PolicyDocument | null,
  suppressions: readonly SuppressionEntity[],
  now: number,
): SuppressionEntity | undefined {
  const fit = suppressions.filter(
    ({ code, statement, until }) => until > now && isOf(finding, document, code, statement),
  );
  return fit.find(({ statement }) => statement !== null) ?? fit[0];
}
