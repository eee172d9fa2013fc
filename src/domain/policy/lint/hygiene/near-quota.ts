import { MAX_POLICY_BYTES } from '../../document.ts';
import { keyPolicy } from '../examples.ts';
import { compacted, kib, sizeOf } from '../size.ts';
import type { Rule, RuleDoc } from '../rule.ts';

/** Share of a quota from which on it is near. */
export const NEAR = 0.8;
/** Live grants that a key may have. */
const MOST_GRANTS = 50_000;

const policyOf = (statements: number): string =>
  keyPolicy(...Array.from({ length: statements }, (_, i) => ({ Sid: `Statement ${i}` })));

export const nearQuota: Rule = {
  code: 'near-quota',
  group: 'hygiene',
  severity: 'info',
  kinds: ['key', 'identity'],
  *check(subject) {
    const size = sizeOf(subject.text);
    if (size > MAX_POLICY_BYTES * NEAR && size <= MAX_POLICY_BYTES)
      yield {
        from: 0,
        to: 1,
        statement: null,
        message: `The policy has ${kib(size)} of the ${kib(MAX_POLICY_BYTES)} it may have. When it is full, no statement can be added. Merge what can be merged, or name a role instead of many principals.`,
        fixes: () => compacted(subject, 'T'),
      };
    const grants = subject.world.grants?.length ?? 0;
    if (subject.kind === 'key' && grants > MOST_GRANTS * NEAR)
      yield {
        from: 0,
        to: 1,
        statement: null,
        message: `The key has ${grants} of the ${MOST_GRANTS} grants it may have. When they are used up, CreateGrant fails and whoever depends on it stops. Revoke or retire grants that nobody uses.`,
      };
  },
};

export const nearQuotaDoc = (): RuleDoc => ({
  title: 'Nearly as large as it may be',
  fixes: ['T'],
  why: 'A policy may have 32 KiB and a key 50,000 grants. Whoever reaches the limit learns of it in the middle of something urgent, when a statement must be added and cannot be. Make room before: name a role instead of many principals, merge statements, revoke grants that nobody uses.',
  example: { fires: policyOf(130), silent: policyOf(90) },
});
