import type { PolicyStatement } from '../../document.ts';
import { CRYPTOGRAPHIC, USES } from '../action-kinds.ts';
import { exampleUsage, keyPolicy, role } from '../examples.ts';
import { actionsOf, nameOf, statementsOf } from '../facts.ts';
import { fix, withoutStatement } from '../narrow.ts';
import type { LintSubject, Rule, RuleDoc } from '../rule.ts';
import { statementMeaning } from '../statement-meaning.ts';
import { at, nameIn } from '../shared-words.ts';
import { arnsOf, completeUseOf, inForceOf, isIdle } from '../use.ts';
import { isStale } from './stale-principal.ts';
import { unusedHolders } from './unused-principal.ts';

/** Index of the statement in the policy in force, which the log speaks of; null when it is not there. */
function indexInForce(subject: LintSubject, statement: PolicyStatement): number | null {
  const before = inForceOf(subject);
  if (before === null) return statement.index;
  const meaning = statementMeaning(statement);
  return statementsOf(before).find((other) => statementMeaning(other) === meaning)?.index ?? null;
}

export const unusedStatement: Rule = {
  code: 'unused-statement',
  group: 'least-privilege',
  severity: 'medium',
  kinds: ['key'],
  *check(subject) {
    const use = completeUseOf(subject);
    const { usage } = subject.world;
    if (use === null || usage === null || isIdle(subject, CRYPTOGRAPHIC)) return;
    const uses = usage.uses.filter(({ action, allowed }) => allowed > 0 && CRYPTOGRAPHIC.includes(action));
    // What decided is known only of requests that were looked at one by one: of all uses of the key, or nothing follows.
    if (uses.some(({ looked, allowed }) => looked === undefined || looked < allowed)) return;
    const decided = new Set(usage.uses.flatMap(({ statements }) => statements));
    const unused = new Set(unusedHolders(subject).map(({ who }) => who.arn));
    for (const statement of statementsOf(subject)) {
      if (statement.effect !== 'Allow' || !USES.some((action) => actionsOf(statement).has(action))) continue;
      if (statement.principals?.some(({ type }) => type === 'account')) continue; // without it the account may be locked out
      const arns = arnsOf(statement);
      if (arns?.every((arn) => unused.has(arn) || isStale(subject, arn)) === true) continue; // they are named by their own rules
      const index = indexInForce(subject, statement);
      if (index === null || decided.has(index)) continue;
      yield {
        ...at(statement),
        to: statement.from + 1,
        statement: statement.index,
        message: `${nameOf(statement)} decided none of the ${usage.requests.toLocaleString('en-US')} requests of this key ${use.period}. Take it out.`,
        fixes: () => fix('N', `Remove ${nameIn(statement)}`, withoutStatement(subject, statement)),
      };
    }
  },
};

export const unusedStatementDoc = (): RuleDoc => ({
  title: 'A statement that decided no request',
  fixes: ['N'],
  why: 'No request in the log was allowed by this statement: whoever it names came by other statements, or not at all. It is often the rest of a migration. Take it out; the replay shows that nothing would have been refused.',
  example: {
    fires: keyPolicy({ Action: ['kms:Decrypt', 'kms:Encrypt'] }, { Sid: 'Migration 2023' }),
    silent: keyPolicy({ Action: ['kms:Decrypt', 'kms:Encrypt'] }),
    world: { usage: exampleUsage([role('app'), 'kms:Decrypt'], [role('app'), 'kms:Encrypt']) },
  },
});
