import { quoted } from '../../problems.ts';
import { anyWildcard } from '../../wildcard.ts';
import { keyPolicy } from '../examples.ts';
import { elementOf, nameOf, statementsOf } from '../facts.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { candidate, withElement } from '../statement-edits.ts';

export const resourceNotStar: Rule = {
  code: 'resource-not-star',
  group: 'errors',
  severity: 'error',
  kinds: ['key'],
  *check(subject) {
    const arn = subject.world.key?.arn ?? null;
    for (const statement of statementsOf(subject)) {
      const other = statement.resources.find(({ text }) => !/^\*+$/.test(text));
      if (statement.not.resource || other === undefined) continue;
      const member = elementOf(subject, statement, 'Resource');
      if (member === undefined) continue;
      const texts = statement.resources.map(({ text }) => text);
      // What a policy variable stands for only a request says.
      const isOpen = subject.document?.version === '2012-10-17' && texts.some((text) => text.includes('${'));
      const matches = !isOpen && (arn === null || anyWildcard(texts)(arn));
      const effect =
        matches || isOpen
          ? ''
          : ` It is not this key, so ${nameOf(statement)} ${statement.effect === 'Allow' ? 'allows' : 'denies'} nothing.`;
      yield {
        from: other.from,
        to: other.to,
        statement: statement.index,
        message: `The Resource of a key policy is "*", this key; AWS KMS refuses ${quoted(other.text)}.${effect} Write "*".`,
        fixes: () =>
          candidate(
            matches ? 'A' : 'T',
            matches
              ? 'Write "*"'
              : isOpen
                ? 'Write "*" (the statement then applies to every request)'
                : 'Write "*" (the statement then has an effect)',
            withElement(subject, statement, 'Resource', '*'),
          ),
      };
    }
  },
};

export const resourceNotStarDoc = (): RuleDoc => ({
  title: 'A Resource other than "*" in a key policy',
  fixes: ['A', 'T'],
  why: 'A key policy stands on one key, and "*" in its Resource means that key and no other. AWS KMS refuses anything else since August 2025. An ARN of another key, or one with a letter wrong, makes the statement mean nothing; the ARN of this key makes it useless on a copy. Write "*".',
  example: {
    fires: keyPolicy({ Resource: 'arn:aws:kms:eu-west-1:111122223333:key/*' }),
    silent: keyPolicy({ Resource: '*' }),
  },
});
