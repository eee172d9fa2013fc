import { ACTIONS } from '../../actions.ts';
import { hasWildcard } from '../../wildcard.ts';
import { keyPolicy } from '../examples.ts';
import { coveredBy, statementsOf } from '../facts.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { candidate, withoutValues } from '../statement-edits.ts';

const OFF_KEY: ReadonlySet<string> = new Set(
  ACTIONS.filter(({ on }) => !on.includes('key')).map(({ name }) => name),
);

export const actionNotKeyScoped: Rule = {
  code: 'action-not-key-scoped',
  group: 'errors',
  severity: 'medium',
  kinds: ['key'],
  *check(subject) {
    for (const statement of statementsOf(subject)) {
      for (const action of statement.actions) {
        const { text, from, to } = action;
        if (text === '*') continue;
        const covered = coveredBy(text);
        if (covered.length === 0 || !covered.every((name) => OFF_KEY.has(name))) continue;
        const what = hasWildcard(text) ? `The actions of ${text} are` : `${text} is`;
        yield {
          from,
          to,
          statement: statement.index,
          message: `${what} not about one key: only identity policies decide it, and here it has no effect. Write it into an identity policy, and take it out here.`,
          fixes: () =>
            candidate(
              'A',
              `Remove ${text}`,
              withoutValues(subject, statement, statement.not.action ? 'NotAction' : 'Action', [action]),
            ),
        };
      }
    }
  },
};

export const actionNotKeyScopedDoc = (): RuleDoc => ({
  title: 'An action that no key policy decides',
  fixes: ['A'],
  why: 'Some actions are not about one key: listing keys and aliases, creating a key, random bytes, custom key stores, and everything of the desk itself. They are decided by identity policies alone, so a key policy that names one neither gives nor denies it. Write it into an identity policy.',
  example: {
    fires: keyPolicy({ Action: ['kms:Decrypt', 'kms:ListKeys'] }),
    silent: keyPolicy({ Action: ['kms:Decrypt', 'kms:ListGrants'] }),
  },
});
