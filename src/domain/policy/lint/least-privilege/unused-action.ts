import { CRYPTOGRAPHIC } from '../action-kinds.ts';
import { exampleUsage, keyPolicy, role } from '../examples.ts';
import { coveredBy, nameOf, statementsOf } from '../facts.ts';
import { isPublic } from '../strangers.ts';
import { fix, withoutActions } from '../narrow.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { actionWords, holderArns, placeOfAction } from '../shared-words.ts';
import { arnsOf, completeUseOf } from '../use.ts';

/** Administration is seldom by its nature, and break-glass never; use is not. */
const DAILY: ReadonlySet<string> = new Set([...CRYPTOGRAPHIC, 'kms:CreateGrant']);

export const unusedAction: Rule = {
  code: 'unused-action',
  group: 'least-privilege',
  severity: 'medium',
  kinds: ['key'],
  *check(subject) {
    const use = completeUseOf(subject);
    if (use === null) return;
    for (const statement of statementsOf(subject)) {
      const arns = arnsOf(statement);
      if (
        statement.effect !== 'Allow' ||
        statement.not.action ||
        arns === null ||
        isPublic(subject, statement)
      )
        continue;
      // Principals that used nothing at all are another matter: unused-principal, unused-statement.
      if (!arns.some((arn) => use.by(arn).length > 0)) continue;
      const unused = new Set<string>();
      for (const { text } of statement.actions) {
        const names = coveredBy(text).filter((name) => DAILY.has(name));
        // Of a pattern only as a whole: wildcard-wider-than-use says the rest.
        const whole =
          names.length > 0 &&
          names.length === coveredBy(text).length &&
          names.every((name) =>
            arns.every((arn) => use.of(arn, name) === undefined && use.wasGiven(arn, name)),
          );
        if (whole) for (const name of names) unused.add(name);
      }
      if (unused.size === 0) continue;
      yield {
        ...placeOfAction(statement, unused),
        statement: statement.index,
        message: `${nameOf(statement)} gives ${holderArns(subject, arns)} ${actionWords(unused)}, and nobody used that ${use.period}. Take it out.`,
        fixes: () => fix('N', `Take ${actionWords(unused)} out`, withoutActions(subject, statement, unused)),
      };
    }
  },
};

export const unusedActionDoc = (): RuleDoc => ({
  title: 'An action that is given and not used',
  fixes: ['N'],
  why: 'A permission that nobody uses helps only whoever steals the credential. The log shows every use of the key, so it shows also what was never used; administrative actions, which are seldom by nature, are not counted. Take the action out. The replay shows what it would have refused.',
  example: {
    fires: keyPolicy({ Action: ['kms:Decrypt', 'kms:Encrypt'] }),
    silent: keyPolicy({ Action: ['kms:Decrypt', 'kms:DescribeKey'] }),
    world: { usage: exampleUsage([role('app'), 'kms:Decrypt']) },
  },
});
