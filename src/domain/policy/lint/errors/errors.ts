import type { Rule } from '../rule.ts';
import { actionNotKeyScoped } from './action-not-key-scoped.ts';
import { charset } from './charset.ts';
import { deadActionPattern } from './dead-action-pattern.ts';
import { effectCase } from './effect-case.ts';
import { elementConflict } from './element-conflict.ts';
import { elementType } from './element-type.ts';
import { forAllSingleValued } from './forall-single-valued.ts';
import { foreignServiceAction } from './foreign-service-action.ts';
import { invalidVersion } from './invalid-version.ts';
import { jsonDuplicateMember } from './json-duplicate-member.ts';
import { jsonSyntax } from './json-syntax.ts';
import { keyDupCase } from './key-dup-case.ts';
import { keyNotForAction } from './key-not-for-action.ts';
import { keyNotInKeyPolicy } from './key-not-in-key-policy.ts';
import { lockoutFragile } from './lockout-fragile.ts';
import { lockoutNone } from './lockout-none.ts';
import { lockoutSelf } from './lockout-self.ts';
import { missingElement } from './missing-element.ts';
import { multivaluedNoQualifier } from './multivalued-no-qualifier.ts';
import { nullIfExists } from './null-ifexists.ts';
import { principalDeletedId } from './principal-deleted-id.ts';
import { principalEmpty } from './principal-empty.ts';
import { principalFormat } from './principal-format.ts';
import { principalPartialWildcard } from './principal-partial-wildcard.ts';
import { principalUnknown } from './principal-unknown.ts';
import { resourceMissing } from './resource-missing.ts';
import { resourceNotStar } from './resource-not-star.ts';
import { sizeQuota } from './size-quota.ts';
import { unknownAction } from './unknown-action.ts';
import { unknownConditionKey } from './unknown-condition-key.ts';
import { unknownElement } from './unknown-element.ts';
import { unknownOperator } from './unknown-operator.ts';
import { valueType } from './value-type.ts';
import { variableSyntax } from './variable-syntax.ts';

/** Structure, names, types and lockout (policy-lint.md §1.1), in the order of the catalogue. */
export const ERRORS: readonly Rule[] = [
  jsonSyntax,
  jsonDuplicateMember,
  unknownElement,
  elementType,
  missingElement,
  elementConflict,
  effectCase,
  invalidVersion,
  unknownAction,
  deadActionPattern,
  foreignServiceAction,
  actionNotKeyScoped,
  resourceNotStar,
  resourceMissing,
  principalPartialWildcard,
  principalFormat,
  principalUnknown,
  principalDeletedId,
  principalEmpty,
  unknownOperator,
  unknownConditionKey,
  keyNotInKeyPolicy,
  keyNotForAction,
  valueType,
  multivaluedNoQualifier,
  forAllSingleValued,
  nullIfExists,
  keyDupCase,
  variableSyntax,
  sizeQuota,
  charset,
  lockoutNone,
  lockoutSelf,
  lockoutFragile,
];
