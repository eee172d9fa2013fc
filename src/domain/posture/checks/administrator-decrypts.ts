import { countedFindings, type Check } from '../check.ts';
import { shortArn } from '../facts.ts';
import { findInPolicies, named, withPolicy } from '../policy-check.ts';

export const administratorDecrypts: Check = {
  code: 'administrator-decrypts',
  group: 'policy',
  title: 'Who administers a key does not decrypt with it',
  found: countedFindings(
    '1 key is administered by who decrypts with it',
    'keys are administered by who decrypts with them',
  ),
  severity: 'medium',
  why: 'Whoever can change the policy and read the data needs nobody’s consent for anything.',
  fix: 'Take the use away from the administrator, or the policy from the user: two principals, two statements.',
  looksAt: (facts) => withPolicy(facts).length,
  find: (facts) =>
    findInPolicies(facts, ({ administersAndDecrypts }) =>
      administersAndDecrypts.length === 0
        ? null
        : `The key policy lets ${named(administersAndDecrypts.map(shortArn))} change it and decrypt.`,
    ),
};
