/** The documentation of these rules, by code. Apart from the rules: who only lints does not load it. */
import type { RuleDoc } from '../rule.ts';
import { accountVsRootUserDoc } from './account-vs-root-user.ts';
import { allowFullyDeniedDoc } from './allow-fully-denied.ts';
import { anyOfNegatedDoc } from './anyof-negated.ts';
import { denyNoEffectDoc } from './deny-no-effect.ts';
import { deprecatedKeyDoc } from './deprecated-key.ts';
import { emptyPartDoc } from './empty-part.ts';
import { ifExistsNoopDoc } from './ifexists-noop.ts';
import { mergeableDoc } from './mergeable.ts';
import { neverTrueDoc } from './never-true.ts';
import { presenceTestDoc } from './presence-test.ts';
import { qualifierNullDoc } from './qualifier-null.ts';
import { redundantActionDoc } from './redundant-action.ts';
import { redundantPrincipalDoc } from './redundant-principal.ts';
import { redundantValueDoc } from './redundant-value.ts';
import { regionMismatchDoc } from './region-mismatch.ts';
import { shadowedAllowDoc } from './shadowed-allow.ts';
import { valueCaseDoc } from './value-case.ts';
import { viaServiceFormatDoc } from './via-service-format.ts';
import { wildcardNoLikeDoc } from './wildcard-no-like.ts';

export const SEMANTICS_DOCS: Readonly<Record<string, () => RuleDoc>> = {
  'shadowed-allow': shadowedAllowDoc,
  'allow-fully-denied': allowFullyDeniedDoc,
  'deny-no-effect': denyNoEffectDoc,
  'never-true': neverTrueDoc,
  'presence-test': presenceTestDoc,
  'wildcard-no-like': wildcardNoLikeDoc,
  'redundant-action': redundantActionDoc,
  'redundant-value': redundantValueDoc,
  'redundant-principal': redundantPrincipalDoc,
  mergeable: mergeableDoc,
  'empty-part': emptyPartDoc,
  'anyof-negated': anyOfNegatedDoc,
  'qualifier-null': qualifierNullDoc,
  'ifexists-noop': ifExistsNoopDoc,
  'value-case': valueCaseDoc,
  'via-service-format': viaServiceFormatDoc,
  'region-mismatch': regionMismatchDoc,
  'deprecated-key': deprecatedKeyDoc,
  'account-vs-root-user': accountVsRootUserDoc,
};
