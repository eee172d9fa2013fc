/** For the tests of rules: lint a text as the examples are linted. */
import type { PolicyWorld } from '../world.ts';
import type { LintEngine } from './engine.ts';
import { LINT_ENGINE } from '../compare/lint-engine.ts';
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
