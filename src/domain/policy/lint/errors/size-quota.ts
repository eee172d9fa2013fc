import { MAX_POLICY_BYTES } from '../../document.ts';
import { keyPolicy } from '../examples.ts';
import { kib, compacted, sizeOf } from '../size.ts';
import type { Rule, RuleDoc } from '../rule.ts';

const policyOf = (statements: number): string =>
  keyPolicy(...Array.from({ length: statements }, (_, i) => ({ Sid: `Statement ${i}` })));

export const sizeQuota: Rule = {
  code: 'size-quota',
  group: 'errors',
  severity: 'error',
  kinds: ['key', 'identity'],
  *check(subject) {
    const size = sizeOf(subject.text);
    if (size <= MAX_POLICY_BYTES) return;
    yield {
      from: 0,
      to: 1,
      statement: null,
      blocks: true,
      message: `The policy has ${kib(size)}, and may have ${kib(MAX_POLICY_BYTES)}: it cannot be saved. Merge statements that differ in one list only, name a role instead of many principals, or write it without white space.`,
      fixes: () => compacted(subject, 'A'),
    };
  },
};

export const sizeQuotaDoc = (): RuleDoc => ({
  title: 'A policy that is larger than 32 KiB',
  fixes: ['A'],
  why: 'A policy may have 32 KiB, counted in bytes of UTF-8 and white space included. A larger one is refused on save. White space goes first; then put principals with the same actions into one statement, or give them a role or a tag and name that.',
  example: { fires: policyOf(200), silent: policyOf(100) },
});
