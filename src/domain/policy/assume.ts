/**
 * A policy where some condition values are not known: counted in the caller's favour (`may`), or against (`must`). What both decide alike
 * is certain. `foresee` is the same question asked by a button.
 */
import type { CompiledCondition, CompiledPolicy, CompiledStatement } from './compile.ts';
import type { PolicySource } from './evaluate.ts';

export type Assumption = 'may' | 'must';

/** Whether the value of a condition key (in lower case) is not known. */
export type IsOpen = (folded: string) => boolean;

function assumed(statement: CompiledStatement, isOpen: IsOpen, how: Assumption): CompiledStatement | null {
  const known = (condition: CompiledCondition): boolean => !isOpen(condition.folded);
  if (statement.conditions.every(known)) return statement;
  // In favour: an Allow holds as far as one knows, a Deny does not decide. Against: the other way round.
  return (how === 'may') === (statement.effect === 'Allow')
    ? { ...statement, conditions: statement.conditions.filter(known) }
    : null;
}

/** The same object when nothing of it is open. */
export function assumePolicy(policy: CompiledPolicy, isOpen: IsOpen, how: Assumption): CompiledPolicy {
  const statements = policy.statements.map((statement) => assumed(statement, isOpen, how));
  if (statements.every((statement, i) => statement === policy.statements[i])) return policy;
  return { ...policy, statements: statements.filter((statement) => statement !== null) };
}

export function assume(source: PolicySource, isOpen: IsOpen, how: Assumption): PolicySource {
  const compiled = assumePolicy(source.compiled, isOpen, how);
  return compiled === source.compiled ? source : { ...source, compiled };
}

/** Condition keys that a policy asks for, in lower case. */
export function conditionKeysOf(policy: CompiledPolicy): ReadonlySet<string> {
  return new Set(policy.statements.flatMap(({ conditions }) => conditions.map(({ folded }) => folded)));
}
