import { countedFindings, type Check } from '../check.ts';
import type { KeyFacts, PostureFacts } from '../facts.ts';

/** Keys that can rotate and are in use. */
export const rotating = ({ keys }: PostureFacts): readonly KeyFacts[] =>
  keys.filter(({ key, rotates }) => rotates && key.state === 'Enabled');

export const noRotation: Check = {
  code: 'no-rotation',
  group: 'rotation',
  title: 'Enabled keys rotate by themselves',
  found: countedFindings('1 key does not rotate by itself', 'keys do not rotate by themselves'),
  severity: 'high',
  why: 'A key that has protected years of data is one leak away from all of it. Rotation bounds how much one version ever protected.',
  fix: 'Turn on automatic rotation. Nothing is encrypted anew: old versions go on decrypting.',
  looksAt: (facts) => rotating(facts).length,
  find: (facts) =>
    rotating(facts)
      .filter(({ key }) => key.rotation === null)
      .toSorted((a, b) => b.requests - a.requests)
      .map(({ key, name, requests }) => ({
        kind: 'key',
        id: key.id,
        name,
        reason:
          requests === 0
            ? 'Automatic rotation is off.'
            : `Automatic rotation is off, and it was asked ${requests} ${requests === 1 ? 'time' : 'times'} in 90 days.`,
      })),
};
