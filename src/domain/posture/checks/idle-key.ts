import { POSTURE_DAYS, type KeyFacts, type PostureFacts } from '../facts.ts';
import { countedFindings, type Check } from '../check.ts';
import { DAY_MS } from './old-access-key.ts';

const enabled = ({ keys }: PostureFacts): readonly KeyFacts[] =>
  keys.filter(({ key }) => key.state === 'Enabled');

export const idleKey: Check = {
  code: 'idle-key',
  group: 'housekeeping',
  title: 'Every enabled key is used',
  found: countedFindings('1 enabled key is not used', 'enabled keys are not used'),
  severity: 'low',
  why: 'A key that nobody needs is only a way in. If old data hangs on it, it is better known before somebody cleans up.',
  fix: 'Disable it and watch for refusals; schedule its deletion only when none come.',
  looksAt: (facts) => enabled(facts).length,
  find: (facts) =>
    enabled(facts)
      .filter(({ key, lastUse }) => facts.now - (lastUse ?? key.createdAt) >= POSTURE_DAYS * DAY_MS)
      .toSorted((a, b) => (a.lastUse ?? a.key.createdAt) - (b.lastUse ?? b.key.createdAt))
      .map(({ key, name, lastUse }) => ({
        kind: 'key',
        id: key.id,
        name,
        reason:
          lastUse === null
            ? `Never used since it was made, ${Math.floor((facts.now - key.createdAt) / DAY_MS)} days ago.`
            : `Last used ${Math.floor((facts.now - lastUse) / DAY_MS)} days ago.`,
      })),
};
