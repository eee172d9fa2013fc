/** Statements that give too much, by what the other rules find: what stands beside them is not the one to take away. */
import type { PolicyStatement } from '../document.ts';
import { perSubject } from './facts.ts';
import type { LintSubject } from './rule.ts';

/** The widest last. */
const RULES_OF_WIDTH: readonly (readonly string[])[] = [
  ['full-access-principal'],
  ['allow-notaction', 'allow-notprincipal'],
  ['public', 'public-weak-condition', 'public-via-negation'],
];

const widths = perSubject((subject): ReadonlyMap<number | null, number> => {
  const out = new Map<number | null, number>();
  for (const [index, codes] of RULES_OF_WIDTH.entries())
    for (const { statement } of codes.flatMap((code) => subject.firing(code) ?? []))
      out.set(statement, index + 1);
  return out;
});

/** How much too much the statement gives; 0: nothing was found. */
export const widthOf = (subject: LintSubject, { index }: PolicyStatement): number =>
  widths(subject).get(index) ?? 0;
