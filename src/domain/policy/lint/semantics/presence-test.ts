import type { PolicyCondition } from '../../document.ts';
import { quoted } from '../../problems.ts';
import { keyPolicy } from '../examples.ts';
import { conditionsOf } from '../facts.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { candidate, withOperator, withoutCondition } from '../statement-edits.ts';

export const presenceTest: Rule = {
  code: 'presence-test',
  group: 'semantics',
  severity: 'low',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const { statement, condition } of conditionsOf(subject)) {
      const meaning = meaningOf(condition);
      if (meaning === null) continue;
      const { key, from, to } = condition;
      const words =
        meaning === 'always'
          ? 'so the condition always holds'
          : `so the condition only wants ${quoted(key)} to be ${meaning === 'false' ? 'there' : 'absent'}`;
      yield {
        from,
        to,
        statement: statement.index,
        message: `"*" fits every value, ${words}. ${meaning === 'always' ? 'Take it out, or name the values that are meant.' : `Write Null "${meaning}", or name the values that are meant.`}`,
        fixes: () =>
          meaning === 'always'
            ? candidate('A', 'Take the condition out', withoutCondition(subject, statement, condition))
            : candidate(
                'A',
                `Write Null "${meaning}"`,
                withOperator(subject, statement, condition, 'Null', meaning),
              ),
      };
    }
  },
};

export const presenceTestDoc = (): RuleDoc => ({
  title: 'A pattern that every value fits',
  fixes: ['A'],
  why: 'The pattern "*" fits every value, so the condition only asks whether there is one. Whoever reads it may believe that the value is checked. Null says the same in plain words: "false" for "must be there". If a certain value was meant, write it.',
  example: {
    fires: keyPolicy({ Condition: { StringLike: { 'kms:EncryptionContext:app': '*' } } }),
    silent: keyPolicy({ Condition: { StringLike: { 'kms:EncryptionContext:app': 'orders-*' } } }),
  },
});

/** What the condition asks of the key: "false" and "true" as Null takes them. Null: it looks at the value. */
function meaningOf({
  base,
  qualifier,
  ifExists,
  values,
}: PolicyCondition): 'false' | 'true' | 'always' | null {
  if (base !== 'StringLike' && base !== 'StringNotLike') return null;
  if (values.length === 0 || !values.some(({ text }) => /^\*+$/.test(text))) return null;
  if (base === 'StringNotLike') {
    if (qualifier === null) return 'true'; // of what is there nothing holds, of what is absent it does
    return qualifier === 'ForAllValues' ? 'true' : null;
  }
  if (qualifier === 'ForAllValues' || (qualifier === null && ifExists)) return 'always';
  return 'false';
}
