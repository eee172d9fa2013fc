import type { PolicyStatement } from '../../document.ts';
import { actionsOf, freshSid, whoWords } from '../facts.ts';
import type { LintSubject } from '../rule.ts';

const LONGEST = 64;

/** A Sid that says what the statement does: `Allow role app Decrypt`. Unlike those that are there. */
export function sidFor(subject: LintSubject, statement: PolicyStatement): string {
  const actions = [...actionsOf(statement)];
  const [only] = actions;
  const what =
    actions.length === 1 && only !== undefined ? only.replace(/^[^:]*:/, '') : `${actions.length} actions`;
  const who = whoWords(subject.world, statement).replaceAll(/[^A-Za-z0-9 .@_-]+/g, ' ');
  return freshSid(subject, `${statement.effect} ${who} ${what}`.slice(0, LONGEST).trimEnd());
}
