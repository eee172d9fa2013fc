import { actionIndex, ACTIONS, worksOn } from '../../actions.ts';
import { couldDo } from '../access.ts';
import { USES } from '../action-kinds.ts';
import { keyPolicy, role, ROOT } from '../examples.ts';
import { actionsOf, KEY_ACTIONS, nameOf, shortArn, statementsOf } from '../facts.ts';
import { fix, withActions } from '../narrow.ts';
import { KEY_ADMINISTRATOR_ACTIONS } from '../../roles.ts';
import type { LintSubject, Rule, RuleDoc } from '../rule.ts';
import { at, listed } from '../shared-words.ts';

/** Who may decide and who may use today because of it, in words. */
function today(subject: LintSubject, index: number): string {
  const { compiled, world } = subject;
  if (compiled === null || world.principals === null) return '';
  const only = {
    ...compiled,
    statements: compiled.statements.filter((each) => each.index === index || each.effect === 'Deny'),
  };
  const who = (actions: readonly string[]): readonly string[] =>
    (world.principals ?? [])
      .filter(
        (principal) => principal.active && actions.some((action) => couldDo(only, world, principal, action)),
      )
      .map(({ arn }) => shortArn(world, arn));
  const administer = who(['kms:PutKeyPolicy']);
  const { key } = world;
  const use = who(
    key === null ? USES : USES.filter((action) => worksOn(ACTIONS[actionIndex(action)]!, key)), // the index is its own
  );
  const both = administer.length > 0 && administer.join() === use.join();
  if (both) return ` Through them ${listed(administer)} can change this policy and use the key today.`;
  const words = (list: readonly string[], what: string): string =>
    `${list.length === 0 ? 'nobody' : listed(list)} can ${what}`;
  return ` Through them ${words(administer, 'change this policy')} today, and ${words(use, 'use the key')}.`;
}

export const rootDelegation: Rule = {
  code: 'root-delegation',
  group: 'least-privilege',
  severity: 'info',
  kinds: ['key'],
  *check(subject) {
    const { accountId } = subject.world;
    for (const statement of statementsOf(subject)) {
      if (statement.effect !== 'Allow' || statement.not.principal || statement.not.action) continue;
      const own = statement.principals?.find(
        (principal) => principal.type === 'account' && (accountId === '' || principal.account === accountId),
      );
      if (own === undefined || !KEY_ACTIONS.every((action) => actionsOf(statement).has(action))) continue;
      const alone = statement.principals?.length === 1;
      yield {
        ...at(own),
        statement: statement.index,
        message: `${nameOf(statement)} lets the account’s identity policies decide who may do what with this key.${today(subject, statement.index)} This is the default.`,
        fixes: () =>
          alone
            ? fix(
                'N',
                'Leave only administration to identity policies',
                withActions(subject, statement, KEY_ADMINISTRATOR_ACTIONS),
              )
            : [],
      };
    }
  },
};

export const rootDelegationDoc = (): RuleDoc => ({
  title: 'Identity policies of the account decide',
  fixes: ['N'],
  why: 'Naming the account’s root with kms:* does not give the key to everybody: it lets the account’s identity policies say who may do what, and it keeps the key manageable when its administrators are gone. It is the default and it is sound. It means that whoever can change identity policies can reach the key; for the most valuable keys, hand over administration only and name the users here.',
  example: {
    fires: keyPolicy({ Principal: { AWS: ROOT }, Action: 'kms:*' }),
    silent: keyPolicy({ Principal: { AWS: role('app') }, Action: 'kms:Decrypt' }),
  },
});
