import { keyPolicy, user } from '../examples.ts';
import { listed, principalOf, shortArn } from '../facts.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { addAccount, addMe, administratorsOf, wholePlace } from './lockout-facts.ts';

export const lockoutSelf: Rule = {
  code: 'lockout-self',
  group: 'errors',
  severity: 'high',
  kinds: ['key'],
  *check(subject) {
    const { world } = subject;
    const able = administratorsOf(subject);
    if (world.me === null || able === null || able.length === 0) return; // nobody at all is lockout-none
    if (principalOf(world, world.me) === undefined || able.some(({ arn }) => arn === world.me)) return;
    yield {
      ...wholePlace(subject),
      message: `Under this policy you could not change it again: kms:PutKeyPolicy is not allowed to ${shortArn(world, world.me)}. Only ${listed(able.map(({ arn }) => shortArn(world, arn)))} could. Add yourself, or leave it to the account.`,
      fixes: () => [...addMe(subject), ...addAccount(subject)],
    };
  },
};

export const lockoutSelfDoc = (): RuleDoc => ({
  title: 'You could not change the policy again',
  fixes: ['T'],
  why: 'AWS KMS refuses a policy under which the one who saves it could not change it again, unless the check is bypassed: "The new key policy will not allow you to update the key policy in the future." Here you see it before you save. Keep a statement that allows you kms:PutKeyPolicy, by name or through the account and your identity policies.',
  example: {
    fires: keyPolicy({ Sid: 'Administration', Principal: { AWS: user('carol') }, Action: 'kms:*' }),
    silent: keyPolicy({
      Sid: 'Administration',
      Principal: { AWS: [user('carol'), user('alice')] },
      Action: 'kms:*',
    }),
  },
});
