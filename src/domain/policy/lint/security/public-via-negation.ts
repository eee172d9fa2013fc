import { strangersIn } from '../strangers.ts';
import { keyPolicy } from '../examples.ts';
import { nameOf } from '../facts.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { actionWords, at, listed } from '../shared-words.ts';
import { isBoundByNegationOnly, weaklyBound } from './public-weak-condition.ts';
import { bindToAccount } from './public.ts';

export const publicViaNegation: Rule = {
  code: 'public-via-negation',
  group: 'security',
  severity: 'high',
  kinds: ['key'],
  *check(subject) {
    for (const statement of weaklyBound(subject)) {
      if (!isBoundByNegationOnly(statement)) continue;
      const { actions } = strangersIn(subject).get(statement.index)!; // weaklyBound asks for it
      const tests = listed(statement.conditions.map(({ operator, key }) => `${operator} ${key}`));
      yield {
        ...at(statement.conditions[0] ?? statement),
        statement: statement.index,
        message: `${nameOf(statement)} allows ${actionWords(actions)} to everyone whom ${tests} does not leave out: all other accounts, and requests without that key. Say who is meant instead.`,
        fixes: bindToAccount(subject, statement),
      };
    }
  },
};

export const publicViaNegationDoc = (): RuleDoc => ({
  title: 'Everyone but a few is allowed',
  fixes: ['T'],
  why: 'A negated operator says who is left out and lets in all the rest, also requests that lack the condition key. An Allow must say who is meant. Turn it round: name the principals, or compare with StringEquals.',
  example: {
    fires: keyPolicy({
      Principal: '*',
      Condition: { StringNotEquals: { 'aws:PrincipalAccount': '444455556666' } },
    }),
    silent: keyPolicy({
      Principal: '*',
      Condition: { StringEquals: { 'aws:PrincipalAccount': '111122223333' } },
    }),
  },
});
