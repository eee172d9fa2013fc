/** The cheap proof that two policies allow the same: they say the same, in another order, spelling or layout. "No" proves nothing. */
import type { PolicyDocument } from '../document.ts';
import { sorted, statementMeaning, statementParts } from './statement-meaning.ts';

/** Only here does the version change anything: before 2012-10-17 a policy variable is plain text. */
const hasVariables = ({ statements }: PolicyDocument): boolean =>
  statements.some(
    ({ resources, conditions }) =>
      resources.some(({ text }) => text.includes('${')) ||
      conditions.some(({ values }) => values.some(({ text }) => text.includes('${'))),
  );

const NOTHING = '[]';

/** Statements without an action say nothing, and of equal ones one is enough. */
const meanings = ({ statements }: PolicyDocument): string =>
  JSON.stringify(
    sorted(statements.filter((each) => statementParts(each).actions !== NOTHING).map(statementMeaning)),
  );

export function sameMeaning(a: PolicyDocument, b: PolicyDocument): boolean {
  if (a.version !== b.version && (hasVariables(a) || hasVariables(b))) return false;
  return meanings(a) === meanings(b);
}
