import { countedFindings, type Check } from '../check.ts';
import { shortArn } from '../facts.ts';
import { findInPolicies, named, withPolicy } from '../policy-check.ts';

export const grantByPattern: Check = {
  code: 'grant-by-pattern',
  group: 'policy',
  title: 'Nobody may create grants by a wildcard',
  found: countedFindings(
    '1 key policy lets grants be created by a wildcard',
    'key policies let grants be created by a wildcard',
  ),
  severity: 'medium',
  why: 'kms:Create* looks harmless and covers CreateGrant: its holder can give itself, or anybody, the right to decrypt.',
  fix: 'Write out the actions that are meant.',
  looksAt: (facts) => withPolicy(facts).length,
  find: (facts) =>
    findInPolicies(facts, ({ grantsByPattern }) =>
      grantsByPattern.length === 0
        ? null
        : `A pattern lets ${named(grantsByPattern.map(shortArn))} create grants.`,
    ),
};
