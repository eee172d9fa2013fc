import { ACTIONS, FOLDED_ACTION_NAMES } from '../../../../domain/policy/actions.ts';
import type { Located, PolicyStatement } from '../../../../domain/policy/document.ts';
import type { Finding } from '../../../../domain/policy/lint/finding.ts';
import { hasWildcard, wildcard } from '../../../../domain/policy/wildcard.ts';

/** Does the name, or the pattern, mean at least one action of the catalogue? Without case, as policies are evaluated. */
export function namesAction({ text }: Located): boolean {
  const folded = text.toLowerCase();
  return hasWildcard(folded)
    ? FOLDED_ACTION_NAMES.some(wildcard(folded))
    : FOLDED_ACTION_NAMES.includes(folded);
}

/** How many letters have to be put in, taken out, changed or swapped with their neighbour: the optimal string alignment distance. */
function distance(a: string, b: string): number {
  let older: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (same ? 0 : 1)); // within both rows
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, older[j - 2]! + 1); // a row before the last has the same length
      row.push(least);
    }
    older = above;
    above = row;
  }
  return above[b.length]!; // the row has one more than b
}

/** More changes than this make another word. */
const FAR = 4;

/** The action that was probably meant; null when none is near. */
function nearest(text: string): string | null {
  const folded = text.toLowerCase();
  let best: string | null = null;
  let least = FAR;
  for (const { name } of ACTIONS) {
    const far = distance(folded, name.toLowerCase());
    if (far < least) [best, least] = [name, far];
  }
  return best;
}

/** Every action of the statements that means nothing: legal, and without any effect. */
export function actionWarnings(statements: readonly PolicyStatement[]): readonly Finding[] {
  return statements.flatMap(({ index, effect, actions }) =>
    actions
      .filter((action) => !namesAction(action))
      .map(({ text, from, to }): Finding => {
        const verb = effect === 'Allow' ? 'allows' : 'denies';
        const place = { from, to, statement: index, severity: 'error' as const, blocks: false };
        if (hasWildcard(text)) {
          const message = `${text} matches no action of AWS KMS or Keydesk: it ${verb} nothing.`;
          return { ...place, code: 'dead-action-pattern', message, fixable: false, fixes: [] };
        }
        const meant = nearest(text);
        const hint = meant === null ? '' : ` Did you mean ${meant}?`;
        const message = `${text} is no action of AWS KMS or Keydesk: it ${verb} nothing.${hint}`;
        return {
          ...place,
          code: 'unknown-action',
          message,
          fixable: meant !== null,
          fixes:
            meant === null
              ? []
              : [{ class: 'R', title: `Write ${meant}`, edits: [{ from, to, insert: JSON.stringify(meant) }] }],
        };
      }),
  );
}
