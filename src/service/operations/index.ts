/** The contract: every operation by its name. The typed client and the wire are both made of this. */
import type { Operation } from '../operation.ts';
import { createAlias } from './aliases/create-alias.ts';
import { deleteAlias } from './aliases/delete-alias.ts';
import { listAliases } from './aliases/list-aliases.ts';
import { updateAlias } from './aliases/update-alias.ts';
import { getCheckpoint } from './audit/get-checkpoint.ts';
import { searchAuditEvents } from './audit/search-audit-events.ts';
import { summarizeAuditEvents } from './audit/summarize-audit-events.ts';
import { tailAuditEvents } from './audit/tail-audit-events.ts';
import { cancelKeyDeletion } from './deletion/cancel-key-deletion.ts';
import { scheduleKeyDeletion } from './deletion/schedule-key-deletion.ts';
import { describeDesk } from './desk/describe-desk.ts';
import { findObjects } from './desk/find-objects.ts';
import { listSettings } from './desk/list-settings.ts';
import { listSandboxEvents } from './desk/list-sandbox-events.ts';
import { openDeskSandbox } from './desk/open-desk-sandbox.ts';
import { decrypt } from './encryption/decrypt.ts';
import { encrypt } from './encryption/encrypt.ts';
import { generateDataKeyWithoutPlaintext } from './encryption/generate-data-key-without-plaintext.ts';
import { generateDataKey } from './encryption/generate-data-key.ts';
import { generateRandom } from './encryption/generate-random.ts';
import { reEncrypt } from './encryption/re-encrypt.ts';
import { createGrant } from './grants/create-grant.ts';
import { describeKeyGrants } from './grants/describe-key-grants.ts';
import { listGrants } from './grants/list-grants.ts';
import { listRetirableGrants } from './grants/list-retirable-grants.ts';
import { retireGrant } from './grants/retire-grant.ts';
import { revokeGrant } from './grants/revoke-grant.ts';
import { describeHome } from './home/describe-home.ts';
import { listAlerts } from './home/list-alerts.ts';
import { compareIdentityPolicies } from './identity-policies/compare-identity-policies.ts';
import { createIdentityPolicy } from './identity-policies/create-identity-policy.ts';
import { deleteIdentityPolicy } from './identity-policies/delete-identity-policy.ts';
import { getIdentityPolicy } from './identity-policies/get-identity-policy.ts';
import { listIdentityPolicies } from './identity-policies/list-identity-policies.ts';
import { putIdentityPolicy } from './identity-policies/put-identity-policy.ts';
import { createKey } from './keys/create-key.ts';
import { describeDestroyedKey } from './keys/describe-destroyed-key.ts';
import { describeKeyFacets } from './keys/describe-key-facets.ts';
import { describeKeyHistory } from './keys/describe-key-history.ts';
import { describeKeyOptions } from './keys/describe-key-options.ts';
import { describeKeyOverview } from './keys/describe-key-overview.ts';
import { describeKey } from './keys/describe-key.ts';
import { disableKey } from './keys/disable-key.ts';
import { enableKey } from './keys/enable-key.ts';
import { getKeyLastUsage } from './keys/get-key-last-usage.ts';
import { listKeys } from './keys/list-keys.ts';
import { listResourceTags } from './keys/list-resource-tags.ts';
import { searchKeys } from './keys/search-keys.ts';
import { tagResource } from './keys/tag-resource.ts';
import { untagResource } from './keys/untag-resource.ts';
import { updateKeyDescription } from './keys/update-key-description.ts';
import { describeCustomKeyStores, notBuilt } from './not-built.ts';
import { deleteUser } from './people/delete-user.ts';
import { describeUser } from './people/describe-user.ts';
import { inviteUser } from './people/invite-user.ts';
import { listPrincipalDependencies } from './people/list-principal-dependencies.ts';
import { listUsers } from './people/list-users.ts';
import { redeemInvitation } from './people/redeem-invitation.ts';
import { resetUser } from './people/reset-user.ts';
import { updatePrincipalPolicies } from './people/update-principal-policies.ts';
import { updatePrincipalTags } from './people/update-principal-tags.ts';
import { withdrawInvitation } from './people/withdraw-invitation.ts';
import { compareKeyPolicies } from './policies/compare-key-policies.ts';
import { describePolicyWorld } from './policies/describe-policy-world.ts';
import { getKeyPolicy } from './policies/get-key-policy.ts';
import { lintKeyPolicy } from './policies/lint-key-policy.ts';
import { listAllowedActions } from './policies/list-allowed-actions.ts';
import { listEffectiveAccess } from './policies/list-effective-access.ts';
import { listKeyPolicies } from './policies/list-key-policies.ts';
import { listIdentityPolicyVersions } from './identity-policies/list-identity-policy-versions.ts';
import { listKeyPolicyVersions } from './policies/list-key-policy-versions.ts';
import { putKeyPolicy } from './policies/put-key-policy.ts';
import { replayKeyPolicy } from './policies/replay-key-policy.ts';
import { simulateAccess } from './policies/simulate-access.ts';
import { suppressFinding } from './policies/suppress-finding.ts';
import { withdrawSuppression } from './policies/withdraw-suppression.ts';
import { acceptFinding } from './posture/accept-finding.ts';
import { describePosture } from './posture/describe-posture.ts';
import { withdrawAcceptance } from './posture/withdraw-acceptance.ts';
import { disableKeyRotation } from './rotation/disable-key-rotation.ts';
import { enableKeyRotation } from './rotation/enable-key-rotation.ts';
import { getKeyRotationStatus } from './rotation/get-key-rotation-status.ts';
import { listKeyRotations } from './rotation/list-key-rotations.ts';
import { listRotationSchedule } from './rotation/list-rotation-schedule.ts';
import { rotateKeyOnDemand } from './rotation/rotate-key-on-demand.ts';
import { createAccessKey } from './services/create-access-key.ts';
import { createService } from './services/create-service.ts';
import { deleteAccessKey } from './services/delete-access-key.ts';
import { deleteService } from './services/delete-service.ts';
import { listPrincipals } from './services/list-principals.ts';
import { listServices } from './services/list-services.ts';
import { updateAccessKey } from './services/update-access-key.ts';
import { changePassword } from './sessions/change-password.ts';
import { confirmPassword } from './sessions/confirm-password.ts';
import { endSession } from './sessions/end-session.ts';
import { getSession } from './sessions/get-session.ts';
import { keepSession } from './sessions/keep-session.ts';
import { listSessions } from './sessions/list-sessions.ts';
import { redeemWelcome } from './sessions/redeem-welcome.ts';
import { signIn } from './sessions/sign-in.ts';
import { signOut } from './sessions/sign-out.ts';
import { getMetrics } from './metrics/get-metrics.ts';
import { backUpDesk } from './vault/back-up-desk.ts';
import { describeVault } from './vault/describe-vault.ts';
import { runDoctor } from './vault/run-doctor.ts';

