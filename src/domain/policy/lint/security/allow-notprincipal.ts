import { isPublic } from '../strangers.ts';
import { keyPolicy, role } from '../examples.ts';
import { elementOf, nameOf, principalWords, statementsOf } from '../facts.ts';
import { fix } from '../narrow.ts';
import { renameMember } from '../edits.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { at, listed } from '../shared-words.ts';

export const allowNotPrincipal: Rule = {
  code: 'allow-notprincipal',
  group: 'security',
  severity: 'high',
  kinds: ['key'],
  *check(subject) {
    for (const statement of statementsOf(subject)) {
      if (statement.effect !== 'Allow' || !statement.not.principal || statement.principals === null) continue;
      const element = elementOf(subject, statement, 'NotPrincipal');
      const who = listed(statement.principals.map((principal) => principalWords(subject.world, principal)));
      yield {
        ...at(element?.place ?? statement),
        statement: statement.index,
        // Bound by its conditions to callers that the policy knows: wide, and not open.
        severity: isPublic(subject, statement) || subject.compiled === null ? 'high' : 'medium',
        message: `${nameOf(statement)} allows everybody except ${who}, also those who do not exist yet. Name those who are meant in Principal.`,
        fixes:
          element === undefined
            ? []
            : fix('T', `Allow ${who} instead: NotPrincipal becomes Principal`, [
                renameMember(element, 'Principal'),
              ]),
      };
    }
  },
};

export const allowNotPrincipalDoc = (): RuleDoc => ({
  title: 'An Allow names whom it does not mean',
  fixes: ['T'],
  why: 'Allow with NotPrincipal lets in everybody except those listed: people and services to come, and in AWS other accounts. To allow some, name them in Principal; to keep some out, write a Deny that names them.',
  example: {
    fires: keyPolicy({ NotPrincipal: { AWS: role('app') } }),
    silent: keyPolicy({ Principal: { AWS: role('app') } }),
  },
});
