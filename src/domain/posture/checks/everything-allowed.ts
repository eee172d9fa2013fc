import { countedFindings, type Check } from '../check.ts';
import { shortArn } from '../facts.ts';
import { findInPolicies, named, withPolicy } from '../policy-check.ts';

export const everythingAllowed: Check = {
  code: 'everything-allowed',
  group: 'policy',
  title: 'No key policy gives a principal everything',
  found: countedFindings(
    '1 key policy gives a principal everything',
    'key policies give a principal everything',
  ),
  severity: 'high',
  why: 'kms:* in a key policy is decrypting, changing the policy and destroying the key in one hand, and not even an identity policy is asked.',
  fix: 'Split it: administration without use for one principal, use without administration for another.',
  looksAt: (facts) => withPolicy(facts).length,
  find: (facts) =>
    findInPolicies(facts, ({ everything }) =>
      everything.length === 0 ? null : `It gives kms:* to ${named(everything.map(shortArn))}.`,
    ),
};
