import { isPublic } from '../strangers.ts';
import { foldedKey, isPositive } from '../condition-facts.ts';
import { keyPolicy } from '../examples.ts';
import { nameOf, statementsOf } from '../facts.ts';
import { fix, withCondition } from '../narrow.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { at } from '../shared-words.ts';

export const viaServiceNoAccount: Rule = {
  code: 'via-service-no-account',
  group: 'security',
  severity: 'medium',
  kinds: ['key'],
  *check(subject) {
    const { accountId } = subject.world;
    for (const statement of statementsOf(subject)) {
      if (!isPublic(subject, statement)) continue;
      const via = statement.conditions.find(
        (condition) => isPositive(condition) && foldedKey(condition) === 'kms:viaservice',
      );
      if (via === undefined) continue;
      yield {
        ...at(via),
        statement: statement.index,
        message: `${nameOf(statement)} asks through which service a request comes, and not for which account. Add kms:CallerAccount${accountId === '' ? '' : ` = ${accountId}`}.`,
        fixes:
          accountId === ''
            ? []
            : fix(
                'N',
                `Add kms:CallerAccount = ${accountId}`,
                withCondition(subject, statement, 'StringEquals', 'kms:CallerAccount', accountId),
              ),
      };
    }
  },
};

export const viaServiceNoAccountDoc = (): RuleDoc => ({
  title: 'The service in between is tested, and not the account',
  fixes: ['N'],
  why: 'kms:ViaService says through which service a request comes, not whose it is: anybody’s bucket or volume goes through the same service. AWS’s own keys pair it with kms:CallerAccount. Add that condition with the own account.',
  example: {
    fires: keyPolicy({
      Principal: '*',
      Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
    }),
    silent: keyPolicy({
      Principal: '*',
      Condition: {
        StringEquals: {
          'kms:ViaService': 's3.eu-west-1.amazonaws.com',
          'kms:CallerAccount': '111122223333',
        },
      },
    }),
  },
});
