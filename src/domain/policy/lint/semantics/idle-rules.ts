import type { Rule } from '../rule.ts';
import { allowFullyDenied } from './allow-fully-denied.ts';
import { denyNoEffect } from './deny-no-effect.ts';
import { neverTrue } from './never-true.ts';
import { shadowedAllow } from './shadowed-allow.ts';

/** Statements without an effect: each of them takes the comparison to find. */
export const IDLE_RULES: readonly Rule[] = [shadowedAllow, allowFullyDenied, denyNoEffect, neverTrue];
