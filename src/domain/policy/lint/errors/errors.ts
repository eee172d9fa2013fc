import type { Rule } from '../rule.ts';
import { ACTION_NOT_KEY_SCOPED } from './action-not-key-scoped.ts';
import { CHARSET } from './charset.ts';
import { DEAD_ACTION_PATTERN } from './dead-action-pattern.ts';
import { EFFECT_CASE } from './effect-case.ts';
import { ELEMENT_CONFLICT } from './element-conflict.ts';
import { ELEMENT_TYPE } from './element-type.ts';
import { FORALL_SINGLE_VALUED } from './forall-single-valued.ts';
import { FOREIGN_SERVICE_ACTION } from './foreign-service-action.ts';
import { INVALID_VERSION } from './invalid-version.ts';
import { JSON_DUPLICATE_MEMBER } from './json-duplicate-member.ts';
import { JSON_SYNTAX } from './json-syntax.ts';
import { KEY_DUP_CASE } from './key-dup-case.ts';
import { KEY_NOT_FOR_ACTION } from './key-not-for-action.ts';
import { KEY_NOT_IN_KEY_POLICY } from './key-not-in-key-policy.ts';
import { LOCKOUT_FRAGILE } from './lockout-fragile.ts';
import { LOCKOUT_NONE } from './lockout-none.ts';
import { LOCKOUT_SELF } from './lockout-self.ts';
import { MISSING_ELEMENT } from './missing-element.ts';
import { MULTIVALUED_NO_QUALIFIER } from './multivalued-no-qualifier.ts';
import { NULL_IFEXISTS } from './null-ifexists.ts';
import { PRINCIPAL_DELETED_ID } from './principal-deleted-id.ts';
import { PRINCIPAL_EMPTY } from './principal-empty.ts';
import { PRINCIPAL_FORMAT } from './principal-format.ts';
import { PRINCIPAL_PARTIAL_WILDCARD } from './principal-partial-wildcard.ts';
import { PRINCIPAL_UNKNOWN } from './principal-unknown.ts';
import { RESOURCE_MISSING } from './resource-missing.ts';
import { RESOURCE_NOT_STAR } from './resource-not-star.ts';
import { SIZE_QUOTA } from './size-quota.ts';
import { UNKNOWN_ACTION } from './unknown-action.ts';
import { UNKNOWN_CONDITION_KEY } from './unknown-condition-key.ts';
import { UNKNOWN_ELEMENT } from './unknown-element.ts';
import { UNKNOWN_OPERATOR } from './unknown-operator.ts';
import { VALUE_TYPE } from './value-type.ts';
import { VARIABLE_SYNTAX } from './variable-syntax.ts';

/** Structure, names, types and lockout (policy-lint.md §1.1), in the order of the catalogue. */
export const ERRORS: readonly Rule[] = [
  JSON_SYNTAX,
  JSON_DUPLICATE_MEMBER,
  UNKNOWN_ELEMENT,
  ELEMENT_TYPE,
  MISSING_ELEMENT,
  ELEMENT_CONFLICT,
  EFFECT_CASE,
  INVALID_VERSION,
  UNKNOWN_ACTION,
  DEAD_ACTION_PATTERN,
  FOREIGN_SERVICE_ACTION,
  ACTION_NOT_KEY_SCOPED,
  RESOURCE_NOT_STAR,
  RESOURCE_MISSING,
  PRINCIPAL_PARTIAL_WILDCARD,
  PRINCIPAL_FORMAT,
  PRINCIPAL_UNKNOWN,
  PRINCIPAL_DELETED_ID,
  PRINCIPAL_EMPTY,
  UNKNOWN_OPERATOR,
  UNKNOWN_CONDITION_KEY,
  KEY_NOT_IN_KEY_POLICY,
  KEY_NOT_FOR_ACTION,
  VALUE_TYPE,
  MULTIVALUED_NO_QUALIFIER,
  FORALL_SINGLE_VALUED,
  NULL_IFEXISTS,
  KEY_DUP_CASE,
  VARIABLE_SYNTAX,
  SIZE_QUOTA,
  CHARSET,
  LOCKOUT_NONE,
  LOCKOUT_SELF,
  LOCKOUT_FRAGILE,
];
