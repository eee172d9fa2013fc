import type { Rule } from '../rule.ts';
import { blastRadius } from './blast-radius.ts';
import { contextMissing } from './context-missing.ts';
import { contextOnAsymmetric } from './context-on-asymmetric.ts';
import { crossDomainNoEffect } from './cross-domain-no-effect.ts';
import { expired } from './expired.ts';
import { rootDelegation } from './root-delegation.ts';
import { tempNoExpiry } from './temp-no-expiry.ts';
import { usageMismatch } from './usage-mismatch.ts';
import { wildcardFuture } from './wildcard-future.ts';

/** Least privilege, as far as the text and the directory show it. */
export const PLAIN_LEAST_PRIVILEGE: readonly Rule[] = [
  wildcardFuture,
  contextMissing,
  usageMismatch,
  contextOnAsymmetric,
  crossDomainNoEffect,
  rootDelegation,
  tempNoExpiry,
  expired,
  blastRadius,
];
