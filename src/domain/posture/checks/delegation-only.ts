import { countedFindings, type Check } from '../check.ts';
import { findInPolicies, withPolicy } from '../policy-check.ts';

export const delegationOnly: Check = {
  code: 'delegation-only',
  group: 'policy',
  title: 'Every key policy names who uses the key',
  found: countedFindings(
    '1 key policy names nobody who uses the key',
    'key policies name nobody who uses the key',
  ),
  severity: 'low',
  why: 'A policy that only hands control to the account is no policy: every key user of the desk can decrypt with the key.',
  fix: 'Name the services that use it in its policy, and give them no identity policy for keys.',
  looksAt: (facts) => withPolicy(facts).length,
  find: (facts) =>
    findInPolicies(facts, ({ delegatesOnly }) =>
      delegatesOnly ? 'It names nobody: it only leaves control to the account.' : null,
    ),
};