/** AWS KMS's operations, target `TrentService`. */
export const kmsOperations = {
  CancelKeyDeletion: cancelKeyDeletion,
  CreateAlias: createAlias,
  CreateGrant: createGrant,
  CreateKey: createKey,
  Decrypt: decrypt,
  DeleteAlias: deleteAlias,
  DescribeCustomKeyStores: describeCustomKeyStores,
  DescribeKey: describeKey,
  DisableKey: disableKey,
  DisableKeyRotation: disableKeyRotation,
  EnableKey: enableKey,
  EnableKeyRotation: enableKeyRotation,
  Encrypt: encrypt,
  GenerateDataKey: generateDataKey,
  GenerateDataKeyWithoutPlaintext: generateDataKeyWithoutPlaintext,
  GenerateRandom: generateRandom,
  GetKeyLastUsage: getKeyLastUsage,
  GetKeyPolicy: getKeyPolicy,
  GetKeyRotationStatus: getKeyRotationStatus,
  ListAliases: listAliases,
  ListGrants: listGrants,
  ListKeyPolicies: listKeyPolicies,
  ListKeyRotations: listKeyRotations,
  ListKeys: listKeys,
  ListResourceTags: listResourceTags,
  ListRetirableGrants: listRetirableGrants,
  PutKeyPolicy: putKeyPolicy,
  ReEncrypt: reEncrypt,
  RetireGrant: retireGrant,
  RevokeGrant: revokeGrant,
  RotateKeyOnDemand: rotateKeyOnDemand,
  ScheduleKeyDeletion: scheduleKeyDeletion,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateAlias: updateAlias,
  UpdateKeyDescription: updateKeyDescription,
} as const;

