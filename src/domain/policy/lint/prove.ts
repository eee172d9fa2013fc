/**
 * Which candidates for a fix hold. `A`: everybody can do exactly what they could. `N`: nobody can do more. `R`: the parser refuses less.
 * `T`: the text can be saved if it could before. What is not proved is not offered.
 */
import { BudgetSpent, type Meter } from '../meter.ts';
import { compilePolicy } from '../compile.ts';
import { applyEdits, compatible } from './apply.ts';
import type { Relation } from './engine.ts';
import type { Fix } from './finding.ts';
import { worldWithoutGrants } from './without-grants.ts';
import { readPolicy } from '../read-policy.ts';
import type { LintSubject } from './rule.ts';
import { sameMeaning } from './same-meaning.ts';

/** Steps in the time of which a letter of a text is read, and its meaning said again. */
const READING = 1;
/** Likewise, is made part of what the comparison looks at. */
const PREPARING = 3;

/** The candidates that hold, in their order. A candidate that cannot be judged does not hold; nor does one when the work is spent. */
export function prove(
  subject: LintSubject,
  candidates: readonly Fix[] | (() => readonly Fix[]),
  work: Meter = subject.work,
): readonly Fix[] {
  try {
    if (work.isSpent) throw new BudgetSpent();
    const all = typeof candidates === 'function' ? candidates() : candidates;
    return all.filter((fix) => holds(subject, fix, work));
  } catch (error) {
    if (error instanceof BudgetSpent) subject.unasked('fix');
    return []; // the finding stands without a fix
  }
}

function holds(subject: LintSubject, { class: of, edits }: Fix, work: Meter): boolean {
  const { text, kind, document, problems, compiled, engine, world } = subject;
  if (edits.length === 0 || !compatible(edits)) return false;
  const edited = applyEdits(text, edits);
  if (edited === text) return false;
  work.spend(READING * edited.length);
  const after = readPolicy(edited, kind);
  if (of === 'R') return after.problems.length < problems.length;
  if (of === 'T') return after.problems.length <= problems.length;
  if (document === null || compiled === null || after.document === null || after.problems.length > 0)
    return false;
  if (sameMeaning(document, after.document)) return true;
  if (engine === null) return false;
  work.spend(PREPARING * edited.length);
  const edit = compilePolicy(after.document, kind);
  const proves = (relation: Relation): boolean =>
    relation === 'same' || (of === 'N' && relation === 'narrower');
  const without = worldWithoutGrants(world, document, after.document);
  if (without !== null && proves(engine.certify(compiled, edit, without, work))) return true;
  const relation = engine.certify(compiled, edit, world, work);
  if (relation === 'unknown' && work.isSpent) throw new BudgetSpent();
  return proves(relation);
}
