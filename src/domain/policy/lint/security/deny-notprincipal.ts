import { keyPolicy, role } from '../examples.ts';
import { elementOf, nameOf, principalWords, statementsOf } from '../facts.ts';
import { fix, together, withCondition } from '../narrow.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { at, listed } from '../shared-words.ts';

export const denyNotPrincipal: Rule = {
  code: 'deny-notprincipal',
  group: 'security',
  severity: 'medium',
  kinds: ['key'],
  *check(subject) {
    for (const statement of statementsOf(subject)) {
      const { principals } = statement;
      if (statement.effect !== 'Deny' || !statement.not.principal || principals === null) continue;
      const element = elementOf(subject, statement, 'NotPrincipal');
      const arns = principals.flatMap((principal) => (principal.type === 'principal' ? [principal.arn] : []));
      const who = listed(principals.map((principal) => principalWords(subject.world, principal)));
      yield {
        ...at(element?.place ?? statement),
        statement: statement.index,
        message: `${nameOf(statement)} denies everybody except ${who}. In AWS it also denies the account’s root and the sessions of roles that are not listed one by one. Deny "*" with ArnNotEquals on aws:PrincipalArn instead.`,
        fixes: () =>
          element === undefined || arns.length === 0
            ? []
            : fix(
                'T',
                'Deny "*" except by aws:PrincipalArn',
                together([
                  [{ from: element.place.from, to: element.value.to, insert: '"Principal": "*"' }],
                  withCondition(
                    subject,
                    statement,
                    'ArnNotEquals',
                    'aws:PrincipalArn',
                    arns.length === 1 ? arns[0]! : arns,
                  ), // one: it is there
                ]),
              ),
      };
    }
  },
};

export const denyNotPrincipalDoc = (): RuleDoc => ({
  title: 'A Deny with NotPrincipal hits more than it seems',
  fixes: ['T'],
  why: 'In AWS a Deny with NotPrincipal also hits the account and the sessions of a listed role unless each is listed besides, so those it means to spare are locked out. Write Deny for "*" with ArnNotEquals on aws:PrincipalArn: that compares the role of a session.',
  example: {
    fires: keyPolicy({ Effect: 'Deny', NotPrincipal: { AWS: role('app') } }),
    silent: keyPolicy({
      Effect: 'Deny',
      Principal: '*',
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': role('app') } },
    }),
  },
});
