import { foldedKey, isPositive } from '../condition-facts.ts';
import { keyPolicy } from '../examples.ts';
import { nameOf, statementsOf } from '../facts.ts';
import { fix, withCondition } from '../narrow.ts';
import type { PolicyPrincipal } from '../../document.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { at } from '../shared-words.ts';

export const isService = (
  principal: PolicyPrincipal,
): principal is Extract<PolicyPrincipal, { type: 'outside' }> =>
  principal.type === 'outside' && principal.kind === 'Service';

/** Says for whom the service acts: the account, the resource, or the context that the service itself sets. */
const SOURCE =
  /^(?:aws:source(?:arn|account|orgid|orgpaths)|aws:principalorgid|kms:calleraccount|kms:viaservice|kms:encryptioncontext:aws:.*)$/s;

export const serviceNoSource: Rule = {
  code: 'service-no-source',
  group: 'security',
  severity: 'high',
  kinds: ['key'],
  *check(subject) {
    const { accountId } = subject.world;
    for (const statement of statementsOf(subject)) {
      if (statement.effect !== 'Allow' || statement.not.principal) continue;
      const service = statement.principals?.find(
        (principal) => isService(principal) && principal.name !== '*',
      );
      if (service === undefined || !isService(service)) continue;
      if (
        statement.conditions.some((condition) => isPositive(condition) && SOURCE.test(foldedKey(condition)))
      )
        continue;
      yield {
        ...at(service),
        statement: statement.index,
        message: `${nameOf(statement)} lets ${service.name} use the key for anybody’s resources. Add aws:SourceArn, or aws:SourceAccount${accountId === '' ? '' : ` = ${accountId}`}. No service principal calls this desk: here the statement does nothing.`,
        fixes:
          accountId === ''
            ? []
            : fix(
                'T',
                `Only for account ${accountId}: add aws:SourceAccount`,
                withCondition(subject, statement, 'StringEquals', 'aws:SourceAccount', accountId),
              ),
      };
    }
  },
};

export const serviceNoSourceDoc = (): RuleDoc => ({
  title: 'A service may act for anybody',
  fixes: ['T'],
  why: 'A service of AWS acts for all its customers. Without a condition on aws:SourceArn or aws:SourceAccount somebody else’s resource can make it use this key (the confused deputy). No service principal calls this desk, so the statement does nothing here; it matters when the policy stands in AWS.',
  example: {
    fires: keyPolicy({ Principal: { Service: 'logs.eu-west-1.amazonaws.com' } }),
    silent: keyPolicy({
      Principal: { Service: 'logs.eu-west-1.amazonaws.com' },
      Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:logs:eu-west-1:111122223333:*' } },
    }),
  },
});
