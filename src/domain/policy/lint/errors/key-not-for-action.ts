import { conditionKey } from '../../condition-keys.ts';
import type { PolicyCondition, PolicyStatement } from '../../document.ts';
import { hasWildcard } from '../../wildcard.ts';
import { conditionWords, holdsOnAbsence } from '../condition-key-scope.ts';
import { keyPolicy } from '../examples.ts';
import { conditionsOf, coveredBy, KEY_ACTIONS, listed } from '../facts.ts';
import type { Fix } from '../finding.ts';
import type { LintSubject, Rule, RuleDoc } from '../rule.ts';
import { candidate, splitStatement, statementValue, withoutValues } from '../statement-edits.ts';

export const keyNotForAction: Rule = {
  code: 'key-not-for-action',
  group: 'errors',
  severity: 'error',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const { statement, condition } of conditionsOf(subject)) {
      const scope = conditionKey(condition.key)?.actions ?? null;
      if (scope === null || statement.not.action) continue;
      const having = new Set(scope);
      // A pattern as kms:* is not written with one action in mind: it counts when it covers none that has the key.
      const without = statement.actions.filter(({ text }) => {
        const covered = coveredBy(text);
        // What no key policy decides at all is `action-not-key-scoped`.
        if (subject.kind === 'key' && !covered.some((name) => ON_KEY.has(name))) return false;
        return covered.length > 0 && !covered.some((name) => having.has(name));
      });
      if (without.length === 0) continue;
      const words = listed(without.map(({ text }) => text));
      yield {
        ...condition.keyPlace,
        statement: statement.index,
        message: `A request for ${words} never has this condition key, so ${effectWords(statement, condition)}. ${conditionWords(condition)} can only bound ${scopeWords(scope)}. Put ${without.length === 1 ? 'the action' : 'those actions'} into a statement of ${without.length === 1 ? 'its' : 'their'} own.`,
        fixes: () => fixes(subject, statement, condition, without),
      };
    }
  },
};

export const keyNotForActionDoc = (): RuleDoc => ({
  title: 'A condition on something that the action never has',
  fixes: ['A', 'T'],
  why: 'Each action brings its own values: only CreateGrant says who the grantee is, only cryptographic operations have an encryption context. A condition on a value that the action never has is decided by its absence: in an Allow the action is then never allowed, or allowed without the bound that was meant; in a Deny it is never denied, or always. Put such actions into a statement without the condition, or take them out.',
  example: {
    fires: keyPolicy({
      Action: ['kms:Decrypt', 'kms:DescribeKey'],
      Condition: { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } },
    }),
    silent: keyPolicy({
      Action: ['kms:Decrypt', 'kms:CreateGrant'],
      Condition: { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } },
    }),
  },
});

const ON_KEY: ReadonlySet<string> = new Set(KEY_ACTIONS);
/** More names than these are not read. */
const MOST_NAMED = 10;
const scopeWords = (scope: readonly string[]): string =>
  scope.length > MOST_NAMED ? `actions that have it, as ${scope[0] ?? ''}` : listed(scope, MOST_NAMED);

function effectWords({ effect }: PolicyStatement, condition: PolicyCondition): string {
  if (holdsOnAbsence(condition))
    return effect === 'Allow' ? 'it is allowed without this bound' : 'it is denied always';
  return effect === 'Allow' ? 'it is never allowed here' : 'it is never denied here';
}

function fixes(
  subject: LintSubject,
  statement: PolicyStatement,
  condition: PolicyCondition,
  without: PolicyStatement['actions'],
): readonly Fix[] {
  const words = listed(without.map(({ text }) => text));
  const dead = holdsOnAbsence(condition)
    ? []
    : candidate('A', `Remove ${words}`, withoutValues(subject, statement, 'Action', without));
  return [
    ...dead,
    ...candidate(
      'T',
      `Put ${words} into a statement without the condition`,
      split(subject, statement, condition, without),
    ),
  ];
}

/** Two statements: the actions that have the key, with all conditions; the others without this one. */
function split(
  subject: LintSubject,
  statement: PolicyStatement,
  condition: PolicyCondition,
  without: PolicyStatement['actions'],
): ReturnType<typeof splitStatement> {
  const value = statementValue(subject, statement);
  if (value === null || without.length === statement.actions.length) return null;
  const others = statement.conditions.filter((each) => each !== condition);
  const rest = statement.actions.filter((action) => !without.includes(action));
  const { Condition: _, ...bare } = value;
  const kept: Record<string, Record<string, readonly string[]>> = {};
  for (const { operator, key, values } of others) {
    (kept[operator] ??= {})[key] = values.map(({ text }) => text);
  }
  const sid =
    statement.sid === null
      ? {}
      : { Sid: `${statement.sid} (${hasWildcard(without[0]?.text ?? '') ? 'others' : 'rest'})` };
  return splitStatement(subject, statement, [
    { ...value, Action: rest.map(({ text }) => text) },
    {
      ...bare,
      ...sid,
      Action: without.map(({ text }) => text),
      ...(others.length === 0 ? {} : { Condition: kept }),
    },
  ]);
}
