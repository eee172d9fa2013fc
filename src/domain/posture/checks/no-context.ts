import { countedFindings, type Check } from '../check.ts';
import type { KeyFacts, PostureFacts } from '../facts.ts';

const used = ({ keys }: PostureFacts): readonly KeyFacts[] => keys.filter(({ requests }) => requests > 0);

export const noContext: Check = {
  code: 'no-context',
  group: 'audit',
  title: 'Decrypts say whose record they open',
  found: countedFindings(
    '1 key decrypts without saying whose record',
    'keys decrypt without saying whose record',
  ),
  severity: 'medium',
  why: 'Without an encryption context the log says that somebody decrypted, and never what. It is also what keeps one record’s envelope from opening as another’s.',
  fix: 'Pass an encryption context (tenant, record) when the data key is made, and the same one to Decrypt.',
  looksAt: (facts) => used(facts).length,
  find: (facts) =>
    used(facts)
      .filter(({ bareDecrypts }) => bareDecrypts > 0)
      .toSorted((a, b) => b.bareDecrypts - a.bareDecrypts)
      .map(({ key, name, bareDecrypts }) => ({
        kind: 'key',
        id: key.id,
        name,
        reason: `${bareDecrypts} ${bareDecrypts === 1 ? 'decrypt' : 'decrypts'} without an encryption context among those looked at.`,
      })),
};
