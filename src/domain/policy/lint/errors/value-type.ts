import type { Located, PolicyStatement, PolicyCondition } from '../../document.ts';
import { conditionKey } from '../../condition-keys.ts';
import { operatorRow } from '../../operators.ts';
import { nearestName } from '../../nearest.ts';
import { quoted } from '../../problems.ts';
import { keyPolicy } from '../examples.ts';
import { hasWildcard } from '../../wildcard.ts';
import { conditionsOf, listed, nameOf } from '../facts.ts';
import type { Fix } from '../finding.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { rewritten } from '../statement-edits.ts';

export const valueType: Rule = {
  code: 'value-type',
  group: 'errors',
  severity: 'error',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const { statement, condition } of conditionsOf(subject)) {
      const row = operatorRow(condition.base);
      if (row === undefined) continue;
      for (const value of condition.values) {
        const unfit = row.refuse(value.text);
        if (unfit === null && isBareYear(condition, value)) {
          yield {
            from: value.from,
            to: value.to,
            statement: statement.index,
            severity: 'medium',
            message: `${quoted(value.text)} is read as ${value.text} seconds after the beginning of 1970, not as a year: ${nameOf(statement)} compares with a time long past. Write a whole date.`,
            fixes: yearFixes(value),
          };
          continue;
        }
        const wrong = unfit ?? strange(condition, value);
        if (wrong === null) continue;
        yield {
          from: value.from,
          to: value.to,
          statement: statement.index,
          severity: unfit === null ? 'medium' : 'error',
          message: `${quoted(value.text)} ${wrong}: as it is, ${effectWords(statement, condition)}.`,
          fixes: fixes(condition, value),
        };
      }
    }
  },
};

export const valueTypeDoc = (): RuleDoc => ({
  title: 'A value that the operator cannot compare',
  fixes: ['T'],
  why: 'Bool compares "true" and "false", IpAddress an address or a block, Numeric and Date operators numbers and times. A bare year is no date: a Date operator reads it as seconds after 1970. A value of another type equals nothing, so a condition that wants it never holds, and one that wants "not it" always does. Write the value as the operator reads it.',
  example: {
    fires: keyPolicy({ Condition: { Bool: { 'aws:SecureTransport': 'yes' } } }),
    silent: keyPolicy({ Condition: { Bool: { 'aws:SecureTransport': 'TRUE' } } }),
  },
});

/** Four digits where a time is compared: seconds, to the service; a year, to whoever wrote it. */
const isBareYear = ({ base }: PolicyCondition, { text }: Located): boolean =>
  operatorRow(base)?.type === 'Date' && /^\s*(?:19|20|21)[0-9]{2}\s*$/.test(text);

const yearFixes = (value: Located): readonly Fix[] => {
  const date = `${value.text.trim()}-01-01T00:00:00Z`;
  return rewritten('T', value, date, `"${date}"`);
};

/** Of a key whose values are known all: one that is not among them. What differs in case only is `value-case`. */
function strange({ base, key }: PolicyCondition, { text }: Located): string | null {
  const row = conditionKey(key);
  if (row?.type !== 'String' || row.values === null || text.includes('${')) return null;
  if (!/^String(?:Not)?Equals(?:IgnoreCase)?$/.test(base) || hasWildcard(text)) return null;
  const folded = text.toLowerCase();
  return row.values.some((value) => value.toLowerCase() === folded)
    ? null
    : `is no value of ${row.name}, which can be ${listed(row.values)}`;
}

function effectWords(statement: PolicyStatement, { base, values }: PolicyCondition): string {
  const only = values.length === 1;
  if (base.includes('Not')) return 'no request has it, and the condition does not exclude anything by it';
  return only
    ? `the condition never holds, and ${nameOf(statement)} ${statement.effect === 'Allow' ? 'allows' : 'denies'} nothing`
    : 'no request matches it';
}

const BOOLEANS: Readonly<Record<string, string>> = {
  yes: 'true',
  no: 'false',
  on: 'true',
  off: 'false',
  '1': 'true',
  '0': 'false',
};

function meantBy(condition: PolicyCondition, { text }: Located): string | null {
  const bare = text.trim().toLowerCase();
  if (condition.base === 'Bool' || condition.base === 'Null')
    return Object.hasOwn(BOOLEANS, bare)
      ? (BOOLEANS[bare] ?? null)
      : /^(?:true|false)$/.test(bare)
        ? bare
        : null;
  if (operatorRow(condition.base)?.type !== 'String')
    return operatorRow(condition.base)?.refuse(text.trim()) === null ? text.trim() : null;
  return nearestName(text, conditionKey(condition.key)?.values ?? []);
}

function fixes(condition: PolicyCondition, value: Located): readonly Fix[] {
  const meant = meantBy(condition, value);
  return rewritten('T', value, meant, `"${meant ?? ''}"`);
}
