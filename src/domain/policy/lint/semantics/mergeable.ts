import type { JsonMember } from '../../../json/parse-json.ts';
import type { PolicyStatement } from '../../document.ts';
import { replaceValue, type JsonValue, ordered } from '../edits.ts';
import { keyPolicy, role } from '../examples.ts';
import { elementOf, nameOf, statementsOf } from '../facts.ts';
import type { Fix } from '../finding.ts';
import type { LintSubject, Rule, RuleDoc } from '../rule.ts';
import { statementParts, type StatementParts } from '../statement-meaning.ts';
import { valueOf, withoutStatements } from '../statement-edits.ts';

export const mergeable: Rule = {
  code: 'mergeable',
  group: 'semantics',
  severity: 'info',
  kinds: ['key', 'identity'],
  *check(subject) {
    const seen = {
      actions: new Map<string, PolicyStatement>(),
      principals: new Map<string, PolicyStatement>(),
    };
    for (const statement of statementsOf(subject)) {
      if (statement.not.action || statement.not.principal) continue;
      const parts = statementParts(statement);
      for (const dimension of ['actions', 'principals'] as const) {
        if (dimension === 'principals' && statement.principals === null) continue;
        const rest = withoutPart(parts, dimension);
        const first = seen[dimension].get(rest);
        if (first === undefined) {
          seen[dimension].set(rest, statement);
          continue;
        }
        // The account hands the decision over, and names are allowed directly: two things, better said apart.
        if (dimension === 'principals' && delegates(first) !== delegates(statement)) continue;
        // Beside "everybody" a name would be lost, and it is what is probably meant.
        if (dimension === 'principals' && namesAll(first) !== namesAll(statement)) continue;
        // Two names: the author keeps two things apart, as AWS's own policies do.
        if (first.sid !== null && statement.sid !== null && first.sid !== statement.sid) continue;
        yield {
          from: statement.from,
          to: statement.from + 1,
          statement: statement.index,
          message: `${nameOf(statement)} differs from ${nameOf(first).replace(/^S/, 's')} only in its ${dimension}: one statement with both would say the same. Merge them.`,
          fixes: () => merged(subject, first, statement, dimension),
        };
        break;
      }
    }
  },
};

export const mergeableDoc = (): RuleDoc => ({
  title: 'Two statements that could be one',
  fixes: ['A'],
  why: 'Two statements with the same effect and conditions that differ only in the actions, or only in the principals, say the same as one statement with both lists. One is easier to read and to change, and takes less of the 32 KiB. Where each has a name of its own that says what it is for, they are left as they are.',
  example: {
    fires: keyPolicy({ Sid: 'The app', Action: 'kms:Encrypt' }, { Action: 'kms:Decrypt' }),
    silent: keyPolicy(
      { Sid: 'The app', Action: 'kms:Encrypt' },
      { Action: 'kms:Decrypt', Principal: { AWS: role('reader') } },
    ),
  },
});

const delegates = ({ principals }: PolicyStatement): boolean =>
  principals?.some(({ type }) => type === 'account') ?? false;

const namesAll = ({ principals }: PolicyStatement): boolean =>
  principals?.some(({ type }) => type === 'anyone') ?? false;

const withoutPart = (
  { effect, principals, actions, resources, conditions }: StatementParts,
  dimension: 'actions' | 'principals',
): string =>
  JSON.stringify([
    effect,
    dimension === 'principals' ? '' : principals,
    dimension === 'actions' ? '' : actions,
    resources,
    conditions,
  ]);

function merged(
  subject: LintSubject,
  first: PolicyStatement,
  second: PolicyStatement,
  dimension: 'actions' | 'principals',
): readonly Fix[] {
  const name = dimension === 'actions' ? 'Action' : 'Principal';
  const [a, b] = [elementOf(subject, first, name), elementOf(subject, second, name)];
  const removed = withoutStatements(subject, [second.index]);
  const value = a === undefined || b === undefined ? null : union(a, b);
  if (a === undefined || value === null || removed === null) return [];
  return [
    {
      class: 'A',
      title: `Merge it into ${nameOf(first).replace(/^S/, 's')}`,
      edits: ordered([replaceValue(subject.text, a.value, value)], removed),
    },
  ];
}

const listOf = (value: JsonValue): readonly JsonValue[] =>
  Array.isArray(value) ? (value as readonly JsonValue[]) : [value]; // isArray does not narrow a readonly list

function union({ value: a }: JsonMember, { value: b }: JsonMember): JsonValue | null {
  const both = (x: JsonValue, y: JsonValue): JsonValue => [...new Set([...listOf(x), ...listOf(y)])];
  if (a.kind !== 'object' && b.kind !== 'object') {
    const all = listOf(both(valueOf(a), valueOf(b)));
    return all.includes('*') ? '*' : all;
  }
  if (a.kind !== 'object' || b.kind !== 'object') return null;
  const out: Record<string, JsonValue> = {};
  for (const { name, value } of [...a.members, ...b.members]) {
    const plain = valueOf(value);
    const before = out[name];
    out[name] = before === undefined ? plain : both(before, plain);
  }
  return out;
}
