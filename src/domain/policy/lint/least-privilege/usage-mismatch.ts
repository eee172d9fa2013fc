import { actionIndex, ACTIONS, worksOn } from '../../actions.ts';
import { hasWildcard } from '../../wildcard.ts';
import { CRYPTOGRAPHIC } from '../action-kinds.ts';
import { keyPolicy } from '../examples.ts';
import { coveredBy, nameOf, statementsOf } from '../facts.ts';
import { fix, withoutActions } from '../narrow.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { actionWords, placeOfAction } from '../shared-words.ts';

/** What is done with a key; that a setting of it does not fit is no matter of access. */
const JUDGED: ReadonlySet<string> = new Set([...CRYPTOGRAPHIC, 'kms:GetPublicKey']);

export const usageMismatch: Rule = {
  code: 'usage-mismatch',
  group: 'least-privilege',
  severity: 'low',
  kinds: ['key'],
  *check(subject) {
    const { key } = subject.world;
    if (key === null) return;
    for (const statement of statementsOf(subject)) {
      if (statement.effect !== 'Allow' || statement.not.action) continue;
      const wrong = new Set(
        statement.actions
          .filter(({ text }) => !hasWildcard(text))
          .flatMap(({ text }) => coveredBy(text))
          .filter((name) => JUDGED.has(name) && !worksOn(ACTIONS[actionIndex(name)]!, key)),
      );
      if (wrong.size === 0) continue;
      yield {
        ...placeOfAction(statement, wrong),
        statement: statement.index,
        message: `${nameOf(statement)} gives ${actionWords(wrong)}, which a key of usage ${key.usage} and spec ${key.spec} cannot do. Take it out.`,
        fixes: () => fix('N', `Take ${actionWords(wrong)} out`, withoutActions(subject, statement, wrong)),
      };
    }
  },
};

export const usageMismatchDoc = (): RuleDoc => ({
  title: 'An action that this key cannot do',
  fixes: ['N'],
  why: 'A key’s usage never changes: a key for encryption never signs. The action stands there for nothing and makes readers believe otherwise; often the policy was copied from another key. Take it out.',
  example: {
    fires: keyPolicy({ Action: ['kms:Decrypt', 'kms:Sign'] }),
    silent: keyPolicy({ Action: ['kms:Decrypt', 'kms:Encrypt'] }),
  },
});
