import type { PolicyCondition } from '../../document.ts';
import { operatorRow } from '../../operators.ts';
import { quoted } from '../../problems.ts';
import { hasWildcard, wildcard } from '../../wildcard.ts';
import { keyPolicy } from '../examples.ts';
import { conditionsOf } from '../facts.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { candidate, withoutConditionValues } from '../statement-edits.ts';

export const redundantValue: Rule = {
  code: 'redundant-value',
  group: 'semantics',
  severity: 'low',
  kinds: ['key', 'identity'],
  title: 'A value that another one of the condition covers',
  fixes: ['A'],
  *check(subject) {
    for (const { statement, condition } of conditionsOf(subject)) {
      const covers = coverOf(condition);
      for (const [i, value] of condition.values.entries()) {
        const other = condition.values.find(
          (each, j) => j !== i && covers(each.text, value.text) && (j < i || !covers(value.text, each.text)),
        );
        if (other === undefined) continue;
        yield {
          from: value.from,
          to: value.to,
          statement: statement.index,
          message: `${quoted(other.text)} fits whatever ${quoted(value.text)} fits: taking the one out would change nothing. Keep one of the two.`,
          fixes: () =>
            candidate(
              'A',
              `Remove ${quoted(value.text)}`,
              withoutConditionValues(subject, statement, condition, [value]),
            ),
        };
      }
    }
  },
};

export const redundantValueDoc = (): RuleDoc => ({
  why: 'One of several values is enough, and another value of the list fits whatever this one fits. It is not needed, and it misleads: whoever takes it out believes to have narrowed the condition.',
  example: {
    fires: keyPolicy({ Condition: { StringLike: { 'kms:EncryptionContext:app': ['a*', 'ab'] } } }),
    silent: keyPolicy({ Condition: { StringEquals: { 'kms:EncryptionContext:app': ['a*', 'ab'] } } }),
  },
});

/** Whether the first value fits whatever the second does. */
function coverOf({ base }: PolicyCondition): (a: string, b: string) => boolean {
  const row = operatorRow(base);
  if (row?.type === 'Bool' || row?.type === 'Null') return (a, b) => a.toLowerCase() === b.toLowerCase();
  if (base.endsWith('IgnoreCase')) return (a, b) => a.toLowerCase() === b.toLowerCase();
  // A star of the one pattern takes in any wildcard of the other; a question mark does not take in a star.
  if (row?.type === 'String' && row.wildcards)
    return (a, b) =>
      a === b ||
      (hasWildcard(a) && !a.includes('?') && !a.includes('${') && !b.includes('${') && wildcard(a)(b));
  return (a, b) => a === b;
}
