/** Whether a proof needs the live grants of the key. */
import type { PolicyDocument } from '../document.ts';
import type { PolicyWorld } from '../world.ts';
import { isMany } from './grants-asked.ts';
import { statementMeaning } from './statement-meaning.ts';

const denies = ({ version, statements }: PolicyDocument): string =>
  JSON.stringify([
    version,
    statements
      .filter(({ effect }) => effect === 'Deny')
      .map(statementMeaning)
      .toSorted(),
  ]);

/**
 * For the question how an edit changes access. Where both texts deny the same, what policies allow decides alone: if that is the same, or
 * less, then so it is with any grants besides. Null: they are needed.
 */
export const worldWithoutGrants = (
  world: PolicyWorld,
  before: PolicyDocument,
  after: PolicyDocument,
): PolicyWorld | null =>
  isMany(world) && denies(before) === denies(after) ? { ...world, grants: [] } : null;
