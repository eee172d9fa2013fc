import type { JsonNode } from '../../../json/parse-json.ts';
import { removeParts } from '../edits.ts';
import { keyPolicy, role } from '../examples.ts';
import { statementAt, statementNodes } from '../facts.ts';
import type { TextEdit } from '../finding.ts';
import type { LintSubject, RuleDoc } from '../rule.ts';
import { withoutStatements } from '../statement-edits.ts';
import { refusalRule } from './refusal-rule.ts';

export const principalDeletedId = refusalRule({
  code: 'principal-deleted-id',
  kinds: ['key'],
  repair: (subject, { from }) => {
    const index = statementAt(subject, from);
    const statement = statementNodes(subject)[index ?? -1];
    if (index === null || statement === undefined) return [];
    const edits = without(subject, statement, index, from);
    return edits === null ? [] : [{ class: 'R', title: 'Take it out', edits }];
  },
});

export const principalDeletedIdDoc = (): RuleDoc => ({
  title: 'The id of a principal that was deleted',
  fixes: ['R'],
  why: 'A policy speaks of people and services by an id that is never used again, so that a new role of the same name does not inherit the access of the old one. When the principal is deleted, its id (AIDA… of a user, AROA… of a role) is what is left in the policy. It gives nobody anything, and the policy cannot be saved again until it is gone.',
  example: {
    fires: keyPolicy({ Principal: { AWS: [role('app'), 'AROAJQABLZS4A3QDU576Q'] } }),
    silent: keyPolicy({ Principal: { AWS: [role('app')] } }),
  },
});

function without(
  subject: LintSubject,
  statement: JsonNode,
  index: number,
  at: number,
): readonly TextEdit[] | null {
  const principal =
    statement.kind === 'object' ? statement.members.find(({ name }) => name === 'Principal') : undefined;
  if (principal?.value.kind !== 'object') return null;
  for (const { value } of principal.value.members) {
    if (value.kind === 'array' && value.items.length > 1) {
      const item = value.items.findIndex(({ from }) => from === at);
      if (item !== -1) return removeParts(value, [item]);
    }
  }
  return withoutStatements(subject, [index]);
}
