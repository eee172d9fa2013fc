import { keyPolicy } from '../examples.ts';
import { coveredBy, statementsOf } from '../facts.ts';
import { quoted } from '../../problems.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { rewritten } from '../statement-edits.ts';

export const actionCase: Rule = {
  code: 'action-case',
  group: 'hygiene',
  severity: 'info',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const statement of statementsOf(subject)) {
      for (const action of statement.actions) {
        const usual = usualCase(action.text);
        if (usual === null || usual === action.text) continue;
        yield {
          from: action.from,
          to: action.to,
          statement: statement.index,
          message: `${quoted(action.text)} works, as case does not matter; a search for ${usual} does not find it. Write ${usual}.`,
          fixes: () => rewritten('A', action, usual),
        };
      }
    }
  },
};

export const actionCaseDoc = (): RuleDoc => ({
  title: 'An action in unusual capitals',
  fixes: ['A'],
  why: 'Actions are compared without regard to case, so "KMS:decrypt" works. A search through policies for kms:Decrypt does not find it, and other tools may not either. Write actions as the documentation does.',
  example: { fires: keyPolicy({ Action: 'KMS:decrypt' }), silent: keyPolicy({ Action: 'kms:Decrypt' }) },
});

/** The part before the first wildcard as the catalogue spells it; null when nothing is covered, or the names differ there. */
function usualCase(text: string): string | null {
  const [name, ...others] = coveredBy(text);
  if (name === undefined) return null;
  const wild = text.search(/[*?]/);
  if (wild === -1) return name;
  const head = name.slice(0, wild);
  return others.every((other) => other.startsWith(head)) ? head + text.slice(wild) : null;
}
