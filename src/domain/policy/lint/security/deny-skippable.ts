import type { CompiledStatement } from '../../compile.ts';
import type { PolicyCondition, PolicyStatement } from '../../document.ts';
import { allowsOf } from '../extent.ts';
import { foldedKey, isChosen, isContextKey, isPositive } from '../condition-facts.ts';
import { keyPolicy } from '../examples.ts';
import { actionsOf, nameOf, statementsOf } from '../facts.ts';
import { elementValue, fix, freshSid, withStatement } from '../narrow.ts';
import type { LintSubject, Rule, RuleDoc } from '../rule.ts';
import { at } from '../shared-words.ts';

/** Their context must be the one that the data was encrypted with, so it cannot be left out. */
const BOUND_TO_CONTEXT: ReadonlySet<string> = new Set(['kms:Decrypt', 'kms:ReEncryptFrom']);

/** Do the conditions on this key let a request through that lacks it? */
const passesWithout = ({ conditions }: CompiledStatement, folded: string): boolean =>
  conditions.every((condition) => condition.folded !== folded || condition.holds(() => undefined));

/** The actions whose requests can leave the key out and are allowed all the same. */
function skipped(
  subject: LintSubject,
  statement: PolicyStatement,
  condition: PolicyCondition,
): readonly string[] {
  const folded = foldedKey(condition);
  const denied = statementsOf(subject).some(
    (other) =>
      other.effect === 'Deny' &&
      other !== statement &&
      actionsOf(statement).isSubsetOf(actionsOf(other)) &&
      other.conditions.length === 1 &&
      other.conditions[0]!.base === 'Null' && // one: it is there
      foldedKey(other.conditions[0]!) === folded &&
      other.conditions[0]!.values.every(({ text }) => text.toLowerCase() === 'true'),
  );
  if (denied) return [];
  return [...actionsOf(statement)].filter(
    (action) =>
      !(isContextKey(folded) && BOUND_TO_CONTEXT.has(action)) &&
      allowsOf(subject).some((allow) => actionsOf(allow.written).has(action) && passesWithout(allow, folded)),
  );
}

export const denySkippable: Rule = {
  code: 'deny-skippable',
  group: 'security',
  severity: 'high',
  kinds: ['key'],
  *check(subject) {
    for (const statement of statementsOf(subject)) {
      if (statement.effect !== 'Deny') continue;
      for (const condition of statement.conditions) {
        if (!isPositive(condition) || !isChosen(foldedKey(condition))) continue;
        const actions = skipped(subject, statement, condition);
        if (actions.length === 0) continue;
        yield {
          ...at(condition),
          statement: statement.index,
          message: `${nameOf(statement)} does not stop a request without ${condition.key}, and the caller chooses whether to send it. Deny requests that lack it, too, or let the Allow ask for it.`,
          fixes: () => {
            const who = elementValue(
              subject,
              statement,
              statement.not.principal ? 'NotPrincipal' : 'Principal',
            );
            if (who === undefined) return [];
            return fix(
              'T',
              `Deny requests without ${condition.key} as well`,
              withStatement(
                subject,
                {
                  Sid: freshSid(
                    subject,
                    `${statement.sid ?? 'Deny'}, or without ${condition.key.split(':').at(-1) ?? ''}`,
                  ),
                  Effect: 'Deny',
                  [statement.not.principal ? 'NotPrincipal' : 'Principal']: who,
                  Action: actions.length === 1 ? actions[0]! : actions, // one: it is there
                  Resource: elementValue(subject, statement, 'Resource') ?? '*',
                  Condition: { Null: { [condition.key]: 'true' } },
                },
                statement,
              ),
            );
          },
        };
      }
    }
  },
};

export const denySkippableDoc = (): RuleDoc => ({
  title: 'A Deny that a caller passes by leaving the value out',
  fixes: ['T'],
  why: 'A Deny that compares a value hits only requests that have the value, and whoever makes the request chooses whether it has an encryption context or names an alias. Deny requests without the key as well (Null "true"), or let the Allow ask for the values that are right.',
  example: {
    fires: keyPolicy(
      { Action: 'kms:Encrypt' },
      {
        Effect: 'Deny',
        Action: 'kms:Encrypt',
        Condition: { StringEquals: { 'kms:EncryptionContext:env': 'prod' } },
      },
    ),
    silent: keyPolicy(
      { Action: 'kms:Decrypt' },
      {
        Effect: 'Deny',
        Action: 'kms:Decrypt',
        Condition: { StringEquals: { 'kms:EncryptionContext:env': 'prod' } },
      },
    ),
  },
});
