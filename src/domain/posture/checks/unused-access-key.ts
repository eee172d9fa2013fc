import { countedFindings, type Check } from '../check.ts';
import { aboutAccessKey, activeKeys, DAY_MS } from './old-access-key.ts';

/** Time to bring a new one into service. */
const SETTLING_DAYS = 7;

export const unusedAccessKey: Check = {
  code: 'unused-access-key',
  group: 'credentials',
  title: 'Every access key is used',
  found: countedFindings('1 access key was never used', 'access keys were never used'),
  severity: 'low',
  why: 'An access key that nobody uses is missed by nobody when it is stolen.',
  fix: 'Switch it off; delete it when nothing complains.',
  looksAt: (facts) => activeKeys(facts).length,
  find: (facts) =>
    activeKeys(facts)
      .filter(
        ({ lastUse, useIsKnown, createdAt, owner }) =>
          lastUse === null &&
          useIsKnown &&
          !owner.fromSettings &&
          facts.now - createdAt > SETTLING_DAYS * DAY_MS,
      )
      .map((accessKey) =>
        aboutAccessKey(
          accessKey,
          `It has never been used in ${Math.floor((facts.now - accessKey.createdAt) / DAY_MS)} days.`,
        ),
      ),
};
