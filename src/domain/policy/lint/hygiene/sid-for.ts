import type { PolicyStatement } from '../../document.ts';
import { actionsOf, freshSid, whoWords } from '../facts.ts';
import type { LintSubject } from '../rule.ts';

const LONGEST = 64;

/** A Sid that says what the statement does: `Allow role app Decrypt`. Unlike those that are there. */
export function sidFor(subject: LintSubject, statement: PolicyStatement): string {
  const actions = [...actionsOf(statement)];
  const [first] = actions;
  // How many a pattern covers changes with the catalogue: a name must not.
  const what =
    first === undefined
      ? 'nothing'
      : statement.not.action || statement.actions.some(({ text }) => text.endsWith('*'))
        ? 'what it names'
        : `${first.replace(/^[^:]*:/, '')}${actions.length === 1 ? '' : ` and ${actions.length - 1} more`}`;
  const who = whoWords(subject.world, statement).replaceAll(/[^A-Za-z0-9 .@_-]+/g, ' ');
  return freshSid(subject, `${statement.effect} ${who} ${what}`.slice(0, LONGEST).trimEnd());
}
