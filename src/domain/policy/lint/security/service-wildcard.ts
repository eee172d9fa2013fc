import { keyPolicy } from '../examples.ts';
import { nameOf, statementsOf } from '../facts.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { at } from '../shared-words.ts';
import { isService } from './service-no-source.ts';

export const serviceWildcard: Rule = {
  code: 'service-wildcard',
  group: 'security',
  severity: 'high',
  kinds: ['key'],
  *check(subject) {
    for (const statement of statementsOf(subject)) {
      if (statement.effect !== 'Allow' || statement.not.principal) continue;
      for (const principal of statement.principals ?? []) {
        if (!isService(principal) || principal.name !== '*') continue;
        yield {
          ...at(principal),
          statement: statement.index,
          message: `${nameOf(statement)} allows every service of AWS. Name the service that needs the key, and bind it with aws:SourceArn.`,
        };
      }
    }
  },
};

export const serviceWildcardDoc = (): RuleDoc => ({
  title: 'Every service is allowed',
  fixes: [],
  why: 'With the service principal "*" every service of AWS may use the key, for any of its customers. Name the one that needs it, with aws:SourceArn or aws:SourceAccount. No service principal calls this desk; it matters when the policy stands in AWS.',
  example: {
    fires: keyPolicy({ Principal: { Service: '*' } }),
    silent: keyPolicy({
      Principal: { Service: 'logs.eu-west-1.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
    }),
  },
});
