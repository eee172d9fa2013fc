import { foldedKey, isContextKey, isPositive } from '../condition-facts.ts';
import { EXAMPLE_WORLD, keyPolicy } from '../examples.ts';
import { statementsOf } from '../facts.ts';
import { fix, withoutStatement } from '../narrow.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { at, nameIn } from '../shared-words.ts';
import { withoutCondition } from '../statement-edits.ts';

const rsa = () => ({ ...EXAMPLE_WORLD.key!, spec: 'RSA_4096' as const }); // the example desk has a key

export const contextOnAsymmetric: Rule = {
  code: 'context-on-asymmetric',
  group: 'least-privilege',
  severity: 'medium',
  kinds: ['key'],
  *check(subject) {
    const { key } = subject.world;
    if (key === null || key.spec === 'SYMMETRIC_DEFAULT') return;
    for (const statement of statementsOf(subject)) {
      const condition = statement.conditions.find((each) => isContextKey(foldedKey(each)));
      if (condition === undefined) continue;
      const asksNothing = !isPositive(condition);
      const effect = asksNothing
        ? 'the test asks nothing'
        : statement.effect === 'Allow'
          ? 'the statement allows nothing'
          : 'the statement denies nothing';
      yield {
        ...at(condition),
        statement: statement.index,
        message: `No request on this ${key.spec} key has ${condition.key}, so ${effect}: ${nameIn(statement)} tests for a context that the key does not take. Remove the condition, or the statement.`,
        fixes: () => [
          ...fix(
            'T',
            `Remove the condition on ${condition.key}`,
            withoutCondition(subject, statement, condition),
          ),
          ...fix('T', `Remove ${nameIn(statement)}`, withoutStatement(subject, statement)),
        ],
      };
    }
  },
};

export const contextOnAsymmetricDoc = (): RuleDoc => ({
  title: 'An encryption context is asked of a key that takes none',
  fixes: ['T'],
  why: 'Only symmetric encryption keys take an encryption context; for all others the condition key is absent in every request. A test for a value never holds, and a negated test always does. Bind the statement by something else, such as the principal or the algorithm.',
  example: {
    fires: keyPolicy({ Condition: { StringEquals: { 'kms:EncryptionContext:app': 'billing' } } }),
    silent: keyPolicy({ Condition: { StringEquals: { 'kms:EncryptionAlgorithm': 'RSAES_OAEP_SHA_256' } } }),
    world: { key: rsa() },
  },
});
