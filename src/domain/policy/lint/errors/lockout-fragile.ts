import { DELEGATION, keyPolicy, user } from '../examples.ts';
import { shortArn } from '../facts.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { addAccount, administratorsOf, isDelegated, wholePlace } from './lockout-facts.ts';

export const lockoutFragile: Rule = {
  code: 'lockout-fragile',
  group: 'errors',
  severity: 'high',
  kinds: ['key'],
  *check(subject) {
    const able = administratorsOf(subject);
    const [only] = able ?? [];
    if (able?.length !== 1 || only === undefined || isDelegated(subject)) return;
    yield {
      ...wholePlace(subject),
      message: `Only ${shortArn(subject.world, only.arn)} could change this policy again, and the account has no say. Should that principal be gone, nobody can. Name a second one, or leave it to the account.`,
      fixes: () => addAccount(subject),
    };
  },
};

export const lockoutFragileDoc = (): RuleDoc => ({
  title: 'Only one principal could change the policy',
  fixes: ['T'],
  why: 'When one person is the only way to the policy of a key, the key depends on that person being there: who leaves, loses a password or is deleted takes the key along. Name a second administrator, or leave the decision to the account, so that an identity policy can open it again.',
  example: {
    fires: keyPolicy({ Sid: 'Administration', Principal: { AWS: user('alice') }, Action: 'kms:*' }),
    silent: keyPolicy(DELEGATION),
  },
});
