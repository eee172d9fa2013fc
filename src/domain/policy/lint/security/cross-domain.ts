import { holdersOf, statementsFor } from '../holders.ts';
import { keyPolicy, OTHER_ACCOUNT, role } from '../examples.ts';
import { nameOf } from '../facts.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { actionWords, placeOfHolder } from '../shared-words.ts';

export const crossDomain: Rule = {
  code: 'cross-domain',
  group: 'security',
  severity: 'medium',
  kinds: ['key'],
  *check(subject) {
    for (const holder of holdersOf(subject)) {
      if (holder.kind !== 'foreign' || holder.whole) continue;
      const statement = statementsFor(holder, holder.may.keys()).find(({ principals }) =>
        principals?.some((principal) => principal.type !== 'account'),
      );
      if (statement === undefined) continue; // his account is named: cross-domain-root says it
      yield {
        ...placeOfHolder(statement, holder, statement),
        statement: statement.index,
        message: `${nameOf(statement)} allows ${actionWords([...holder.may.keys()].toSorted())} to ${holder.words}, of account ${holder.who.account}. Check that this account is meant, and accept the finding if it is.`,
      };
    }
  },
};

export const crossDomainDoc = (): RuleDoc => ({
  title: 'A principal of another account is allowed',
  fixes: [],
  why: 'Somebody whom this account neither creates nor removes may use the key, and nobody here sees when that principal changes hands. That can be right. Check that the account is a partner’s, that the actions are the few it needs, and accept the finding with the reason.',
  example: {
    fires: keyPolicy({ Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:role/partner` } }),
    silent: keyPolicy({ Principal: { AWS: role('app') } }),
  },
});
