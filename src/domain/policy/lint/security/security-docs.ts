/** The documentation of these rules, by code. Apart from the rules: who only lints does not load it. */
import type { RuleDoc } from '../rule.ts';
import { allowNotActionDoc } from './allow-notaction.ts';
import { allowNotPrincipalDoc } from './allow-notprincipal.ts';
import { arnStringLikeDoc } from './arn-stringlike.ts';
import { asGoodAsAdministratorDoc } from './as-good-as-administrator.ts';
import { attestationBypassDoc } from './attestation-bypass.ts';
import { availabilityBroadDoc } from './availability-broad.ts';
import { contextSecretDoc } from './context-secret.ts';
import { createGrantHiddenDoc } from './creategrant-hidden.ts';
import { createGrantUnboundedDoc } from './creategrant-unbounded.ts';
import { crossDomainDoc } from './cross-domain.ts';
import { crossDomainRootDoc } from './cross-domain-root.ts';
import { deletionBroadDoc } from './deletion-broad.ts';
import { deletionUnguardedDoc } from './deletion-unguarded.ts';
import { denyBreaksServicesDoc } from './deny-breaks-services.ts';
import { denyNotPrincipalDoc } from './deny-notprincipal.ts';
import { denySkippableDoc } from './deny-skippable.ts';
import { forAllAbsentTrueDoc } from './forall-absent-true.ts';
import { fullAccessPrincipalDoc } from './full-access-principal.ts';
import { grantRedelegationDoc } from './grant-redelegation.ts';
import { grantToOtherDomainDoc } from './grant-to-other-domain.ts';
import { ifExistsInAllowDoc } from './ifexists-in-allow.ts';
import { lockoutBypassDoc } from './lockout-bypass.ts';
import { mfaPatternDoc } from './mfa-pattern.ts';
import { publicRuleDoc } from './public.ts';
import { publicViaNegationDoc } from './public-via-negation.ts';
import { publicWeakConditionDoc } from './public-weak-condition.ts';
import { putPolicyEscalationDoc } from './putpolicy-escalation.ts';
import { serviceNoSourceDoc } from './service-no-source.ts';
import { serviceWildcardDoc } from './service-wildcard.ts';
import { viaServiceNoAccountDoc } from './via-service-no-account.ts';

export const SECURITY_DOCS: Readonly<Record<string, () => RuleDoc>> = {
  public: publicRuleDoc,
  'public-weak-condition': publicWeakConditionDoc,
  'public-via-negation': publicViaNegationDoc,
  'allow-notprincipal': allowNotPrincipalDoc,
  'deny-notprincipal': denyNotPrincipalDoc,
  'allow-notaction': allowNotActionDoc,
  'full-access-principal': fullAccessPrincipalDoc,
  'as-good-as-administrator': asGoodAsAdministratorDoc,
  'putpolicy-escalation': putPolicyEscalationDoc,
  'creategrant-unbounded': createGrantUnboundedDoc,
  'creategrant-hidden': createGrantHiddenDoc,
  'grant-redelegation': grantRedelegationDoc,
  'grant-to-other-domain': grantToOtherDomainDoc,
  'deletion-broad': deletionBroadDoc,
  'deletion-unguarded': deletionUnguardedDoc,
  'availability-broad': availabilityBroadDoc,
  'lockout-bypass': lockoutBypassDoc,
  'service-no-source': serviceNoSourceDoc,
  'service-wildcard': serviceWildcardDoc,
  'cross-domain': crossDomainDoc,
  'cross-domain-root': crossDomainRootDoc,
  'via-service-no-account': viaServiceNoAccountDoc,
  'mfa-pattern': mfaPatternDoc,
  'ifexists-in-allow': ifExistsInAllowDoc,
  'forall-absent-true': forAllAbsentTrueDoc,
  'deny-skippable': denySkippableDoc,
  'deny-breaks-services': denyBreaksServicesDoc,
  'arn-stringlike': arnStringLikeDoc,
  'attestation-bypass': attestationBypassDoc,
  'context-secret': contextSecretDoc,
};
