import { foldedKey } from '../condition-facts.ts';
import { exampleUsage, keyPolicy, role } from '../examples.ts';
import { actionsOf, statementsOf } from '../facts.ts';
import { fix, withCondition } from '../narrow.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { at, isPerson, listed, nameIn } from '../shared-words.ts';
import { arnsOf, useOf } from '../use.ts';

const MOST_SOURCES = 4;
const FEWEST = 100;
const ADDRESS = /^(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9a-f:]*:[0-9a-f:]+)$/i;

export const sourceInferable: Rule = {
  code: 'source-inferable',
  group: 'least-privilege',
  severity: 'low',
  kinds: ['key'],
  *check(subject) {
    const use = useOf(subject);
    if (use === null || use.days < 7) return;
    for (const statement of statementsOf(subject)) {
      const arns = arnsOf(statement);
      if (statement.effect !== 'Allow' || arns === null || arns.some((arn) => isPerson(subject, arn)))
        continue;
      if (statement.conditions.some((condition) => /^aws:source(?:ip|vpce?)$/.test(foldedKey(condition))))
        continue;
      const uses = arns.flatMap((arn) =>
        use.by(arn).filter(({ action }) => actionsOf(statement).has(action)),
      );
      const requests = uses.reduce((sum, { allowed }) => sum + allowed, 0);
      if (requests < FEWEST || uses.some(({ sources }) => sources === null)) continue;
      const sources = [...new Set(uses.flatMap(({ sources: each }) => each ?? []))].toSorted();
      if (
        sources.length === 0 ||
        sources.length > MOST_SOURCES ||
        !sources.every((source) => ADDRESS.test(source))
      )
        continue;
      yield {
        ...at(statement.principals?.[0] ?? statement),
        statement: statement.index,
        message: `All ${requests.toLocaleString('en-US')} logged requests by ${nameIn(statement)}’s principals came from ${listed(sources, MOST_SOURCES)}. If these addresses are fixed, ask for them with aws:SourceIp.`,
        fixes: () =>
          fix(
            'N',
            `Only from ${listed(sources, MOST_SOURCES)}`,
            withCondition(
              subject,
              statement,
              'IpAddress',
              'aws:SourceIp',
              sources.length === 1 ? sources[0]! : sources,
            ), // one: it is there
          ),
      };
    }
  },
};

export const sourceInferableDoc = (): RuleDoc => ({
  title: 'All requests come from the same few addresses',
  fixes: ['N'],
  why: 'A service that always calls from the same addresses can be bound to them: then a stolen access key is of no use elsewhere. Bind it only where addresses are fixed. The fix adds aws:SourceIp, and it has to be kept right when the service moves.',
  example: {
    fires: keyPolicy({}),
    silent: keyPolicy({ Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.7' } } }),
    world: { usage: exampleUsage([role('app'), 'kms:Decrypt', { sources: ['203.0.113.7'] }]) },
  },
});
