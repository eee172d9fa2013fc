import { quoted } from '../../problems.ts';
import { keyPolicy } from '../examples.ts';
import { statementsOf } from '../facts.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { rewritten } from '../statement-edits.ts';

export const valueWhitespace: Rule = {
  code: 'value-whitespace',
  group: 'hygiene',
  severity: 'medium',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const statement of statementsOf(subject)) {
      const values = [
        ...statement.actions,
        ...statement.resources,
        ...statement.conditions.flatMap((condition) => condition.values),
      ];
      for (const value of values) {
        const bare = value.text.trim();
        if (bare === value.text || bare === '') continue;
        yield {
          from: value.from,
          to: value.to,
          statement: statement.index,
          message: `${quoted(value.text)} has a blank ${value.text.startsWith(bare.charAt(0)) ? 'after it' : 'before it'}, and blanks count: it is another value than ${quoted(bare)}. Take the blank out, and look at what the statement then means.`,
          fixes: rewritten('T', value, bare, quoted(bare)),
        };
      }
    }
  },
};

export const valueWhitespaceDoc = (): RuleDoc => ({
  title: 'A blank before or after a value',
  fixes: ['T'],
  why: 'Blanks count: "kms:Decrypt " is not kms:Decrypt, and a tenant "acme " is another tenant than "acme". Nobody sees the blank, and the statement does not mean what it reads. The correction gives the statement its effect, so look at what it then allows.',
  example: {
    fires: keyPolicy({ Action: ['kms:Encrypt', 'kms:Decrypt '] }),
    silent: keyPolicy({ Action: ['kms:Encrypt', 'kms:Decrypt'] }),
  },
});
