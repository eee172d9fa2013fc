/** The linter with all rules: of key policies and of identity policies. */
import type { PolicyKind } from '../document.ts';
import type { PolicyWorld } from '../world.ts';
import * as fixer from './fixer.ts';
import type { Rule } from './rule.ts';
import { RULES } from './rules.ts';

export type { FixedAll, Lint } from './fixer.ts';
export { DEFAULT_SETTINGS, DEFAULT_WORK } from './linter.ts';

export interface LintOptions extends Omit<fixer.LintOptions, 'rules'> {
  /** Default: all. */
  readonly rules?: readonly Rule[];
}

/** A rule may ask what another finds: those that are not looked for are known all the same. */
export const lintPolicy = (
  text: string,
  kind: PolicyKind,
  world: PolicyWorld,
  options: LintOptions = {},
): fixer.Lint => fixer.lintPolicy(text, kind, world, { rules: RULES, ...options });

export const fixAll = (
  text: string,
  kind: PolicyKind,
  world: PolicyWorld,
  options: LintOptions = {},
): fixer.FixedAll => fixer.fixAll(text, kind, world, { rules: RULES, ...options });
