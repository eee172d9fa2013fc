import { hasWildcard } from '../../wildcard.ts';
import { CRYPTOGRAPHIC } from '../action-kinds.ts';
import { exampleUsage, keyPolicy, role } from '../examples.ts';
import { coveredBy, KEY_ACTIONS, statementsOf } from '../facts.ts';
import { isPublic } from '../strangers.ts';
import { fix, withoutActions } from '../narrow.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { actionWords, at, holderArns, nameIn } from '../shared-words.ts';
import { arnsOf, completeUseOf } from '../use.ts';

const onKey: ReadonlySet<string> = new Set(KEY_ACTIONS);
const cryptographic: ReadonlySet<string> = new Set(CRYPTOGRAPHIC);

export const wildcardWiderThanUse: Rule = {
  code: 'wildcard-wider-than-use',
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
      for (const action of statement.actions) {
        const names = coveredBy(action.text).filter((name) => onKey.has(name));
        // All actions: full-access-principal says it. No cryptographic one: administration, which is seldom.
        if (
          !hasWildcard(action.text) ||
          names.length === onKey.size ||
          !names.some((name) => cryptographic.has(name))
        )
          continue;
        const used = names.filter((name) => arns.some((arn) => use.of(arn, name) !== undefined));
        const unused = names.filter((name) => !used.includes(name));
        const given = unused.every((name) => arns.every((arn) => use.wasGiven(arn, name)));
        if (used.length === 0 || unused.length === 0 || !given) continue;
        yield {
          ...at(action),
          statement: statement.index,
          message: `${action.text} covers ${names.length} actions, of which ${holderArns(subject, arns)} used ${used.length} ${use.period}: ${actionWords(used)}. Name ${used.length === 1 ? 'that one' : 'those'} in ${nameIn(statement)}.`,
          fixes: () =>
            fix(
              'N',
              `Name ${actionWords(used)} instead of ${action.text}`,
              withoutActions(subject, statement, new Set(unused)),
            ),
        };
      }
    }
  },
};

export const wildcardWiderThanUseDoc = (): RuleDoc => ({
  title: 'A pattern covers more than is used',
  fixes: ['N'],
  why: 'A pattern is quick to write and gives its neighbours besides: kms:GenerateDataKey* is four actions, and most services use one. The log shows which. Name those that are used.',
  example: {
    fires: keyPolicy({ Action: ['kms:Decrypt', 'kms:GenerateDataKey*'] }),
    silent: keyPolicy({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'] }),
    world: { usage: exampleUsage([role('app'), 'kms:Decrypt'], [role('app'), 'kms:GenerateDataKey']) },
  },
});
