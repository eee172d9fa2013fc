/** The parser's refusals as findings: each belongs to one rule, which explains it and may know a repair. */
import type { PolicyProblem, PolicyProblemCode } from '../document.ts';
import { statementAt } from './facts.ts';
import type { Fix, Found } from './finding.ts';
import type { LintSubject } from './rule.ts';

type ByProblem = string | ((problem: PolicyProblem) => string);

const RULE_OF: Readonly<Record<PolicyProblemCode, ByProblem>> = {
  json: 'json-syntax',
  'json-duplicate': 'json-duplicate-member',
  'element-unknown': 'unknown-element',
  'element-conflict': 'element-conflict',
  'element-missing': ({ message }) =>
    message.includes('no Resource') ? 'resource-missing' : 'missing-element',
  'element-unexpected': 'unknown-element',
  'element-type': 'element-type',
  'element-empty': ({ message }) => (/^(?:Not)?Principal/.test(message) ? 'principal-empty' : 'empty-part'),
  version: 'invalid-version',
  effect: 'effect-case',
  'principal-group': 'principal-format',
  'principal-wildcard': 'principal-partial-wildcard',
  'principal-format': ({ message }) =>
    /^"A(?:IDA|ROA|GPA)[A-Z0-9]{12,}"/.test(message) ? 'principal-deleted-id' : 'principal-format',
  'action-format': 'unknown-action',
  'policy-variable': 'variable-syntax',
  'operator-unknown': ({ message }) => {
    const operator = /"([^"]*)"/.exec(message)?.[1] ?? '';
    if (/^NullIfExists$/i.test(operator)) return 'null-ifexists';
    return /^ForA\w+Values?:Null(?:IfExists)?$/i.test(operator) ? 'qualifier-null' : 'unknown-operator';
  },
  'condition-key-kind': 'key-not-in-key-policy',
  'condition-key-duplicate': 'key-dup-case',
};

/** Code of the rule that a refusal of the parser belongs to. */
export function ruleOfProblem(problem: PolicyProblem): string {
  const rule = RULE_OF[problem.code];
  return typeof rule === 'string' ? rule : rule(problem);
}

/** A refusal as a finding, at its place and in the parser's words. */
export const refusal = (subject: LintSubject, problem: PolicyProblem, fixes: readonly Fix[] = []): Found => ({
  from: problem.from,
  to: problem.to,
  message: problem.message,
  statement: statementAt(subject, problem.from),
  fixes,
  problem,
});

/** The refusals that belong to a rule. */
export const refusalsOf = (subject: LintSubject, code: string): readonly PolicyProblem[] =>
  subject.problems.filter((problem) => ruleOfProblem(problem) === code);
