import { countedFindings, type Check } from '../check.ts';
import { findInPolicies, named, withPolicy } from '../policy-check.ts';

export const anyoneAllowed: Check = {
  code: 'anyone-allowed',
  group: 'policy',
  title: 'No key policy allows anyone at all',
  found: countedFindings('1 key policy allows anyone at all', 'key policies allow anyone at all'),
  severity: 'high',
  why: 'A wildcard principal lets every service and person of this desk in, also those that do not exist yet.',
  fix: 'Name the principals, or bind the statement with a condition.',
  looksAt: (facts) => withPolicy(facts).length,
  find: (facts) =>
    findInPolicies(facts, ({ anyone }) =>
      anyone.length === 0 ? null : `Principal “*” without a condition in ${named(anyone)}.`,
    ),
};
