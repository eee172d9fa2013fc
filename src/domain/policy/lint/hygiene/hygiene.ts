import type { Rule } from '../rule.ts';
import { PLAIN_HYGIENE } from './plain-hygiene.ts';
import { suppressionStale } from './suppression-stale.ts';

/** Order, names and spelling (policy-lint.md §1.6), in the order of the catalogue. */
export const HYGIENE: readonly Rule[] = [...PLAIN_HYGIENE, suppressionStale];
