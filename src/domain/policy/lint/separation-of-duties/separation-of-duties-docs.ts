/** The documentation of these rules, by code. Apart from the rules: who only lints does not load it. */
import type { RuleDoc } from '../rule.ts';
import { adminAndUserDoc } from './admin-and-user.ts';
import { adminSelfGrantDoc } from './admin-self-grant.ts';
import { auditorWritesDoc } from './auditor-writes.ts';
import { deleteNoCancellerDoc } from './delete-no-canceller.ts';
import { encryptAndDecryptDoc } from './encrypt-and-decrypt.ts';
import { grantorIsGranteeDoc } from './grantor-is-grantee.ts';
import { humanDecryptsDoc } from './human-decrypts.ts';
import { importAndUseDoc } from './import-and-use.ts';
import { keysetConflictDoc } from './keyset-conflict.ts';
import { selfBenefitChangeDoc } from './self-benefit-change.ts';
import { soleAdminDoc } from './sole-admin.ts';
import { tooManyAdminsDoc } from './too-many-admins.ts';

export const SEPARATION_OF_DUTIES_DOCS: Readonly<Record<string, () => RuleDoc>> = {
  'admin-and-user': adminAndUserDoc,
  'admin-self-grant': adminSelfGrantDoc,
  'sole-admin': soleAdminDoc,
  'too-many-admins': tooManyAdminsDoc,
  'delete-no-canceller': deleteNoCancellerDoc,
  'encrypt-and-decrypt': encryptAndDecryptDoc,
  'import-and-use': importAndUseDoc,
  'auditor-writes': auditorWritesDoc,
  'self-benefit-change': selfBenefitChangeDoc,
  'grantor-is-grantee': grantorIsGranteeDoc,
  'human-decrypts': humanDecryptsDoc,
  'keyset-conflict': keysetConflictDoc,
};
