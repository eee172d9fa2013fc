import type { Rule } from '../rule.ts';
import { contextInferable } from './context-inferable.ts';
import { keyIdle } from './key-idle.ts';
import { sourceInferable } from './source-inferable.ts';
import { splitByUse } from './split-by-use.ts';
import { stalePrincipal } from './stale-principal.ts';
import { unusedAction } from './unused-action.ts';
import { unusedGrant } from './unused-grant.ts';
import { unusedPrincipal } from './unused-principal.ts';
import { unusedStatement } from './unused-statement.ts';
import { wildcardWiderThanUse } from './wildcard-wider-than-use.ts';

/** What the log of uses shows. */
export const USE_RULES: readonly Rule[] = [
  unusedAction,
  unusedPrincipal,
  unusedStatement,
  unusedGrant,
  stalePrincipal,
  keyIdle,
  wildcardWiderThanUse,
  contextInferable,
  sourceInferable,
  splitByUse,
];
