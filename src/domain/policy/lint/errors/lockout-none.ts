import { keyPolicy, user } from '../examples.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { addAccount, addMe, administratorsOf, isDelegated, wholePlace } from './lockout-facts.ts';

export const lockoutNone: Rule = {
  code: 'lockout-none',
  group: 'errors',
  severity: 'error',
  kinds: ['key'],
  *check(subject) {
    if (administratorsOf(subject)?.length !== 0) return;
    const delegated = isDelegated(subject);
    yield {
      ...wholePlace(subject),
      severity: delegated ? 'high' : 'error',
      message: delegated
        ? 'Nobody on this desk could change this policy: it leaves that to identity policies, and no active person or service has one that allows kms:PutKeyPolicy. Give somebody such a policy, or name somebody here.'
        : 'Nobody on this desk who can act now could change this policy again: kms:PutKeyPolicy is allowed to no active person or service, and not left to the account. Name somebody, or the account.',
      fixes: () => [...addMe(subject), ...(delegated ? [] : addAccount(subject))],
    };
  },
};

export const lockoutNoneDoc = (): RuleDoc => ({
  title: 'Nobody could change the policy again',
  fixes: ['T'],
  why: 'A key policy can only be changed by somebody whom it lets change it. When it names no one who can act now, nor the account, the key goes on as it is for ever: nobody can give access, take it away, or schedule the deletion. Name somebody who can sign in, or the account.',
  example: {
    fires: keyPolicy({ Sid: 'The app decrypts' }, { Principal: { AWS: user('dave') }, Action: 'kms:*' }),
    silent: keyPolicy({ Sid: 'The app decrypts' }, { Principal: { AWS: user('carol') }, Action: 'kms:*' }),
  },
});
