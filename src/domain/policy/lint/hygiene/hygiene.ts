import type { Rule } from '../rule.ts';
import { SID_MISSING } from './sid-missing.ts';

export const HYGIENE: readonly Rule[] = [SID_MISSING];
