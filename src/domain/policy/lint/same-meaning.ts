/** The cheap proof that two policies allow the same: they say the same, in another order, spelling or layout. "No" proves nothing. */
import type { PolicyCondition, PolicyDocument, PolicyPrincipal, PolicyStatement } from '../document.ts';
import { actionsOf } from './facts.ts';

const sorted = (values: Iterable<string>): readonly string[] => [...new Set(values)].toSorted();

function principalKey(principal: PolicyPrincipal): string {
  switch (principal.type) {
    case 'anyone':
      return '*';
    case 'account':
      return `account ${principal.account}`;
    case 'principal':
      return principal.arn;
    case 'outside':
      return `outside ${principal.kind} ${principal.name}`;
  }
}

const conditionKey = ({ operator, key, values }: PolicyCondition): string =>
  JSON.stringify([operator, key.toLowerCase(), sorted(values.map(({ text }) => text))]);

/** What a statement says, without what does not matter: Sid, order, case of actions and keys, values given twice. */
export const statementMeaning = (statement: PolicyStatement): string =>
  JSON.stringify([
    statement.effect,
    statement.not.principal,
    statement.principals === null ? null : sorted(statement.principals.map(principalKey)),
    sorted(actionsOf(statement)),
    statement.not.resource,
    sorted(statement.resources.map(({ text }) => text)),
    sorted(statement.conditions.map(conditionKey)),
  ]);

/** Only here does the version change anything: before 2012-10-17 a policy variable is plain text. */
const hasVariables = ({ statements }: PolicyDocument): boolean =>
  statements.some(
    ({ resources, conditions }) =>
      resources.some(({ text }) => text.includes('${')) ||
      conditions.some(({ values }) => values.some(({ text }) => text.includes('${'))),
  );

export function sameMeaning(a: PolicyDocument, b: PolicyDocument): boolean {
  if (a.version !== b.version && (hasVariables(a) || hasVariables(b))) return false;
  const meaning = ({ statements }: PolicyDocument): string =>
    JSON.stringify(sorted(statements.map(statementMeaning)));
  return meaning(a) === meaning(b);
}
