/** Every posture check, in the order of the page. */
import type { Check } from './check.ts';
import { administratorDecrypts } from './checks/administrator-decrypts.ts';
import { alteredObjects } from './checks/altered-objects.ts';
import { anyoneAllowed } from './checks/anyone-allowed.ts';
import { crossingService } from './checks/crossing-service.ts';
import { delegationOnly } from './checks/delegation-only.ts';
import { doomedStillCalled } from './checks/doomed-still-called.ts';
import { everythingAllowed } from './checks/everything-allowed.ts';
import { grantByPattern } from './checks/grant-by-pattern.ts';
import { idleKey } from './checks/idle-key.ts';
import { logUncovered } from './checks/log-uncovered.ts';
import { mixedTags } from './checks/mixed-tags.ts';
import { noContext } from './checks/no-context.ts';
import { noRecentBackup } from './checks/no-recent-backup.ts';
import { noRotation } from './checks/no-rotation.ts';
import { nonceBudget } from './checks/nonce-budget.ts';
import { oldAccessKey } from './checks/old-access-key.ts';
import { policyLocked } from './checks/policy-locked.ts';
import { roamingAccessKey } from './checks/roaming-access-key.ts';
import { rootOperator } from './checks/root-operator.ts';
import { rotationOverdue } from './checks/rotation-overdue.ts';
import { serviceAdministrates } from './checks/service-administrates.ts';
import { sharedKey } from './checks/shared-key.ts';
import { singleAdministrator } from './checks/single-administrator.ts';
import { unattachedPolicy } from './checks/unattached-policy.ts';
import { unusedAccessKey } from './checks/unused-access-key.ts';

export const CHECKS: readonly Check[] = [
  noRotation,
  rotationOverdue,
  nonceBudget,
  sharedKey,
  mixedTags,
  crossingService,
  anyoneAllowed,
  policyLocked,
  everythingAllowed,
  administratorDecrypts,
  serviceAdministrates,
  grantByPattern,
  delegationOnly,
  noContext,
  logUncovered,
  alteredObjects,
  rootOperator,
  oldAccessKey,
  roamingAccessKey,
  unusedAccessKey,
  doomedStillCalled,
  singleAdministrator,
  noRecentBackup,
  idleKey,
  unattachedPolicy,
];

export const checkOf = (code: string): Check | undefined => CHECKS.find((check) => check.code === code);
