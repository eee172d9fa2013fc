import { countedFindings, type Check } from '../check.ts';

const DAY_MS = 86_400_000;
/** Time to give it to somebody. */
const SETTLING_DAYS = 30;

export const unattachedPolicy: Check = {
  code: 'unattached-policy',
  group: 'housekeeping',
  title: 'Every identity policy is held by somebody',
  found: countedFindings('1 identity policy is held by nobody', 'identity policies are held by nobody'),
  severity: 'low',
  why: 'What nobody has is read by nobody, and is given one day for its name.',
  fix: 'Delete it, or give it to whom it is meant for.',
  looksAt: ({ identityPolicies }) => identityPolicies.length,
  find: ({ identityPolicies, now }) =>
    identityPolicies
      .filter(({ holders, savedAt }) => holders === 0 && now - savedAt > SETTLING_DAYS * DAY_MS)
      .toSorted((a, b) => a.savedAt - b.savedAt)
      .map(({ name, savedAt }) => ({
        kind: 'identityPolicy',
        id: name,
        name,
        reason: `Saved ${Math.floor((now - savedAt) / DAY_MS)} days ago; no person and no service has it.`,
      })),
};
