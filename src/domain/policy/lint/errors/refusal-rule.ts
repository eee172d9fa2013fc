/** Rules whose findings are the parser's refusals: it says what is wrong and where, they explain and repair. */
import type { PolicyKind, PolicyProblem } from '../../document.ts';
import type { Fix } from '../finding.ts';
import { refusal, refusalsOf } from '../problem-rules.ts';
import type { LintSubject, Rule } from '../rule.ts';

type Row = Omit<Rule, 'check' | 'severity' | 'group' | 'kinds'> & {
  readonly kinds?: readonly PolicyKind[];
  /** Ways to repair it, best first. */
  readonly repair?: (subject: LintSubject, problem: PolicyProblem) => readonly Fix[];
};

export const refusalRule = ({ kinds = ['key', 'identity'], repair, ...row }: Row): Rule => ({
  ...row,
  group: 'errors',
  severity: 'error',
  kinds,
  check: (subject) =>
    refusalsOf(subject, row.code).map((problem) => ({
      ...refusal(subject, problem),
      fixes: repair === undefined ? [] : () => repair(subject, problem),
    })),
});

/** Puts text in the place of what is refused. */
export const repaired = (
  title: string,
  { from, to }: { readonly from: number; readonly to: number },
  insert: string,
): Fix => ({ class: 'R', title, edits: [{ from, to, insert }] });

/** What the author wrote at a place: a string's value, or the text. */
export function writtenAt(
  { text }: LintSubject,
  { from, to }: { readonly from: number; readonly to: number },
): string {
  const written = text.slice(from, to);
  try {
    const value: unknown = JSON.parse(written);
    return typeof value === 'string' ? value : written;
  } catch {
    return written;
  }
}
