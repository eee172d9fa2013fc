/** The linter with everything that the service can give it. */
import type { PolicyDocument, PolicyKind } from '../../../domain/policy/document.ts';
import type { Finding } from '../../../domain/policy/lint/finding.ts';
import { parsePolicy } from '../../../domain/policy/parse.ts';
import type { PolicyWorld } from '../../../domain/policy/world.ts';
import type { SuppressionEntity } from '../../../domain/state/entities.ts';

export interface Linted {
  readonly findings: readonly Finding[];
  /** Null when nothing could be read. */
  readonly document: PolicyDocument | null;
}

export function lintText(
  text: string,
  kind: PolicyKind,
  _world: PolicyWorld,
  _suppressions: readonly SuppressionEntity[],
): Linted {
  const parsed = parsePolicy(text, kind);
  if (parsed.ok) return { findings: [], document: parsed.document };
  return {
    findings: parsed.problems.map(({ code, message, from, to }) => ({
      code,
      severity: 'error',
      message,
      from,
      to,
      statement: null,
      fixes: [],
    })),
    document: null,
  };
}
