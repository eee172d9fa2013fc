import { countedFindings, type Check } from '../check.ts';
import { shortArn, type KeyFacts, type PostureFacts } from '../facts.ts';
import { named } from '../policy-check.ts';

const doomed = ({ keys }: PostureFacts): readonly KeyFacts[] =>
  keys.filter(({ key }) => key.deletion !== null);

export const doomedStillCalled: Check = {
  code: 'doomed-still-called',
  group: 'housekeeping',
  title: 'Nobody calls a key that is to be destroyed',
  found: countedFindings(
    '1 key that is to be destroyed is still called',
    'keys that are to be destroyed are still called',
  ),
  severity: 'high',
  why: 'Whoever still calls it will lose what it protects, for good, on the date of the deletion.',
  fix: 'Cancel the deletion, move the callers to another key, then schedule it again.',
  looksAt: (facts) => doomed(facts).length,
  find: (facts) =>
    doomed(facts)
      .filter(({ doomedCalls }) => doomedCalls.count > 0)
      .toSorted((a, b) => b.doomedCalls.count - a.doomedCalls.count)
      .map(({ key, name, doomedCalls: { count, by } }) => ({
        kind: 'key',
        id: key.id,
        name,
        reason: `${count} ${count === 1 ? 'request was' : 'requests were'} refused since the day its deletion was scheduled, by ${named(by.map(shortArn))}.`,
      })),
};
