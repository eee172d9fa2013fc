/** For the tests of rules: lint a text as the examples are linted. */
import type { PolicyWorld } from '../world.ts';
import type { LintEngine } from './engine.ts';
import { LINT_ENGINE } from '../compare/lint-engine.ts';
import { applyEdits } from './apply.ts';
import { EXAMPLE_WORLD } from './examples.ts';
import { lintPolicy, type Lint, type LintOptions } from './lint.ts';
import type { Rule } from './rule.ts';
import { ruleDoc } from './rule-docs.ts';

export const ENGINE: LintEngine = LINT_ENGINE;

/** The lint of a text by one rule, in the example desk with some facts changed. */
export const lintBy = (
  rule: Rule,
  text: string,
  world: Partial<PolicyWorld> = {},
  options: LintOptions = {},
): Lint =>
  lintPolicy(
    text,
    ruleDoc(rule.code).example.kind ?? 'key',
    { ...EXAMPLE_WORLD, ...world },
    { engine: ENGINE, rules: [rule], ...options },
  );

/** Messages of what one rule finds. */
export const messagesOf = (...given: Parameters<typeof lintBy>): readonly string[] =>
  lintBy(...given)
    .findings.filter(({ code }) => code === given[0].code)
    .map(({ message }) => message);

/** Codes of all that one rule and the parser find, each once. */
export const codesOf = (...given: Parameters<typeof lintBy>): readonly string[] => [
  ...new Set(lintBy(...given).findings.map(({ code }) => code)),
];

/** What the text becomes by each fix that is offered for what one rule finds. */
export const fixedBy = (rule: Rule, text: string, world: Partial<PolicyWorld> = {}): readonly string[] =>
  lintBy(rule, text, world)
    .findings.filter(({ code }) => code === rule.code)
    .flatMap(({ fixes }) => fixes.map(({ edits }) => applyEdits(text, edits)));
