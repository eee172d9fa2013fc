import { compiledOf, extentOf, isWhoKey } from '../extent.ts';
import { holdersOf, statementsFor } from '../holders.ts';
import { isPublic, strangersIn } from '../strangers.ts';
import { foldedKey, isNegated } from '../condition-facts.ts';
import { keyPolicy } from '../examples.ts';
import { KEY_ACTIONS, nameOf, statementsOf } from '../facts.ts';
import type { Found } from '../finding.ts';
import type { LintSubject, Rule, RuleDoc } from '../rule.ts';
import { actionWords, at, counted, listed } from '../shared-words.ts';
import type { PolicyStatement } from '../../document.ts';
import { bindToAccount, leaveToAccount } from './public.ts';

/** Every condition that it has is one that a request passes by having nothing. */
export const isBoundByNegationOnly = ({ conditions }: PolicyStatement): boolean =>
  conditions.length > 0 && conditions.every(isNegated);

/** Statements with conditions that let a stranger in all the same. */
export const weaklyBound = (subject: LintSubject): readonly PolicyStatement[] =>
  statementsOf(subject).filter(
    (statement) =>
      isPublic(subject, statement) && !statement.not.principal && statement.conditions.length > 0,
  );

export const publicWeakCondition: Rule = {
  code: 'public-weak-condition',
  group: 'security',
  severity: 'high',
  kinds: ['key'],
  *check(subject) {
    for (const statement of weaklyBound(subject)) {
      if (isBoundByNegationOnly(statement)) continue;
      const { actions, who } = strangersIn(subject).get(statement.index)!; // weaklyBound asks for it
      const keys = listed([...new Set(statement.conditions.map(({ key }) => key))]);
      const how = statement.conditions.some((condition) => isWhoKey(foldedKey(condition)))
        ? `Its conditions (${keys}) still let in callers of other accounts, such as ${who.arn}`
        : `Its conditions (${keys}) do not say who asks, so a caller of any account can meet them`;
      yield {
        ...at(statement.principals?.[0] ?? statement),
        statement: statement.index,
        message: `${nameOf(statement)} allows ${actionWords(actions)} to everyone. ${how}. Add kms:CallerAccount or aws:PrincipalArn.`,
        fixes: bindToAccount(subject, statement),
      };
    }
    yield* wholeAccount(subject);
  },
};

/** Bound to the own account, and to nothing else: everyone of it, whatever identity policies say. */
function* wholeAccount(subject: LintSubject): Generator<Found> {
  const { principals } = subject.world;
  const everyone = holdersOf(subject).find(({ kind }) => kind === 'everyone');
  if (everyone === undefined) return;
  for (const statement of statementsFor(everyone, KEY_ACTIONS)) {
    const compiled = compiledOf(subject, statement);
    if (compiled === null || isPublic(subject, statement) || statement.not.principal || statement.not.action)
      continue;
    if (extentOf(compiled, everyone.who, subject.world) !== 'always') continue;
    const actions = KEY_ACTIONS.filter((action) => everyone.may.get(action)?.includes(statement));
    const count = principals === null ? '' : `, ${counted(principals.length, 'principal')} today`;
    yield {
      ...at(statement.principals?.[0] ?? statement),
      statement: statement.index,
      severity: 'medium',
      message: `${nameOf(statement)} allows ${actionWords(actions)} to everyone of this account${count} and all to come, whatever their identity policies say. Name those who are meant, or leave it to identity policies.`,
      fixes: leaveToAccount(subject, statement),
    };
  }
}

export const publicWeakConditionDoc = (): RuleDoc => ({
  title: 'Everyone is allowed, and no condition says who',
  fixes: ['T'],
  why: 'The condition bounds how or with what a request is made, but anybody can make such a request: an encryption context, a service in between or a tag of one’s own account can be had by all. Add a condition on who asks: kms:CallerAccount, aws:PrincipalArn or aws:PrincipalOrgID.',
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
