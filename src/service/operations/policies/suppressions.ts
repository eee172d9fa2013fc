/** Findings of a key's policy that somebody bears until a date. */
import type { PolicyDocument } from '../../../domain/policy/document.ts';
import type { Finding } from '../../../domain/policy/lint/finding.ts';
import type { SuppressionEntity } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';

export function* suppressionsOf(state: State, keyId: string): Generator<SuppressionEntity> {
  for (const each of state.all('suppression')) if (each.keyId === keyId) yield each;
}

/** The one that silences the finding at `now` (ms); of several, that of the statement itself. */
export function silencedBy(
  { code, statement }: Finding,
  document: PolicyDocument | null,
  suppressions: readonly SuppressionEntity[],
  now: number,
): SuppressionEntity | undefined {
  const sid =
    statement === null ? null : (document?.statements.find(({ index }) => index === statement)?.sid ?? null);
  const fit = suppressions.filter(
    (each) => each.code === code && each.until > now && (each.statement === null || each.statement === sid),
  );
  return fit.find((each) => each.statement !== null) ?? fit[0];
}
