/**
 * A policy where some condition values are not known: counted in the caller's favour (`may`), or against (`must`). What both decide alike
 * is certain. `foresee` is the same question asked by a button.
 */
import {
  allHold,
  policyOf,
  type CompiledCondition,
  type CompiledPolicy,
  type CompiledStatement,
} from './compile.ts';
import type { PolicySource } from './evaluate.ts';
import { isVariable, parseTemplate } from './variables.ts';

export type Assumption = 'may' | 'must';

/** Whether the value of a condition key (in lower case) is not known. */
export type IsOpen = (folded: string) => boolean;

/** Condition keys that stand in values as policy variables. */
const variablesIn = (texts: readonly string[]): string[] =>
  texts.flatMap((text) =>
    (parseTemplate(text) ?? []).flatMap((part) => (isVariable(part) ? [part.folded] : [])),
  );

/** What a condition asks for: its key, and the keys of variables in its values. */
const keysOf = ({ folded, wanted, open }: CompiledCondition): readonly string[] =>
  open ? [folded, ...variablesIn(wanted)] : [folded];

const keysOfResource = ({ written, version }: CompiledStatement): readonly string[] =>
  version === '2012-10-17' ? variablesIn(written.resources.map(({ text }) => text)) : [];

const anyResource = (): boolean => true;

/** The statement as far as it is known; null when it does not count. */
export function assumed(
  statement: CompiledStatement,
  isOpen: IsOpen,
  how: Assumption,
): CompiledStatement | null {
  const known = (condition: CompiledCondition): boolean => !keysOf(condition).some(isOpen);
  const openResource = keysOfResource(statement).some(isOpen);
  if (!openResource && statement.conditions.every(known)) return statement;
  // In favour: an Allow holds as far as one knows, a Deny does not decide. Against: the other way round.
  if ((how === 'may') !== (statement.effect === 'Allow')) return null;
  const conditions = statement.conditions.filter(known);
  return {
    ...statement,
    conditions,
    meets: allHold(conditions),
    resource: openResource ? anyResource : statement.resource,
  };
}

/** The same object when nothing of it is open. */
export function assumePolicy(policy: CompiledPolicy, isOpen: IsOpen, how: Assumption): CompiledPolicy {
  const statements = policy.statements.map((statement) => assumed(statement, isOpen, how));
  if (statements.every((statement, i) => statement === policy.statements[i])) return policy;
  return policyOf(
    policy.kind,
    statements.filter((statement) => statement !== null),
  );
}

export function assume(source: PolicySource, isOpen: IsOpen, how: Assumption): PolicySource {
  const compiled = assumePolicy(source.compiled, isOpen, how);
  return compiled === source.compiled ? source : { ...source, compiled };
}

/** Condition keys that a policy asks for, in lower case: of conditions, and of variables. */
export const conditionKeysOf = (policy: CompiledPolicy): ReadonlySet<string> =>
  new Set(
    policy.statements.flatMap((statement) => [
      ...statement.conditions.flatMap(keysOf),
      ...keysOfResource(statement),
    ]),
  );
