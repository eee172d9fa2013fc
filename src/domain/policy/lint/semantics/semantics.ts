import type { Rule } from '../rule.ts';
import { ACCOUNT_VS_ROOT_USER } from './account-vs-root-user.ts';
import { ALLOW_FULLY_DENIED } from './allow-fully-denied.ts';
import { ANYOF_NEGATED } from './anyof-negated.ts';
import { DENY_NO_EFFECT } from './deny-no-effect.ts';
import { DEPRECATED_KEY } from './deprecated-key.ts';
import { EMPTY_PART } from './empty-part.ts';
import { IFEXISTS_NOOP } from './ifexists-noop.ts';
import { MERGEABLE } from './mergeable.ts';
import { NEVER_TRUE } from './never-true.ts';
import { PRESENCE_TEST } from './presence-test.ts';
import { QUALIFIER_NULL } from './qualifier-null.ts';
import { REDUNDANT_ACTION } from './redundant-action.ts';
import { REDUNDANT_PRINCIPAL } from './redundant-principal.ts';
import { REDUNDANT_VALUE } from './redundant-value.ts';
import { REGION_MISMATCH } from './region-mismatch.ts';
import { SHADOWED_ALLOW } from './shadowed-allow.ts';
import { VALUE_CASE } from './value-case.ts';
import { VIA_SERVICE_FORMAT } from './via-service-format.ts';
import { WILDCARD_NO_LIKE } from './wildcard-no-like.ts';

/** Traps of meaning and dead logic (policy-lint.md §1.5), in the order of the catalogue. */
export const SEMANTICS: readonly Rule[] = [
  SHADOWED_ALLOW,
  ALLOW_FULLY_DENIED,
  DENY_NO_EFFECT,
  NEVER_TRUE,
  PRESENCE_TEST,
  WILDCARD_NO_LIKE,
  REDUNDANT_ACTION,
  REDUNDANT_VALUE,
  REDUNDANT_PRINCIPAL,
  MERGEABLE,
  EMPTY_PART,
  ANYOF_NEGATED,
  QUALIFIER_NULL,
  IFEXISTS_NOOP,
  VALUE_CASE,
  VIA_SERVICE_FORMAT,
  REGION_MISMATCH,
  DEPRECATED_KEY,
  ACCOUNT_VS_ROOT_USER,
];
