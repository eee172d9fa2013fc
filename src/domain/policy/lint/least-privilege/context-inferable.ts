import { foldCase } from '../../fold-case.ts';
import type { PolicyStatement } from '../../document.ts';
import { WITH_CONTEXT } from '../action-kinds.ts';
import { foldedKey } from '../condition-facts.ts';
import { exampleUsage, keyPolicy, role } from '../examples.ts';
import { actionsOf, cut, statementsOf } from '../facts.ts';
import { fix, whileHolds } from '../narrow.ts';
import type { LintSubject, Rule, RuleDoc } from '../rule.ts';
import { actionWords, listed, nameIn, placeOfAction } from '../shared-words.ts';
import { arnsOf, useOf } from '../use.ts';

const NEED: ReadonlySet<string> = new Set(WITH_CONTEXT);
/** Fewer requests show no habit. */
const FEWEST = 3;

export interface InferableContext {
  readonly pairs: readonly (readonly [string, string])[];
  readonly requests: number;
  readonly actions: readonly string[];
}

/** The pairs that every logged request of the statement's principals had, as far as the statement does not ask for them. */
export function inferableContext(subject: LintSubject, statement: PolicyStatement): InferableContext | null {
  const use = useOf(subject);
  const arns = arnsOf(statement);
  const { key } = subject.world;
  if (use === null || arns === null || statement.effect !== 'Allow' || statement.not.action) return null;
  if (key !== null && key.spec !== 'SYMMETRIC_DEFAULT') return null;
  const uses = arns.flatMap((arn) =>
    use.by(arn).filter(({ action }) => NEED.has(action) && actionsOf(statement).has(action)),
  );
  const requests = uses.reduce((sum, { allowed }) => sum + allowed, 0);
  const [first, ...others] = uses;
  if (first === undefined || requests < FEWEST) return null;
  const asked = new Set(statement.conditions.map(foldedKey));
  const pairs = first.steadyContext.filter(
    ([name, value]) =>
      !asked.has(`kms:encryptioncontext:${foldCase(name)}`) &&
      !/[*?]|\$\{/.test(value) &&
      others.every(({ steadyContext }) =>
        steadyContext.some((pair) => pair[0] === name && pair[1] === value),
      ),
  );
  return pairs.length === 0
    ? null
    : { pairs, requests, actions: [...new Set(uses.map(({ action }) => action))].toSorted() };
}

export const contextInferable: Rule = {
  code: 'context-inferable',
  group: 'least-privilege',
  severity: 'medium',
  kinds: ['key'],
  *check(subject) {
    for (const statement of statementsOf(subject)) {
      const found = inferableContext(subject, statement);
      if (found === null) continue;
      const { pairs, requests, actions } = found;
      const words = listed(pairs.map(([name, value]) => `${cut(name)} = ${cut(value)}`));
      yield {
        ...placeOfAction(statement, NEED),
        statement: statement.index,
        message: `All ${requests.toLocaleString('en-US')} logged requests for ${actionWords(actions)} by ${nameIn(statement)}’s principals had ${words}. Ask for it, and nothing else can be decrypted.`,
        fixes: () =>
          fix(
            'N',
            `Only with ${words}`,
            whileHolds(
              subject,
              statement,
              NEED,
              pairs.map(([name, value]) => ['StringEquals', `kms:EncryptionContext:${name}`, value] as const),
            ),
          ),
      };
    }
  },
};

export const contextInferableDoc = (): RuleDoc => ({
  title: 'All requests have the same encryption context',
  fixes: ['N'],
  why: 'Every logged request by these principals had the same encryption context, and the statement does not ask for it. With the condition a stolen credential opens that data only, and nothing of other tenants. The fix adds it; the replay shows whether any request would have been refused.',
  example: {
    fires: keyPolicy({}),
    silent: keyPolicy({ Condition: { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } } }),
    world: { usage: exampleUsage([role('app'), 'kms:Decrypt', { steadyContext: [['tenant', 'acme']] }]) },
  },
});
