/** What it comes to that a request has no value of a condition key: in words, for the rules about such conditions. */
import { foldCase } from '../fold-case.ts';
import { conditionKey } from '../condition-keys.ts';
import type { PolicyCondition, PolicyStatement } from '../document.ts';
import { quoted } from '../problems.ts';

/** Whether the condition holds of a request that lacks the key. */
export function holdsOnAbsence({ qualifier, base, ifExists, values }: PolicyCondition): boolean {
  if (base === 'Null') return values.some(({ text }) => text.toLowerCase() === 'true');
  if (qualifier !== null) return qualifier === 'ForAllValues';
  return ifExists || base.includes('Not');
}

/** What comes of it that no request has the key: the end of a sentence. */
export function absenceWords(
  condition: PolicyCondition,
  { effect }: Pick<PolicyStatement, 'effect'>,
): string {
  if (!holdsOnAbsence(condition))
    return effect === 'Allow' ? 'so the statement allows nothing' : 'so the statement denies nothing';
  return effect === 'Allow'
    ? 'so the condition always holds and bounds nobody'
    : 'so the condition always holds, and the statement denies as if it had no such condition';
}

/** Documented for AWS, and no request here ever has it. */
export const isAlwaysAbsent = (key: string): boolean => conditionKey(key)?.from === 'absent';

/** Always "false" here: no service of AWS calls this desk, and it keeps each key in one Region. */
const ALWAYS_FALSE: ReadonlySet<string> = new Set([
  'kms:grantisforawsresource',
  'kms:multiregion',
  'aws:principalisawsservice',
  'aws:viaawsservice',
]);

/** Whether a condition wants what only a call within AWS has, so that it can never hold on a desk of one's own. */
export const wantsAws = (condition: PolicyCondition): boolean => {
  const folded = foldCase(condition.key);
  if (isAlwaysAbsent(folded)) return !holdsOnAbsence(condition);
  return (
    ALWAYS_FALSE.has(folded) &&
    condition.base !== 'Null' &&
    !condition.base.includes('Not') &&
    condition.values.every(({ text }) => text.toLowerCase() === 'true')
  );
};

/** `StringEquals on "kms:ViaService"`. */
export const conditionWords = ({ operator, key }: PolicyCondition): string => `${operator} on ${quoted(key)}`;
