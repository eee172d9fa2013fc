import { quoted } from '../../problems.ts';
import { keyPolicy } from '../examples.ts';
import { conditionsOf } from '../facts.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { candidate, withOperator } from '../statement-edits.ts';

const LIKE: Readonly<Record<string, string>> = {
  StringEquals: 'StringLike',
  StringNotEquals: 'StringNotLike',
  StringEqualsIgnoreCase: 'StringLike',
  StringNotEqualsIgnoreCase: 'StringNotLike',
};

export const wildcardNoLike: Rule = {
  code: 'wildcard-no-like',
  group: 'semantics',
  severity: 'medium',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const { statement, condition } of conditionsOf(subject)) {
      const like = LIKE[condition.base];
      if (like === undefined) continue;
      const wild = condition.values.find(({ text }) => /[*?]/.test(text.replaceAll(/\$\{[^}]*\}/g, '')));
      if (wild === undefined) continue;
      const { operator, base } = condition;
      yield {
        from: wild.from,
        to: wild.to,
        statement: statement.index,
        message: `${operator} takes ${quoted(wild.text)} letter by letter: only a value with the wildcard in it ${base.includes('Not') ? 'is excluded' : 'fits'}. Write ${operator.replace(base, like)} if a pattern is meant.`,
        fixes: () =>
          candidate(
            'T',
            `Write ${operator.replace(base, like)}${statement.effect === 'Allow' && !base.includes('Not') ? ' (allows more)' : ''}`,
            withOperator(subject, statement, condition, operator.replace(base, like)),
          ),
      };
    }
  },
};

export const wildcardNoLikeDoc = (): RuleDoc => ({
  title: 'A star that is taken as a star',
  fixes: ['T'],
  why: 'StringEquals compares letter by letter, so "tenant-*" is the name with a star at its end and fits no other. StringLike takes the star as a wildcard. The change makes the condition fit more: in an Allow that gives access, so look at who gains before you save.',
  example: {
    fires: keyPolicy({ Condition: { StringEquals: { 'kms:EncryptionContext:tenant': 'tenant-*' } } }),
    silent: keyPolicy({ Condition: { StringLike: { 'kms:EncryptionContext:tenant': 'tenant-*' } } }),
  },
});
