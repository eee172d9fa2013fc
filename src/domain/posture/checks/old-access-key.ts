import type { AccessKeyFacts, PostureFacts } from '../facts.ts';
import { countedFindings, type Check, type Finding } from '../check.ts';

export const DAY_MS = 86_400_000;
/** An access key is to be replaced after this many days. */
export const OLD_DAYS = 90;

export const activeKeys = ({ accessKeys }: PostureFacts): readonly AccessKeyFacts[] =>
  accessKeys.filter(({ active }) => active);

/** A finding about an access key; it is mended on its service's page. */
export const aboutAccessKey = ({ id, owner }: AccessKeyFacts, reason: string): Finding => ({
  kind: 'accessKey',
  id,
  name: `${id} of ${owner.name}`,
  reason,
  principalId: owner.id,
});

export const oldAccessKey: Check = {
  code: 'old-access-key',
  group: 'credentials',
  title: `No access key is older than ${OLD_DAYS} days`,
  found: countedFindings(
    `1 access key is older than ${OLD_DAYS} days`,
    `access keys are older than ${OLD_DAYS} days`,
  ),
  severity: 'medium',
  why: 'The longer an access key lives, the more files, histories and images it has been copied into.',
  fix: 'Make a second one, move the service to it, switch the old one off, then delete it.',
  looksAt: (facts) => activeKeys(facts).length,
  find: (facts) =>
    activeKeys(facts)
      .filter(({ createdAt }) => facts.now - createdAt > OLD_DAYS * DAY_MS)
      .toSorted((a, b) => a.createdAt - b.createdAt)
      .map((accessKey) =>
        aboutAccessKey(
          accessKey,
          `It is ${Math.floor((facts.now - accessKey.createdAt) / DAY_MS)} days old.`,
        ),
      ),
};
