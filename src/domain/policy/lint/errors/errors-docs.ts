/** The documentation of these rules, by code. Apart from the rules: who only lints does not load it. */
import type { RuleDoc } from '../rule.ts';
import { actionNotKeyScopedDoc } from './action-not-key-scoped.ts';
import { charsetDoc } from './charset.ts';
import { deadActionPatternDoc } from './dead-action-pattern.ts';
import { effectCaseDoc } from './effect-case.ts';
import { elementConflictDoc } from './element-conflict.ts';
import { elementTypeDoc } from './element-type.ts';
import { forAllSingleValuedDoc } from './forall-single-valued.ts';
import { foreignServiceActionDoc } from './foreign-service-action.ts';
import { invalidVersionDoc } from './invalid-version.ts';
import { jsonDuplicateMemberDoc } from './json-duplicate-member.ts';
import { jsonSyntaxDoc } from './json-syntax.ts';
import { keyDupCaseDoc } from './key-dup-case.ts';
import { keyNotForActionDoc } from './key-not-for-action.ts';
import { keyNotInKeyPolicyDoc } from './key-not-in-key-policy.ts';
import { lockoutFragileDoc } from './lockout-fragile.ts';
import { lockoutNoneDoc } from './lockout-none.ts';
import { lockoutSelfDoc } from './lockout-self.ts';
import { missingElementDoc } from './missing-element.ts';
import { multivaluedNoQualifierDoc } from './multivalued-no-qualifier.ts';
import { nullIfExistsDoc } from './null-ifexists.ts';
import { principalDeletedIdDoc } from './principal-deleted-id.ts';
import { principalEmptyDoc } from './principal-empty.ts';
import { principalFormatDoc } from './principal-format.ts';
import { principalPartialWildcardDoc } from './principal-partial-wildcard.ts';
import { principalUnknownDoc } from './principal-unknown.ts';
import { resourceMissingDoc } from './resource-missing.ts';
import { resourceNotStarDoc } from './resource-not-star.ts';
import { sizeQuotaDoc } from './size-quota.ts';
import { unknownActionDoc } from './unknown-action.ts';
import { unknownConditionKeyDoc } from './unknown-condition-key.ts';
import { unknownElementDoc } from './unknown-element.ts';
import { unknownOperatorDoc } from './unknown-operator.ts';
import { valueTypeDoc } from './value-type.ts';
import { variableSyntaxDoc } from './variable-syntax.ts';

export const ERROR_DOCS: Readonly<Record<string, () => RuleDoc>> = {
  'json-syntax': jsonSyntaxDoc,
  'json-duplicate-member': jsonDuplicateMemberDoc,
  'unknown-element': unknownElementDoc,
  'element-type': elementTypeDoc,
  'missing-element': missingElementDoc,
  'element-conflict': elementConflictDoc,
  'effect-case': effectCaseDoc,
  'invalid-version': invalidVersionDoc,
  'unknown-action': unknownActionDoc,
  'dead-action-pattern': deadActionPatternDoc,
  'foreign-service-action': foreignServiceActionDoc,
  'action-not-key-scoped': actionNotKeyScopedDoc,
  'resource-not-star': resourceNotStarDoc,
  'resource-missing': resourceMissingDoc,
  'principal-partial-wildcard': principalPartialWildcardDoc,
  'principal-format': principalFormatDoc,
  'principal-unknown': principalUnknownDoc,
  'principal-deleted-id': principalDeletedIdDoc,
  'principal-empty': principalEmptyDoc,
  'unknown-operator': unknownOperatorDoc,
  'unknown-condition-key': unknownConditionKeyDoc,
  'key-not-in-key-policy': keyNotInKeyPolicyDoc,
  'key-not-for-action': keyNotForActionDoc,
  'value-type': valueTypeDoc,
  'multivalued-no-qualifier': multivaluedNoQualifierDoc,
  'forall-single-valued': forAllSingleValuedDoc,
  'null-ifexists': nullIfExistsDoc,
  'key-dup-case': keyDupCaseDoc,
  'variable-syntax': variableSyntaxDoc,
  'size-quota': sizeQuotaDoc,
  charset: charsetDoc,
  'lockout-none': lockoutNoneDoc,
  'lockout-self': lockoutSelfDoc,
  'lockout-fragile': lockoutFragileDoc,
};
