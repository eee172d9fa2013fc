/** Statements that have no effect, for the four rules about them: each statement belongs to one of the rules. */
import type { PolicyStatement } from '../../document.ts';
import type { Idleness } from '../engine.ts';
import { nameOf, perSubject, statementsOf } from '../facts.ts';
import type { Fix } from '../finding.ts';
import { worldForIdle } from '../grants-asked.ts';
import { isMisspelled } from '../misspelled.ts';
import type { LintSubject } from '../rule.ts';
import { candidate, withoutStatements } from '../statement-edits.ts';

export interface Idle {
  readonly statement: PolicyStatement;
  readonly why: Idleness;
  readonly by: readonly PolicyStatement[];
}

const all = perSubject((subject): readonly Idle[] => {
  const { engine, compiled, world, work } = subject;
  if (engine === null || compiled === null) return [];
  const byIndex = new Map(statementsOf(subject).map((statement) => [statement.index, statement]));
  const found = engine.idle(compiled, worldForIdle(world), work);
  if (found === null) subject.unasked('idle');
  return (found ?? []).flatMap(({ index, why, by }) => {
    const statement = byIndex.get(index);
    return statement === undefined
      ? []
      : [{ statement, why, by: by.flatMap((each) => byIndex.get(each) ?? []) }];
  });
});

export const idleOf = (subject: LintSubject, why: Idleness): readonly Idle[] =>
  all(subject).filter((each) => each.why === why);

/** `Statement "A" and statement 2`; '' when it is not known which. */
export const namesOf = (statements: readonly PolicyStatement[]): string =>
  statements.map((statement) => nameOf(statement).replace(/^Statement/, 'statement')).join(' and ');

/** The brace of the statement: the whole of it may fill the screen. */
export const headOf = ({ from, index }: PolicyStatement) => ({ from, to: from + 1, statement: index });

/** Its removal: safe in bulk, but where a word in it names nothing. Then the author meant something, and it is for a person to say what. */
export const removalOf = (subject: LintSubject, statement: PolicyStatement): readonly Fix[] =>
  candidate(
    isMisspelled(subject, statement) ? 'T' : 'A',
    `Remove ${nameOf(statement)}`,
    withoutStatements(subject, [statement.index]),
  );
