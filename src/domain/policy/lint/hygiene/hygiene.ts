import type { Rule } from '../rule.ts';
import { actionCase } from './action-case.ts';
import { format } from './format.ts';
import { keyCase } from './key-case.ts';
import { nearQuota } from './near-quota.ts';
import { sidDuplicate } from './sid-duplicate.ts';
import { sidLies } from './sid-lies.ts';
import { sidMissing } from './sid-missing.ts';
import { suppressionStale } from './suppression-stale.ts';
import { valueWhitespace } from './value-whitespace.ts';
import { versionOld } from './version-old.ts';

/** Order, names and spelling (policy-lint.md §1.6), in the order of the catalogue. */
export const HYGIENE: readonly Rule[] = [
  sidMissing,
  sidDuplicate,
  sidLies,
  versionOld,
  actionCase,
  keyCase,
  valueWhitespace,
  format,
  nearQuota,
  suppressionStale,
];
