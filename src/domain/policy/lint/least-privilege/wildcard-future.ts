import { hasWildcard } from '../../wildcard.ts';
import { keyPolicy } from '../examples.ts';
import { coveredBy, KEY_ACTIONS, nameOf, statementsOf } from '../facts.ts';
import { fix, withActions } from '../narrow.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { at, listed } from '../shared-words.ts';

const onKey: ReadonlySet<string> = new Set(KEY_ACTIONS);
/** Forms of one operation, which AWS’s guide names by these patterns: what they may gain is of the same kind. */
const FAMILIES: ReadonlySet<string> = new Set(['kms:generatedatakey*', 'kms:reencrypt*']);

export const wildcardFuture: Rule = {
  code: 'wildcard-future',
  group: 'least-privilege',
  severity: 'low',
  kinds: ['key'],
  *check(subject) {
    for (const statement of statementsOf(subject)) {
      if (statement.effect !== 'Allow' || statement.not.action) continue;
      // Handing all to the account's identity policies is meant to take in what comes.
      if (statement.principals?.every(({ type }) => type === 'account') === true) continue;
      const patterns = statement.actions.filter(
        ({ text }) =>
          hasWildcard(text) &&
          !FAMILIES.has(text.toLowerCase()) &&
          coveredBy(text).some((name) => onKey.has(name)) &&
          !KEY_ACTIONS.every((name) => coveredBy(text).includes(name)),
      );
      const [first] = patterns;
      if (first === undefined) continue;
      const texts = listed(patterns.map(({ text }) => text));
      yield {
        ...at(first),
        statement: statement.index,
        message: `${nameOf(statement)} has ${texts}: ${patterns.length === 1 ? 'it takes' : 'they take'} in every action of KMS that will ever fit. List what is meant.`,
        fixes: () => {
          const names = statement.actions.flatMap((action) =>
            patterns.includes(action)
              ? coveredBy(action.text).filter((name) => onKey.has(name))
              : [action.text],
          );
          return fix(
            'A',
            `List what ${texts} ${patterns.length === 1 ? 'covers' : 'cover'} today`,
            withActions(subject, statement, [...new Set(names)]),
          );
        },
      };
    }
  },
};

export const wildcardFutureDoc = (): RuleDoc => ({
  title: 'A pattern will cover actions that do not exist yet',
  fixes: ['A'],
  why: 'KMS gains actions every year, and a pattern takes in each that fits, on the day the service is updated and without anybody’s decision. Written out, the list stays what was decided. The fix lists exactly what the pattern covers today.',
  example: {
    fires: keyPolicy({ Action: ['kms:DescribeKey', 'kms:Get*'] }),
    silent: keyPolicy({ Action: ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:GenerateDataKey*'] }),
  },
});
