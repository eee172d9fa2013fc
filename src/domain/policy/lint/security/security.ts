/** Security rules (policy-lint.md §1.2), the widest first. */
import type { Rule } from '../rule.ts';
import { allowNotAction } from './allow-notaction.ts';
import { allowNotPrincipal } from './allow-notprincipal.ts';
import { arnStringLike } from './arn-stringlike.ts';
import { attestationBypass } from './attestation-bypass.ts';
import { availabilityBroad } from './availability-broad.ts';
import { contextSecret } from './context-secret.ts';
import { createGrantHidden } from './creategrant-hidden.ts';
import { createGrantUnbounded } from './creategrant-unbounded.ts';
import { crossDomainRoot } from './cross-domain-root.ts';
import { crossDomain } from './cross-domain.ts';
import { deletionBroad } from './deletion-broad.ts';
import { deletionUnguarded } from './deletion-unguarded.ts';
import { denyBreaksServices } from './deny-breaks-services.ts';
import { denyNotPrincipal } from './deny-notprincipal.ts';
import { denySkippable } from './deny-skippable.ts';
import { forAllAbsentTrue } from './forall-absent-true.ts';
import { fullAccessPrincipal } from './full-access-principal.ts';
import { grantRedelegation } from './grant-redelegation.ts';
import { grantToOtherDomain } from './grant-to-other-domain.ts';
import { ifExistsInAllow } from './ifexists-in-allow.ts';
import { lockoutBypass } from './lockout-bypass.ts';
import { mfaPattern } from './mfa-pattern.ts';
import { publicViaNegation } from './public-via-negation.ts';
import { publicWeakCondition } from './public-weak-condition.ts';
import { publicRule } from './public.ts';
import { putPolicyEscalation } from './putpolicy-escalation.ts';
import { serviceNoSource } from './service-no-source.ts';
import { serviceWildcard } from './service-wildcard.ts';
import { viaServiceNoAccount } from './via-service-no-account.ts';

export const SECURITY: readonly Rule[] = [
  publicRule,
  publicWeakCondition,
  publicViaNegation,
  allowNotPrincipal,
  denyNotPrincipal,
  allowNotAction,
  fullAccessPrincipal,
  putPolicyEscalation,
  createGrantUnbounded,
  createGrantHidden,
  grantRedelegation,
  grantToOtherDomain,
  deletionBroad,
  deletionUnguarded,
  availabilityBroad,
  lockoutBypass,
  serviceNoSource,
  serviceWildcard,
  crossDomain,
  crossDomainRoot,
  viaServiceNoAccount,
  mfaPattern,
  ifExistsInAllow,
  forAllAbsentTrue,
  denySkippable,
  denyBreaksServices,
  arnStringLike,
  attestationBypass,
  contextSecret,
];
