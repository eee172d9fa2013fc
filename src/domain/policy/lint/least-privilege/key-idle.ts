import { wholePlace } from '../errors/lockout-facts.ts';
import { CRYPTOGRAPHIC } from '../action-kinds.ts';
import { exampleUsage, keyPolicy, role } from '../examples.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { completeUseOf, isIdle } from '../use.ts';

export const keyIdle: Rule = {
  code: 'key-idle',
  group: 'least-privilege',
  severity: 'info',
  kinds: ['key'],
  *check(subject) {
    const use = completeUseOf(subject);
    if (use === null || !isIdle(subject, CRYPTOGRAPHIC)) return;
    yield {
      ...wholePlace(subject),
      message: `Nobody encrypted, decrypted, signed or verified with this key ${use.period}. If it is no longer needed, disable it and see who misses it.`,
    };
  },
};

export const keyIdleDoc = (): RuleDoc => ({
  title: 'The key is not used',
  fixes: [],
  why: 'Nobody used the key for anything cryptographic in all the days looked at. That may be right for an archive or for a yearly job. If it is not, disable the key first: that can be undone. Schedule its deletion only once nobody missed it.',
  example: {
    fires: keyPolicy({}),
    silent: keyPolicy({}),
    world: { usage: exampleUsage() },
    silentWorld: { usage: exampleUsage([role('app'), 'kms:Decrypt']) },
  },
});
