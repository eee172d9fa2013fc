import { countedFindings, type Check } from '../check.ts';
import { shortArn, type KeyFacts, type PostureFacts } from '../facts.ts';

/** More users than this in 90 days, and the key is shared. */
export const MOST_USERS = 3;

const live = ({ keys }: PostureFacts): readonly KeyFacts[] =>
  keys.filter(({ key }) => key.state === 'Enabled' || key.state === 'Disabled');

export const sharedKey: Check = {
  code: 'shared-key',
  group: 'scope',
  title: `No key serves more than ${MOST_USERS} principals`,
  found: countedFindings(
    `1 key serves more than ${MOST_USERS} principals`,
    `keys serve more than ${MOST_USERS} principals`,
  ),
  severity: 'medium',
  why: 'One compromised caller opens everything that the key ever wrapped, for all who share it.',
  fix: 'Give each service and data domain a key of its own, and re-encrypt its data keys to it (ReEncrypt).',
  looksAt: (facts) => live(facts).length,
  find: (facts) =>
    live(facts)
      .filter(({ users }) => users.length > MOST_USERS)
      .toSorted((a, b) => b.users.length - a.users.length || b.requests - a.requests)
      .map(({ key, name, users }, at) => ({
        kind: 'key',
        id: key.id,
        name,
        reason: `${at === 0 ? 'The largest blast radius: ' : ''}${users.length} principals used it in 90 days (${users
          .slice(0, 3)
          .map(shortArn)
          .join(', ')}${users.length > 3 ? ', …' : ''}).`,
      })),
};
