/** The documentation of these rules, by code. Apart from the rules: who only lints does not load it. */
import type { RuleDoc } from '../rule.ts';
import { actionCaseDoc } from './action-case.ts';
import { formatDoc } from './format.ts';
import { keyCaseDoc } from './key-case.ts';
import { nearQuotaDoc } from './near-quota.ts';
import { sidDuplicateDoc } from './sid-duplicate.ts';
import { sidLiesDoc } from './sid-lies.ts';
import { sidMissingDoc } from './sid-missing.ts';
import { suppressionStaleDoc } from './suppression-stale.ts';
import { valueWhitespaceDoc } from './value-whitespace.ts';
import { versionOldDoc } from './version-old.ts';

export const HYGIENE_DOCS: Readonly<Record<string, () => RuleDoc>> = {
  'sid-missing': sidMissingDoc,
  'sid-duplicate': sidDuplicateDoc,
  'sid-lies': sidLiesDoc,
  'version-old': versionOldDoc,
  'action-case': actionCaseDoc,
  'key-case': keyCaseDoc,
  'value-whitespace': valueWhitespaceDoc,
  format: formatDoc,
  'near-quota': nearQuotaDoc,
  'suppression-stale': suppressionStaleDoc,
};
