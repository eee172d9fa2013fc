import { endOf, foldedKey } from '../condition-facts.ts';
import { keyPolicy } from '../examples.ts';
import { nameOf, statementsOf } from '../facts.ts';
import { fix, withoutStatement } from '../narrow.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { at, nameIn } from '../shared-words.ts';
import { dayOf } from '../use.ts';

export const expired: Rule = {
  code: 'expired',
  group: 'least-privilege',
  severity: 'low',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const statement of statementsOf(subject)) {
      for (const condition of statement.conditions) {
        const end = endOf(
          foldedKey(condition),
          condition.base,
          condition.values.map(({ text }) => text),
        );
        if (end === null || end > subject.world.now) continue;
        const deny = statement.effect === 'Deny';
        yield {
          ...at(condition),
          statement: statement.index,
          severity: deny ? 'medium' : 'low',
          message: `${nameOf(statement)} ended on ${dayOf(end)} and ${deny ? 'denies' : 'allows'} nothing since. ${deny ? 'If what it forbade should stay forbidden, take the date out; else take' : 'Take'} the statement out.`,
          fixes: () =>
            deny ? [] : fix('N', `Remove ${nameIn(statement)}`, withoutStatement(subject, statement)),
        };
        break;
      }
    }
  },
};

export const expiredDoc = (): RuleDoc => ({
  title: 'A statement that has ended',
  fixes: ['N'],
  why: 'The time until which the statement holds has passed, so it does nothing any more and only makes the policy longer to read. Take it out. If it was a Deny, what it forbade is open again: make sure that this is meant.',
  example: {
    fires: keyPolicy(
      {},
      { Action: 'kms:Encrypt', Condition: { DateLessThan: { 'aws:CurrentTime': '2024-01-01T00:00:00Z' } } },
    ),
    silent: keyPolicy(
      {},
      { Action: 'kms:Encrypt', Condition: { DateLessThan: { 'aws:CurrentTime': '2099-01-01T00:00:00Z' } } },
    ),
  },
});
