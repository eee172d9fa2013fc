import { foldCase } from '../../fold-case.ts';
import type { Located, PolicyCondition } from '../../document.ts';
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
  *check(subject) {
    for (const { statement, condition } of conditionsOf(subject)) {
      const { values } = condition;
      const covers = coverOf(condition);
      const first = new Map<string, Located>();
      const wide = values.filter(({ text }) => hasWildcard(text)).slice(0, MOST_PATTERNS);
      for (const value of values) {
        const same = first.get(covers.key(value.text));
        if (same === undefined) first.set(covers.key(value.text), value);
        const other = same ?? wide.find((each) => each !== value && covers.wider(each.text, value.text));
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
  title: 'A value that another one of the condition covers',
  fixes: ['A'],
  why: 'One of several values is enough, and another value of the list fits whatever this one fits. It is not needed, and it misleads: whoever takes it out believes to have narrowed the condition.',
  example: {
    fires: keyPolicy({ Condition: { StringLike: { 'kms:EncryptionContext:app': ['a*', 'ab'] } } }),
    silent: keyPolicy({ Condition: { StringEquals: { 'kms:EncryptionContext:app': ['a*', 'ab'] } } }),
  },
});

/** Patterns of one condition that others are held against: who writes more has another fault. */
const MOST_PATTERNS = 64;

interface Cover {
  /** Values of one key are the same value. */
  readonly key: (text: string) => string;
  /** Whether the first fits whatever the second does, and more. */
  readonly wider: (a: string, b: string) => boolean;
}

const asWritten = (text: string): string => text;
const folded = (text: string): string => foldCase(text);
const never = (): boolean => false;

function coverOf({ base }: PolicyCondition): Cover {
  const row = operatorRow(base);
  if (row?.type === 'Bool' || row?.type === 'Null' || base.endsWith('IgnoreCase'))
    return { key: folded, wider: never };
  if (row?.type !== 'String' || !row.wildcards) return { key: asWritten, wider: never };
  // A star of the one pattern takes in any wildcard of the other; a question mark does not take in a star.
  const wider = (a: string, b: string): boolean =>
    a !== b &&
    !a.includes('?') &&
    !a.includes('${') &&
    !b.includes('${') &&
    wildcard(a)(b) &&
    !isAsWide(b, a);
  return { key: asWritten, wider };
}

const isAsWide = (b: string, a: string): boolean => hasWildcard(b) && !b.includes('?') && wildcard(b)(a);
