import type { Rule } from '../rule.ts';
import { accountVsRootUser } from './account-vs-root-user.ts';
import { allowFullyDenied } from './allow-fully-denied.ts';
import { anyOfNegated } from './anyof-negated.ts';
import { denyNoEffect } from './deny-no-effect.ts';
import { deprecatedKey } from './deprecated-key.ts';
import { emptyPart } from './empty-part.ts';
import { ifExistsNoop } from './ifexists-noop.ts';
import { mergeable } from './mergeable.ts';
import { neverTrue } from './never-true.ts';
import { presenceTest } from './presence-test.ts';
import { qualifierNull } from './qualifier-null.ts';
import { redundantAction } from './redundant-action.ts';
import { redundantPrincipal } from './redundant-principal.ts';
import { redundantValue } from './redundant-value.ts';
import { regionMismatch } from './region-mismatch.ts';
import { shadowedAllow } from './shadowed-allow.ts';
import { valueCase } from './value-case.ts';
import { viaServiceFormat } from './via-service-format.ts';
import { wildcardNoLike } from './wildcard-no-like.ts';

/** Traps of meaning and dead logic (policy-lint.md §1.5), in the order of the catalogue. */
export const SEMANTICS: readonly Rule[] = [
  shadowedAllow,
  allowFullyDenied,
  denyNoEffect,
  neverTrue,
  presenceTest,
  wildcardNoLike,
  redundantAction,
  redundantValue,
  redundantPrincipal,
  mergeable,
  emptyPart,
  anyOfNegated,
  qualifierNull,
  ifExistsNoop,
  valueCase,
  viaServiceFormat,
  regionMismatch,
  deprecatedKey,
  accountVsRootUser,
];
