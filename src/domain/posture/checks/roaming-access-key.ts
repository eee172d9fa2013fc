import { countedFindings, type Check } from '../check.ts';
import { named } from '../policy-check.ts';
import { aboutAccessKey, activeKeys } from './old-access-key.ts';

export const roamingAccessKey: Check = {
  code: 'roaming-access-key',
  group: 'credentials',
  title: 'Each access key is used from one network',
  found: countedFindings(
    '1 access key is used from several networks',
    'access keys are used from several networks',
  ),
  severity: 'medium',
  why: 'One access key in two places has been copied: to a second machine that should have its own, or by somebody else.',
  fix: 'Find out who is at the other address. Give each place a service of its own, and replace this access key.',
  looksAt: (facts) => activeKeys(facts).length,
  find: (facts) =>
    activeKeys(facts)
      .filter(({ networks }) => networks.length > 1)
      .toSorted((a, b) => b.networks.length - a.networks.length)
      .map((accessKey) =>
        aboutAccessKey(
          accessKey,
          `It was used from ${accessKey.networks.length} networks: ${named(accessKey.networks)}.`,
        ),
      ),
};
