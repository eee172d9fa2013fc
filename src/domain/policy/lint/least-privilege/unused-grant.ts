import type { GrantFacts } from '../../world.ts';
import { wholePlace } from '../errors/lockout-facts.ts';
import { EXAMPLE_WORLD, keyPolicy, role } from '../examples.ts';
import { shortArn } from '../facts.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { DAY, dayOf } from '../use.ts';

const grant = (lastUsed: number): GrantFacts => ({
  id: '0c237476b39f8bc44e45212e08498fbe3151305030726c0590dd8d3e9f3d6a60',
  name: 'nightly',
  grantee: role('reader'),
  retiring: null,
  operations: ['Decrypt'],
  contextEquals: null,
  contextSubset: null,
  createdAt: EXAMPLE_WORLD.now - 300 * DAY,
  lastUsed,
});

export const unusedGrant: Rule = {
  code: 'unused-grant',
  group: 'least-privilege',
  severity: 'medium',
  kinds: ['key'],
  *check(subject) {
    const { world, settings } = subject;
    const from = world.now - settings.unusedDays * DAY;
    for (const { id, name, grantee, operations, createdAt, lastUsed } of world.grants ?? []) {
      if (createdAt > from || (lastUsed !== null && lastUsed > from)) continue;
      const what = name === '' ? `Grant ${id.slice(0, 8)}` : `Grant ${name} (${id.slice(0, 8)})`;
      yield {
        ...wholePlace(subject),
        message: `${what} lets ${shortArn(world, grantee)} do ${operations.join(', ')} and ${lastUsed === null ? `was never used since ${dayOf(createdAt)}` : `was last used on ${dayOf(lastUsed)}`}. Revoke it if its job is over.`,
      };
    }
  },
};

export const unusedGrantDoc = (): RuleDoc => ({
  title: 'A grant that nobody uses',
  fixes: [],
  why: 'A grant has no end of its own: it lives until it is revoked or retired, and no policy shows it. One that has decided no request for a long time is usually the rest of a job that is over. Revoke it on the page of the key; revoking takes effect at once.',
  example: {
    fires: keyPolicy({}),
    silent: keyPolicy({}),
    world: { grants: [grant(EXAMPLE_WORLD.now - 210 * DAY)] },
    silentWorld: { grants: [grant(EXAMPLE_WORLD.now - 2 * DAY)] },
  },
});
