import { countedFindings, type Check } from '../check.ts';
import type { KeyFacts } from '../facts.ts';

const NAMES: ReadonlySet<string> = new Set(['env', 'environment', 'stage', 'domain', 'data-domain']);
/** What people put between several values of one tag. */
const BETWEEN = /\s*[,;/+]\s*|\s+and\s+/i;

/** The first such tag that names several. */
function mixed({ key }: KeyFacts): readonly [string, readonly string[]] | null {
  for (const [name, value] of key.tags) {
    if (!NAMES.has(name.toLowerCase())) continue;
    const values = value.split(BETWEEN).filter((each) => each !== '');
    if (values.length > 1) return [name, values];
  }
  return null;
}

export const mixedTags: Check = {
  code: 'mixed-tags',
  group: 'scope',
  title: 'No key is tagged for several environments or domains',
  found: countedFindings(
    '1 key is tagged for several environments or domains',
    'keys are tagged for several environments or domains',
  ),
  severity: 'medium',
  why: 'A test system that can open production data is the way in that nobody watches.',
  fix: 'Make one key for each value of the tag, and move each data domain to its own.',
  looksAt: ({ keys }) =>
    keys.filter(({ key }) => key.tags.some(([name]) => NAMES.has(name.toLowerCase()))).length,
  find: ({ keys }) =>
    keys.flatMap((facts) => {
      const found = mixed(facts);
      if (found === null || facts.key.state === 'PendingDeletion') return [];
      const [name, values] = found;
      return [
        {
          kind: 'key' as const,
          id: facts.key.id,
          name: facts.name,
          reason: `Its tag ${name} names ${values.length}: ${values.slice(0, 4).join(', ')}.`,
        },
      ];
    }),
};
