/** Words of a statement that name nothing: what the author meant is for a person to say, so the statement is not taken away unasked. */
import type { PolicyStatement } from '../document.ts';
import { holdsOnAbsence } from './condition-key-scope.ts';
import { perSubject } from './facts.ts';
import type { LintSubject } from './rule.ts';

const RULES_OF_WORDS: readonly string[] = [
  'unknown-action',
  'dead-action-pattern',
  'foreign-service-action',
  'principal-unknown',
  'unknown-condition-key',
  'value-whitespace',
];

/** Where such words stand, by the index of their statement. */
const wordsOf = perSubject((subject): ReadonlyMap<number, ReadonlySet<number>> => {
  const out = new Map<number, Set<number>>();
  for (const { statement, from } of RULES_OF_WORDS.flatMap((code) => subject.firing(code) ?? [])) {
    if (statement === null) continue;
    const places = out.get(statement);
    if (places === undefined) out.set(statement, new Set([from]));
    else places.add(from);
  }
  return out;
});

export const isMisspelled = (subject: LintSubject, { index }: PolicyStatement): boolean =>
  wordsOf(subject).has(index);

/** Is it such a word that no request matches the statement? Its own finding then says so, and which word was meant. */
export function isIdleByWord(subject: LintSubject, statement: PolicyStatement): boolean {
  const places = wordsOf(subject).get(statement.index);
  if (places === undefined) return false;
  const { not, actions, principals, conditions } = statement;
  const all = (words: readonly { readonly from: number }[]): boolean =>
    words.length > 0 && words.every(({ from }) => places.has(from));
  return (
    (!not.action && all(actions)) ||
    (!not.principal && all(principals ?? [])) ||
    conditions.some((condition) => places.has(condition.keyPlace.from) && !holdsOnAbsence(condition))
  );
}
