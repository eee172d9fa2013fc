import type { Rule } from '../rule.ts';
import { ACTION_CASE } from './action-case.ts';
import { FORMAT } from './format.ts';
import { KEY_CASE } from './key-case.ts';
import { NEAR_QUOTA } from './near-quota.ts';
import { SID_DUPLICATE } from './sid-duplicate.ts';
import { SID_LIES } from './sid-lies.ts';
import { SID_MISSING } from './sid-missing.ts';
import { SUPPRESSION_STALE } from './suppression-stale.ts';
import { VALUE_WHITESPACE } from './value-whitespace.ts';
import { VERSION_OLD } from './version-old.ts';

/** Order, names and spelling (policy-lint.md §1.6), in the order of the catalogue. */
export const HYGIENE: readonly Rule[] = [
  SID_MISSING,
  SID_DUPLICATE,
  SID_LIES,
  VERSION_OLD,
  ACTION_CASE,
  KEY_CASE,
  VALUE_WHITESPACE,
  FORMAT,
  NEAR_QUOTA,
  SUPPRESSION_STALE,
];
