import { insertFirstMember, type JsonValue } from '../edits.ts';
import { keyPolicy } from '../examples.ts';
import { actionsOf, nodeOf, statementsOf, whoWords } from '../facts.ts';
import type { Fix } from '../finding.ts';
import type { LintSubject, Rule } from '../rule.ts';
import type { PolicyStatement } from '../../document.ts';

export const SID_MISSING: Rule = {
  code: 'sid-missing',
  group: 'hygiene',
  severity: 'info',
  kinds: ['key', 'identity'],
  title: 'Statement without a Sid',
  why: 'A statement without a name is known by its number only, and the number changes when a statement before it comes or goes. Reviews, comparisons, audit events ("decided by …") and accepted findings all speak of statements: give each a Sid that says what it is for.',
  fixes: ['A'],
  example: {
    fires: keyPolicy({ Action: 'kms:Decrypt' }),
    silent: keyPolicy({ Sid: 'The app decrypts', Action: 'kms:Decrypt' }),
  },
  *check(subject) {
    for (const statement of statementsOf(subject)) {
      if (statement.sid !== null) continue;
      yield {
        from: statement.from,
        to: statement.from + 1,
        statement: statement.index,
        message: `Statement ${statement.index + 1} has no Sid. Audit events and reviews can only call it by its number, which changes when another statement comes or goes. Name it after what it is for.`,
        fixes: () => fixes(subject, statement),
      };
    }
  },
};

const LONGEST = 64;

/** `Allow role/app Decrypt`, made unlike the Sids that are there. */
function sidFor(subject: LintSubject, statement: PolicyStatement): string {
  const actions = [...actionsOf(statement)];
  const what =
    actions.length === 1 ? (actions[0]?.replace(/^[^:]*:/, '') ?? '') : `${actions.length} actions`;
  const stem = `${statement.effect} ${whoWords(subject.world, statement)} ${what}`
    .slice(0, LONGEST)
    .trimEnd();
  const taken = new Set(statementsOf(subject).map(({ sid }) => sid));
  for (let number = 1; ; number++) {
    const sid = number === 1 ? stem : `${stem} ${number}`;
    if (!taken.has(sid)) return sid;
  }
}

function fixes(subject: LintSubject, statement: PolicyStatement): readonly Fix[] {
  const node = nodeOf(subject, statement);
  if (node === null) return [];
  const sid: JsonValue = sidFor(subject, statement);
  return [
    {
      class: 'A',
      title: `Name it ${JSON.stringify(sid)}`,
      edits: [insertFirstMember(subject.text, node, 'Sid', sid)],
    },
  ];
}
