import { ACTIONS } from '../../actions.ts';
import { keyPolicy } from '../examples.ts';
import { actionsOf, elementOf, KEY_ACTIONS, nameOf, statementsOf } from '../facts.ts';
import { fix } from '../narrow.ts';
import { renameMember, replaceValue } from '../edits.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { at, listed } from '../shared-words.ts';

export const allowNotAction: Rule = {
  code: 'allow-notaction',
  group: 'security',
  severity: 'high',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const statement of statementsOf(subject)) {
      if (statement.effect !== 'Allow' || !statement.not.action) continue;
      const element = elementOf(subject, statement, 'NotAction');
      const all = subject.kind === 'key' ? KEY_ACTIONS : ACTIONS.map(({ name }) => name);
      const gives = all.filter((action) => actionsOf(statement).has(action));
      yield {
        ...at(element?.place ?? statement),
        statement: statement.index,
        message: `${nameOf(statement)} allows everything except ${listed(statement.actions.map(({ text }) => text))}: ${gives.length} actions ${subject.kind === 'key' ? 'on keys ' : 'on keys and on this desk '}today, and all that come later. List the actions that are meant.`,
        fixes:
          element === undefined || subject.kind === 'identity'
            ? []
            : fix('A', `List the ${gives.length} actions that it gives today`, [
                renameMember(element, 'Action'),
                replaceValue(subject.text, element.value, gives),
              ]),
      };
    }
  },
};

export const allowNotActionDoc = (): RuleDoc => ({
  title: 'An Allow lists what it does not mean',
  fixes: ['A'],
  why: 'Allow with NotAction gives every action except those listed, with PutKeyPolicy and CreateGrant among them, and every action that KMS gains later. List what is meant in Action; to forbid some actions, write a Deny.',
  example: {
    fires: keyPolicy({ NotAction: 'kms:Decrypt' }),
    silent: keyPolicy({ Action: 'kms:Decrypt' }),
  },
});
