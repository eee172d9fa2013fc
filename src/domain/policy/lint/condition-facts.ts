/** What is known of condition keys and operators beyond the catalogue: which values a caller can leave out, what passes without one. */
import { foldCase } from '../fold-case.ts';
import type { PolicyCondition } from '../document.ts';

/** Negated: true when the key is absent. */
export const isNegated = ({ base }: PolicyCondition): boolean => /Not/.test(base);
/** Must be there, and match. */
export const isPositive = (condition: PolicyCondition): boolean =>
  !isNegated(condition) && condition.base !== 'Null' && !condition.ifExists;

export const foldedKey = ({ key }: PolicyCondition): string => foldCase(key);

export const isContextKey = (folded: string): boolean =>
  folded.startsWith('kms:encryptioncontext:') || folded === 'kms:encryptioncontextkeys';

/** The caller decides whether the request has it. */
export const isChosen = (folded: string): boolean => isContextKey(folded) || folded === 'kms:requestalias';

const OFTEN_ABSENT: ReadonlySet<string> = new Set([
  'kms:viaservice',
  'kms:retiringprincipal',
  'kms:grantconstrainttype',
  'aws:sourcevpce',
  'aws:sourcevpc',
  'aws:sourceip',
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:calledvia',
  'aws:tagkeys',
  'aws:multifactorauthage',
  'aws:tokenissuetime',
]);

/** A request may come without it. */
export const mayBeAbsent = (folded: string): boolean =>
  isChosen(folded) ||
  OFTEN_ABSENT.has(folded) ||
  /^(?:aws:(?:principal|request)tag\/|kms:recipientattestation:)/.test(folded);

/** Presence is asked for: `Null: false`. */
export const asksPresence = (conditions: readonly PolicyCondition[], folded: string): boolean =>
  conditions.some(
    (condition) =>
      condition.base === 'Null' &&
      foldedKey(condition) === folded &&
      condition.values.every(({ text }) => text.toLowerCase() === 'false'),
  );

/** ms; NaN when it cannot be read. Epoch seconds are digits. */
const timeOf = (text: string): number =>
  /^-?[0-9]+(?:\.[0-9]+)?$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text);

/** When a condition held last (ms); null when it is no end in time. The key in lower case, the bare operator, the values. */
export function endOf(folded: string, base: string, values: readonly string[]): number | null {
  if (folded !== 'aws:currenttime' && folded !== 'aws:epochtime') return null;
  if (!/^(?:Date|Numeric)(?:LessThan(?:Equals)?|Equals)$/.test(base)) return null;
  const times = values.map(timeOf);
  return times.length === 0 || times.some(Number.isNaN) ? null : Math.max(...times);
}
