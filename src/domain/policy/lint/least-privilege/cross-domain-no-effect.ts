import { ACROSS_ACCOUNTS } from '../action-kinds.ts';
import { keyPolicy, OTHER_ACCOUNT } from '../examples.ts';
import { accountOf, coveredBy, nameOf, statementsOf } from '../facts.ts';
import { fix, withoutActions } from '../narrow.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { actionWords, placeOfAction } from '../shared-words.ts';

const works: ReadonlySet<string> = new Set(ACROSS_ACCOUNTS);

export const crossDomainNoEffect: Rule = {
  code: 'cross-domain-no-effect',
  group: 'least-privilege',
  severity: 'low',
  kinds: ['key'],
  *check(subject) {
    const { accountId } = subject.world;
    if (accountId === '') return;
    for (const statement of statementsOf(subject)) {
      const { effect, not, principals } = statement;
      if (effect !== 'Allow' || not.action || not.principal || principals === null) continue;
      const foreign = principals.every(
        (principal) =>
          (principal.type === 'account' && principal.account !== accountId) ||
          (principal.type === 'principal' && accountOf(principal.arn) !== accountId),
      );
      if (!foreign) continue;
      // Of a pattern only as a whole: what else it covers may be what is meant.
      const vain = new Set(
        statement.actions.flatMap(({ text }) => {
          const names = coveredBy(text);
          return names.some((name) => works.has(name)) ? [] : names;
        }),
      );
      if (vain.size === 0) continue;
      yield {
        ...placeOfAction(statement, vain),
        statement: statement.index,
        message: `${nameOf(statement)} gives ${actionWords(vain)} to another account, where it does not work. Take it out.`,
        fixes: () => fix('N', `Take ${actionWords(vain)} out`, withoutActions(subject, statement, vain)),
      };
    }
  },
};

export const crossDomainNoEffectDoc = (): RuleDoc => ({
  title: 'An action that does not work from another account',
  fixes: ['N'],
  why: 'From another account only cryptographic operations, grants, and a few that read metadata work; administration of a key is for its own account, whatever the policy says. The action gives nothing and makes readers believe otherwise. Take it out.',
  example: {
    fires: keyPolicy({
      Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:role/partner` },
      Action: ['kms:Decrypt', 'kms:PutKeyPolicy'],
    }),
    silent: keyPolicy({
      Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:role/partner` },
      Action: ['kms:Decrypt', 'kms:DescribeKey'],
    }),
  },
});
