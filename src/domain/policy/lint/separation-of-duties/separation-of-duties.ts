/** Separation of duties (policy-lint.md §1.4). */
import type { Rule } from '../rule.ts';
import { adminAndUser } from './admin-and-user.ts';
import { adminSelfGrant } from './admin-self-grant.ts';
import { auditorWrites } from './auditor-writes.ts';
import { deleteNoCanceller } from './delete-no-canceller.ts';
import { encryptAndDecrypt } from './encrypt-and-decrypt.ts';
import { grantorIsGrantee } from './grantor-is-grantee.ts';
import { humanDecrypts } from './human-decrypts.ts';
import { importAndUse } from './import-and-use.ts';
import { keysetConflict } from './keyset-conflict.ts';
import { selfBenefitChange } from './self-benefit-change.ts';
import { soleAdmin } from './sole-admin.ts';
import { tooManyAdmins } from './too-many-admins.ts';

export const SEPARATION_OF_DUTIES: readonly Rule[] = [
  adminAndUser,
  adminSelfGrant,
  soleAdmin,
  tooManyAdmins,
  deleteNoCanceller,
  encryptAndDecrypt,
  importAndUse,
  auditorWrites,
  selfBenefitChange,
  grantorIsGrantee,
  humanDecrypts,
  keysetConflict,
];
