import { foldedKey } from '../condition-facts.ts';
import { keyPolicy } from '../examples.ts';
import { elementOf, nameOf, statementsOf } from '../facts.ts';
import { fix, withCondition } from '../narrow.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { at } from '../shared-words.ts';
import { DAY } from '../use.ts';

const TEMPORARY =
  /(?:^|[^a-z])(?:temp|tmp|temporar(?:y|ily)|interim|break-?\s?glass|incident|emergency|hotfix|until)(?![a-z])/i;
/** `TempAccess` is two words. */
const apart = (sid: string): string => sid.replaceAll(/([a-z])([A-Z])/g, '$1 $2').replaceAll('_', ' ');
const isTime = (folded: string): boolean => folded === 'aws:currenttime' || folded === 'aws:epochtime';

export const tempNoExpiry: Rule = {
  code: 'temp-no-expiry',
  group: 'least-privilege',
  severity: 'medium',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const statement of statementsOf(subject)) {
      const { sid, effect, conditions } = statement;
      if (sid === null || effect !== 'Allow' || !TEMPORARY.test(apart(sid))) continue;
      if (conditions.some((condition) => isTime(foldedKey(condition)))) continue;
      const until = (days: number): string =>
        new Date(subject.world.now + days * DAY).toISOString().replace(/\.\d+Z$/, 'Z');
      yield {
        ...at(elementOf(subject, statement, 'Sid')?.value ?? statement),
        statement: statement.index,
        message: `${nameOf(statement)} calls itself temporary, and nothing ends it. Add an end with DateLessThan on aws:CurrentTime.`,
        fixes: () =>
          [1, 7, 30].flatMap((days) =>
            fix(
              'T',
              `End it in ${days === 1 ? '1 day' : `${days} days`}, on ${until(days).slice(0, 10)}`,
              withCondition(subject, statement, 'DateLessThan', 'aws:CurrentTime', until(days)),
            ),
          ),
      };
    }
  },
};

export const tempNoExpiryDoc = (): RuleDoc => ({
  title: 'A temporary statement without an end',
  fixes: ['T'],
  why: 'The name of the statement says that it is meant for a while, and nothing ends it. What is temporary stays until somebody remembers it, which is usually the next audit. Add DateLessThan on aws:CurrentTime: it then ends by itself.',
  example: {
    fires: keyPolicy({ Sid: 'TEMP incident 4711' }),
    silent: keyPolicy({ Sid: 'Template store' }),
  },
});