/** Ours, target `Keydesk`. */
export const deskOperations = {
  AcceptFinding: acceptFinding,
  BackUpDesk: backUpDesk,
  ChangePassword: changePassword,
  CompareIdentityPolicies: compareIdentityPolicies,
  CompareKeyPolicies: compareKeyPolicies,
  ConfirmPassword: confirmPassword,
  CreateAccessKey: createAccessKey,
  CreateIdentityPolicy: createIdentityPolicy,
  CreateService: createService,
  DeleteAccessKey: deleteAccessKey,
  DeleteIdentityPolicy: deleteIdentityPolicy,
  DeleteService: deleteService,
  DeleteUser: deleteUser,
  DescribeDesk: describeDesk,
  DescribeDestroyedKey: describeDestroyedKey,
  DescribeHome: describeHome,
  DescribeKeyFacets: describeKeyFacets,
  DescribeKeyGrants: describeKeyGrants,
  DescribeKeyHistory: describeKeyHistory,
  DescribeKeyOptions: describeKeyOptions,
  DescribeKeyOverview: describeKeyOverview,
  DescribePolicyWorld: describePolicyWorld,
  DescribePosture: describePosture,
  DescribeUser: describeUser,
  DescribeVault: describeVault,
  GetMetrics: getMetrics,
  EndSession: endSession,
  FindObjects: findObjects,
  GetCheckpoint: getCheckpoint,
  GetIdentityPolicy: getIdentityPolicy,
  GetSession: getSession,
  InviteUser: inviteUser,
  KeepSession: keepSession,
  LintKeyPolicy: lintKeyPolicy,
  ListAlerts: listAlerts,
  ListAllowedActions: listAllowedActions,
  ListEffectiveAccess: listEffectiveAccess,
  ListIdentityPolicies: listIdentityPolicies,
  ListIdentityPolicyVersions: listIdentityPolicyVersions,
  ListKeyPolicyVersions: listKeyPolicyVersions,
  ListPrincipalDependencies: listPrincipalDependencies,
  ListPrincipals: listPrincipals,
  ListRotationSchedule: listRotationSchedule,
  ListSandboxEvents: listSandboxEvents,
  ListServices: listServices,
  ListSessions: listSessions,
  ListSettings: listSettings,
  ListUsers: listUsers,
  OpenDeskSandbox: openDeskSandbox,
  PutIdentityPolicy: putIdentityPolicy,
  RedeemInvitation: redeemInvitation,
  RedeemWelcome: redeemWelcome,
  ReplayKeyPolicy: replayKeyPolicy,
  ResetUser: resetUser,
  RunDoctor: runDoctor,
  SearchAuditEvents: searchAuditEvents,
  SearchKeys: searchKeys,
  SignIn: signIn,
  SignOut: signOut,
  SimulateAccess: simulateAccess,
  SummarizeAuditEvents: summarizeAuditEvents,
  SuppressFinding: suppressFinding,
  TailAuditEvents: tailAuditEvents,
  UpdateAccessKey: updateAccessKey,
  UpdatePrincipalPolicies: updatePrincipalPolicies,
  UpdatePrincipalTags: updatePrincipalTags,
  WithdrawAcceptance: withdrawAcceptance,
  WithdrawInvitation: withdrawInvitation,
  WithdrawSuppression: withdrawSuppression,
} as const;

/** What the client is inferred from. */
export type Operations = typeof kmsOperations & typeof deskOperations;

const byName = (operations: Iterable<unknown>): Map<string, Operation> => {
  const map = new Map<string, Operation>();
  for (const each of operations as Iterable<Operation>) map.set(each.name, each); // each is an Operation of its own schemas; dispatch feeds it what its schema gave
  return map;
};

const KMS = byName([...Object.values(kmsOperations), ...notBuilt]);
const DESK = byName(Object.values(deskOperations));

/** The operation of an `X-Amz-Target`, case-sensitive; undefined when there is none. */
export function operationOfTarget(target: string): Operation | undefined {
  const [service, name, more] = target.split('.');
  if (name === undefined || more !== undefined) return undefined;
  if (service === 'TrentService') return KMS.get(name);
  if (service === 'Keydesk') return DESK.get(name);
  return undefined;
}

/** The operation of `/api/<Operation>`. */
export const operationOfName = (name: string): Operation | undefined => KMS.get(name) ?? DESK.get(name);

export const allOperations = (): readonly Operation[] => [...KMS.values(), ...DESK.values()];
