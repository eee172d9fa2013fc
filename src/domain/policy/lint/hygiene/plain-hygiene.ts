import type { Rule } from '../rule.ts';
import { actionCase } from './action-case.ts';
import { format } from './format.ts';
import { keyCase } from './key-case.ts';
import { nearQuota } from './near-quota.ts';
import { sidDuplicate } from './sid-duplicate.ts';
import { sidLies } from './sid-lies.ts';
import { sidMissing } from './sid-missing.ts';
import { valueWhitespace } from './value-whitespace.ts';
import { versionOld } from './version-old.ts';

/** What is untidy in the text by itself. */
export const PLAIN_HYGIENE: readonly Rule[] = [
  sidMissing,
  sidDuplicate,
  sidLies,
  versionOld,
  actionCase,
  keyCase,
  valueWhitespace,
  format,
  nearQuota,
];
