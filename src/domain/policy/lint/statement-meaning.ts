/** What a statement says, whatever its order, spelling and layout. */
import { foldCase } from '../fold-case.ts';
import type { PolicyCondition, PolicyPrincipal, PolicyStatement } from '../document.ts';
import { actionsOf } from './facts.ts';

export const sorted = (values: Iterable<string>): readonly string[] => [...new Set(values)].toSorted();

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

/** Old names of condition keys in lower case, and the new ones: every request has both with the same value. */
export const DEPRECATED_KEYS: ReadonlyMap<string, string> = new Map([
  ['kms:customermasterkeyspec', 'kms:KeySpec'],
  ['kms:customermasterkeyusage', 'kms:KeyUsage'],
]);

/** An operator and a key, without what does not matter: IfExists after a set qualifier, case and old name of the key. */
function conditionKey({ qualifier, base, ifExists, key, values }: PolicyCondition): string {
  const folded = foldCase(key);
  return JSON.stringify([
    qualifier,
    base,
    ifExists && qualifier === null,
    DEPRECATED_KEYS.get(folded)?.toLowerCase() ?? folded,
    sorted(values.map(({ text }) => text)),
  ]);
}

/** What a statement says, without what does not matter: Sid, order, case of actions and keys, values given twice. */
export interface StatementParts {
  readonly effect: string;
  readonly principals: string;
  readonly actions: string;
  readonly resources: string;
  readonly conditions: string;
}

const made = new WeakMap<PolicyStatement, StatementParts>();

export function statementParts(statement: PolicyStatement): StatementParts {
  let parts = made.get(statement);
  if (parts === undefined) {
    const { effect, not, principals, resources, conditions } = statement;
    parts = {
      effect,
      principals: JSON.stringify([
        not.principal,
        principals === null ? null : sorted(principals.map(principalKey)),
      ]),
      actions: JSON.stringify(sorted(actionsOf(statement))),
      resources: JSON.stringify([not.resource, sorted(resources.map(({ text }) => text))]),
      conditions: JSON.stringify(sorted(conditions.map(conditionKey))),
    };
    made.set(statement, parts);
  }
  return parts;
}

/** All that a statement says, in one text. */
export const statementMeaning = (statement: PolicyStatement): string => {
  const { effect, principals, actions, resources, conditions } = statementParts(statement);
  return [effect, principals, actions, resources, conditions].join('\n');
};
