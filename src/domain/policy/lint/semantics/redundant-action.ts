import { quoted } from '../../problems.ts';
import { keyPolicy } from '../examples.ts';
import { coveredBy, statementsOf } from '../facts.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { candidate, withoutValues } from '../statement-edits.ts';

export const redundantAction: Rule = {
  code: 'redundant-action',
  group: 'semantics',
  severity: 'low',
  kinds: ['key', 'identity'],
  title: 'An action that another one of the statement covers',
  fixes: ['A'],
  *check(subject) {
    for (const statement of statementsOf(subject)) {
      const covered = statement.actions.map(({ text }) => coveredBy(text));
      const sets = covered.map((names) => new Set(names));
      for (const [i, action] of statement.actions.entries()) {
        const own = covered[i] ?? [];
        if (own.length === 0) continue; // names nothing: another rule's
        const by = statement.actions.findIndex((_, j) => {
          const other = sets[j];
          if (j === i || other === undefined || other.size < own.length) return false;
          if (other.size === own.length && j > i) return false; // of equals the first stays
          return own.every((name) => other.has(name));
        });
        const other = statement.actions[by];
        if (other === undefined) continue;
        yield {
          from: action.from,
          to: action.to,
          statement: statement.index,
          message: `${quoted(other.text)} covers ${quoted(action.text)} already: taking the one out would change nothing. Keep one of the two.`,
          fixes: () =>
            candidate(
              'A',
              `Remove ${action.text}`,
              withoutValues(subject, statement, statement.not.action ? 'NotAction' : 'Action', [action]),
            ),
        };
      }
    }
  },
};

export const redundantActionDoc = (): RuleDoc => ({
  why: 'The statement has a pattern that covers this action already. Whoever takes the action out believes to have taken the access away, and the pattern still gives it. Keep one: the actions by name where you can, so that the statement says what it gives.',
  example: {
    fires: keyPolicy({ Action: ['kms:GenerateDataKey*', 'kms:GenerateDataKey'] }),
    silent: keyPolicy({ Action: ['kms:GenerateDataKey', 'kms:GenerateMac'] }),
  },
});
