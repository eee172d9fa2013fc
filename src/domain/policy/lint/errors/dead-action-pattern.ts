import { ACTIONS } from '../../actions.ts';
import { nearestName } from '../../nearest.ts';
import { hasWildcard } from '../../wildcard.ts';
import { quoted } from '../../problems.ts';
import { keyPolicy } from '../examples.ts';
import { coveredBy, statementsOf } from '../facts.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { candidate, rewritten, withoutValues } from '../statement-edits.ts';

export const deadActionPattern: Rule = {
  code: 'dead-action-pattern',
  group: 'errors',
  severity: 'error',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const statement of statementsOf(subject)) {
      for (const action of statement.actions) {
        const { text, from, to } = action;
        if (!/^(?:kms|keydesk):/i.test(text) || !hasWildcard(text) || coveredBy(text).length > 0) continue;
        const meant = meantBy(text);
        yield {
          from,
          to,
          statement: statement.index,
          message: `No action fits ${quoted(text)}: the statement ${statement.effect === 'Allow' ? 'allows' : 'denies'} nothing by it. ${meant === null ? 'Check the letters before the wildcard, or take it out.' : `Did you mean ${meant}?`}`,
          fixes: () => [
            ...rewritten('T', action, meant),
            ...candidate(
              meant === null ? 'A' : 'T',
              `Remove ${text}`,
              withoutValues(subject, statement, statement.not.action ? 'NotAction' : 'Action', [action]),
            ),
          ],
        };
      }
    }
  },
};

/** The pattern with the name corrected that stands before its only star, at the end: of `kms:Encrypts*` that is `kms:Encrypt*`. */
function meantBy(text: string): string | null {
  const start = text.slice(0, -1);
  if (!text.endsWith('*') || hasWildcard(start)) return null;
  const near = nearestName(
    start,
    ACTIONS.map(({ name }) => name),
  );
  return near === null ? null : `${near}*`;
}

export const deadActionPatternDoc = (): RuleDoc => ({
  title: 'A pattern that matches no action',
  fixes: ['T', 'A'],
  why: 'A pattern that no action fits gives nothing and denies nothing. Mostly a letter is too many before the star, so that "kms:Encrypts*" misses kms:Encrypt. Whoever reads the statement believes otherwise.',
  example: {
    fires: keyPolicy({ Action: ['kms:Decrypt', 'kms:Encrypts*'] }),
    silent: keyPolicy({ Action: ['kms:Decrypt', 'kms:Encrypt*'] }),
  },
});
