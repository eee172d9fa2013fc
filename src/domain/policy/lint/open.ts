/** Statements that give too much, by what the other rules find: what stands beside them is not the one to take away. */
import type { PolicyStatement } from '../document.ts';
import { perSubject } from './facts.ts';
import type { LintSubject } from './rule.ts';

const RULES_OF_WIDTH: readonly string[] = [
  'public',
  'public-weak-condition',
  'public-via-negation',
  'allow-notprincipal',
  'allow-notaction',
  'full-access-principal',
];

const widthOf = perSubject(
  (subject): ReadonlySet<number | null> =>
    new Set(RULES_OF_WIDTH.flatMap((code) => subject.firing(code) ?? []).map(({ statement }) => statement)),
);

export const isOpen = (subject: LintSubject, { index }: PolicyStatement): boolean =>
  widthOf(subject).has(index);
