import { countedFindings, type Check } from '../check.ts';
import { rotating } from './no-rotation.ts';

/** Random 96-bit nonces bear this many encryptions a version (NIST SP 800-38D §8.3). */
const NONCES = 2 ** 32;
const WARN_AT = 0.8;

export const nonceBudget: Check = {
  code: 'nonce-budget',
  group: 'rotation',
  title: 'No version is near the end of its encryptions',
  found: countedFindings(
    '1 key is near the end of its encryptions',
    'keys are near the end of their encryptions',
  ),
  severity: 'high',
  why: 'A version of an AES-GCM key bears 2^32 encryptions. The desk refuses to encrypt before a nonce could repeat, and callers stop.',
  fix: 'Rotate the key now; the new version starts at zero.',
  looksAt: (facts) => rotating(facts).length,
  find: (facts) =>
    rotating(facts)
      .filter(({ encryptions }) => encryptions > NONCES * WARN_AT)
      .toSorted((a, b) => b.encryptions - a.encryptions)
      .map(({ key, name, encryptions }) => ({
        kind: 'key',
        id: key.id,
        name,
        reason: `Version ${key.currentVersion} has made ${Math.floor((encryptions / NONCES) * 100)} % of the encryptions that it bears.`,
      })),
};
