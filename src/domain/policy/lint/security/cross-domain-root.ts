import { holdersOf, statementsFor } from '../holders.ts';
import { isPublic } from '../strangers.ts';
import { keyPolicy, OTHER_ACCOUNT } from '../examples.ts';
import { nameOf } from '../facts.ts';
import { fix, withCondition } from '../narrow.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { actionWords, placeOfHolder } from '../shared-words.ts';

export const crossDomainRoot: Rule = {
  code: 'cross-domain-root',
  group: 'security',
  severity: 'high',
  kinds: ['key'],
  *check(subject) {
    for (const holder of holdersOf(subject)) {
      if (holder.kind !== 'foreign' || !holder.whole) continue;
      // Where everyone is let in, the account is only one of all.
      const own = statementsFor(holder, holder.may.keys()).filter(
        (statement) => !isPublic(subject, statement),
      );
      const [statement] = own;
      if (statement === undefined) continue;
      const { account } = holder.who;
      const actions = [...holder.may]
        .filter(([, by]) => by.some((each) => own.includes(each)))
        .map(([action]) => action);
      yield {
        ...placeOfHolder(statement, holder, statement),
        statement: statement.index,
        message: `${nameOf(statement)} allows ${actionWords(actions.toSorted())} to account ${account}: its administrators decide who that is. Name the roles that need the key.`,
        fixes: fix(
          'T',
          `Only roles of account ${account}, by aws:PrincipalArn (edit the name)`,
          withCondition(
            subject,
            statement,
            'ArnLike',
            'aws:PrincipalArn',
            `arn:aws:iam::${account}:role/NAME`,
          ),
        ),
      };
    }
  },
};

export const crossDomainRootDoc = (): RuleDoc => ({
  title: 'A whole other account is allowed',
  fixes: ['T'],
  why: 'When a policy names another account, the administrators of that account decide who of it uses the key, today and later. Name the roles that need it, in Principal or with aws:PrincipalArn; if the account as a whole is trusted, accept the finding with the reason.',
  example: {
    fires: keyPolicy({ Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` } }),
    silent: keyPolicy({ Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:role/partner` } }),
  },
});
