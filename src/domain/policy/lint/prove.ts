/**
 * Which candidates for a fix hold. `A`: everybody can do exactly what they could. `N`: nobody can do more. `R`: the parser refuses less.
 * `T`: the text can be saved if it could before. What is not proved is not offered.
 */
import { compilePolicy } from '../compile.ts';
import { applyEdits, compatible } from './apply.ts';
import type { Fix } from './finding.ts';
import { readPolicy } from './read.ts';
import type { LintSubject } from './rule.ts';
import { sameMeaning } from './same-meaning.ts';

/** The candidates that hold, in their order. A candidate that cannot be judged does not hold. */
export function prove(
  subject: LintSubject,
  candidates: readonly Fix[] | (() => readonly Fix[]),
): readonly Fix[] {
  try {
    const all = typeof candidates === 'function' ? candidates() : candidates;
    return all.filter((fix) => holds(subject, fix));
  } catch {
    return []; // the finding stands without a fix
  }
}

function holds(subject: LintSubject, { class: of, edits }: Fix): boolean {
  const { text, kind, document, problems, compiled, engine, world } = subject;
  if (edits.length === 0 || !compatible(edits)) return false;
  const edited = applyEdits(text, edits);
  if (edited === text) return false;
  const after = readPolicy(edited, kind);
  if (of === 'R') return after.problems.length < problems.length;
  if (of === 'T') return after.problems.length <= problems.length;
  if (document === null || compiled === null || after.document === null || after.problems.length > 0)
    return false;
  if (sameMeaning(document, after.document)) return true;
  if (engine === null) return false;
  const relation = engine.certify(compiled, compilePolicy(after.document, kind), world);
  return relation === 'same' || (of === 'N' && relation === 'narrower');
}
