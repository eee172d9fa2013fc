import { CONDITION_KEY_FAMILIES, CONDITION_KEYS, conditionKey } from '../../condition-keys.ts';
import { nearestName } from '../../nearest.ts';
import { quoted } from '../../problems.ts';
import { absenceWords } from '../condition-key-scope.ts';
import { keyPolicy } from '../examples.ts';
import { conditionsOf } from '../facts.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { rewritten } from '../statement-edits.ts';

const NAMES: readonly string[] = CONDITION_KEYS.map(({ name }) => name);
const PREFIXES: readonly string[] = CONDITION_KEY_FAMILIES.map(({ name }) => name);

export const unknownConditionKey: Rule = {
  code: 'unknown-condition-key',
  group: 'errors',
  severity: 'error',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const { statement, condition } of conditionsOf(subject)) {
      const { key, keyPlace } = condition;
      if (conditionKey(key) !== undefined) continue;
      const meant = meantBy(key);
      const hint = meant === null ? 'Check the name.' : `Did you mean ${meant}?`;
      yield {
        ...keyPlace,
        statement: statement.index,
        message: `There is no condition key ${quoted(key)}. No request has it, ${absenceWords(condition, statement)}. ${hint}`,
        fixes: rewritten('T', keyPlace, meant),
      };
    }
  },
};

export const unknownConditionKeyDoc = (): RuleDoc => ({
  title: 'A condition key that does not exist',
  fixes: ['T'],
  why: 'A key that no request has is absent from every request. A condition that wants a value of it then never holds, and one that wants "not this value" always does: the statement gives nothing, or everything. Names of condition keys may be written in any case, but not with other letters.',
  example: {
    fires: keyPolicy({ Condition: { StringEquals: { 'kms:EncryptionContex:app': 'orders' } } }),
    silent: keyPolicy({ Condition: { StringEquals: { 'kms:encryptioncontext:app': 'orders' } } }),
  },
});

/** The nearest name; of a family with the author's own end. */
function meantBy(key: string): string | null {
  const whole = nearestName(key, NAMES);
  if (whole !== null) return whole;
  const cut = Math.max(key.indexOf(':', key.indexOf(':') + 1), key.indexOf('/'));
  if (cut <= 0) return null;
  const prefix = nearestName(key.slice(0, cut + 1), PREFIXES);
  const meant = prefix === null ? null : prefix + key.slice(cut + 1);
  return meant !== null && conditionKey(meant) !== undefined ? meant : null;
}
