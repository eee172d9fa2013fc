/** The documentation of these rules, by code. Apart from the rules: who only lints does not load it. */
import type { RuleDoc } from '../rule.ts';
import { blastRadiusDoc } from './blast-radius.ts';
import { contextInferableDoc } from './context-inferable.ts';
import { contextMissingDoc } from './context-missing.ts';
import { contextOnAsymmetricDoc } from './context-on-asymmetric.ts';
import { crossDomainNoEffectDoc } from './cross-domain-no-effect.ts';
import { expiredDoc } from './expired.ts';
import { keyIdleDoc } from './key-idle.ts';
import { rootDelegationDoc } from './root-delegation.ts';
import { sourceInferableDoc } from './source-inferable.ts';
import { splitByUseDoc } from './split-by-use.ts';
import { stalePrincipalDoc } from './stale-principal.ts';
import { tempNoExpiryDoc } from './temp-no-expiry.ts';
import { unusedActionDoc } from './unused-action.ts';
import { unusedGrantDoc } from './unused-grant.ts';
import { unusedPrincipalDoc } from './unused-principal.ts';
import { unusedStatementDoc } from './unused-statement.ts';
import { useOfEveryKeyDoc } from './use-of-every-key.ts';
import { usageMismatchDoc } from './usage-mismatch.ts';
import { wildcardFutureDoc } from './wildcard-future.ts';
import { wildcardWiderThanUseDoc } from './wildcard-wider-than-use.ts';

export const LEAST_PRIVILEGE_DOCS: Readonly<Record<string, () => RuleDoc>> = {
  'unused-action': unusedActionDoc,
  'unused-principal': unusedPrincipalDoc,
  'unused-statement': unusedStatementDoc,
  'unused-grant': unusedGrantDoc,
  'stale-principal': stalePrincipalDoc,
  'key-idle': keyIdleDoc,
  'wildcard-wider-than-use': wildcardWiderThanUseDoc,
  'wildcard-future': wildcardFutureDoc,
  'context-missing': contextMissingDoc,
  'context-inferable': contextInferableDoc,
  'source-inferable': sourceInferableDoc,
  'split-by-use': splitByUseDoc,
  'usage-mismatch': usageMismatchDoc,
  'context-on-asymmetric': contextOnAsymmetricDoc,
  'cross-domain-no-effect': crossDomainNoEffectDoc,
  'root-delegation': rootDelegationDoc,
  'temp-no-expiry': tempNoExpiryDoc,
  expired: expiredDoc,
  'blast-radius': blastRadiusDoc,
  'use-of-every-key': useOfEveryKeyDoc,
};
