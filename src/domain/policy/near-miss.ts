/** What nearly allowed a request that was refused: for the log and for the simulator. */
import { cameClosest, type StatementTrace } from './evaluate.ts';
import { missWords, traceName } from './miss-words.ts';
import type { Miss } from './misses.ts';

/** A statement that lacks more than this is not near. */
const MOST_MISSES = 2;
/** Characters of the whole: an event is kept for good. */
const LONGEST = 600;

/**
 * The Allow that came closest and explains the refusal: it speaks of the caller, and lacks a condition, a resource, or, where it names the
 * caller, the action. Null: there is none. What speaks of somebody else explains nothing, and of a caller's own policies most are about
 * other actions.
 */
export const nearMiss = (traces: readonly StatementTrace[]): StatementTrace | null =>
  cameClosest(traces.filter(explains));

function explains({ effect, reach, misses }: StatementTrace): boolean {
  if (effect !== 'Allow' || misses.length > MOST_MISSES) return false;
  return misses.every(
    ({ element }) =>
      element === 'condition' || element === 'resource' || (element === 'action' && reach === 'named'),
  );
}

/** Values that are the principal's own, and no request's: who reads the log need not know them. */
const isOwn = (miss: Miss): boolean =>
  miss.element === 'condition' && /^aws:(?:PrincipalTag\/|userid$)/i.test(miss.key);

const ownHidden = (miss: Miss): string => {
  const { substituted: _substituted, ...written } = miss;
  if (written.element !== 'condition' || !isOwn(miss)) return missWords(written);
  return `${written.key}: ${written.operator} does not hold.`;
};

/** `“Use” of the key’s policy: kms:EncryptionContext:tenant should be “acme”, but it is “globex”.` */
export const nearMissWords = (trace: StatementTrace): string =>
  `${traceName(trace)}: ${trace.misses.map(ownHidden).join(' ')}`.slice(0, LONGEST).toWellFormed();
