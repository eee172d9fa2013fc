/** Least-privilege rules (policy-lint.md §1.3): first what the log shows, then what the text alone does. */
import type { Rule } from '../rule.ts';
import { blastRadius } from './blast-radius.ts';
import { contextInferable } from './context-inferable.ts';
import { contextMissing } from './context-missing.ts';
import { contextOnAsymmetric } from './context-on-asymmetric.ts';
import { crossDomainNoEffect } from './cross-domain-no-effect.ts';
import { expired } from './expired.ts';
import { keyIdle } from './key-idle.ts';
import { rootDelegation } from './root-delegation.ts';
import { sourceInferable } from './source-inferable.ts';
import { splitByUse } from './split-by-use.ts';
import { stalePrincipal } from './stale-principal.ts';
import { tempNoExpiry } from './temp-no-expiry.ts';
import { unusedAction } from './unused-action.ts';
import { unusedGrant } from './unused-grant.ts';
import { unusedPrincipal } from './unused-principal.ts';
import { unusedStatement } from './unused-statement.ts';
import { usageMismatch } from './usage-mismatch.ts';
import { wildcardFuture } from './wildcard-future.ts';
import { wildcardWiderThanUse } from './wildcard-wider-than-use.ts';

export const LEAST_PRIVILEGE: readonly Rule[] = [
  unusedAction,
  unusedPrincipal,
  unusedStatement,
  unusedGrant,
  stalePrincipal,
  keyIdle,
  wildcardWiderThanUse,
  wildcardFuture,
  contextMissing,
  contextInferable,
  sourceInferable,
  splitByUse,
  usageMismatch,
  contextOnAsymmetric,
  crossDomainNoEffect,
  rootDelegation,
  tempNoExpiry,
  expired,
  blastRadius,
];
