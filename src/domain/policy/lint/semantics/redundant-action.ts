import type { Located } from '../../document.ts';
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
  *check(subject) {
    for (const statement of statementsOf(subject)) {
      const covering = statement.actions.map((action) => ({ action, names: coveredBy(action.text) }));
      const first = new Map<string, Located>();
      const widest = covering
        .toSorted((a, b) => b.names.length - a.names.length)
        .slice(0, MOST_PATTERNS)
        .map(({ action, names }) => ({ action, names: new Set(names) }));
      for (const { action, names } of covering) {
        if (names.length === 0) continue; // names nothing: another rule's
        const key = names.join();
        const same = first.get(key);
        if (same === undefined) first.set(key, action);
        const wider = widest.find(
          (each) => each.names.size > names.length && names.every((name) => each.names.has(name)),
        );
        const other = wider?.action ?? same;
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

/** Patterns of one statement that others are held against, the widest. */
const MOST_PATTERNS = 64;

export const redundantActionDoc = (): RuleDoc => ({
  title: 'An action that another one of the statement covers',
  fixes: ['A'],
  why: 'The statement has a pattern that covers this action already. Whoever takes the action out believes to have taken the access away, and the pattern still gives it. Keep one: the actions by name where you can, so that the statement says what it gives.',
  example: {
    fires: keyPolicy({ Action: ['kms:GenerateDataKey*', 'kms:GenerateDataKey'] }),
    silent: keyPolicy({ Action: ['kms:GenerateDataKey', 'kms:GenerateMac'] }),
  },
});
