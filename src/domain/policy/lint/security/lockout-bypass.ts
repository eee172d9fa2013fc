import { compiledOf, extentOf, isDenied, type Probe } from '../extent.ts';
import { holdersOf, holdsEverything } from '../holders.ts';
import { isPublic } from '../strangers.ts';
import { keyPolicy } from '../examples.ts';
import { nameOf } from '../facts.ts';
import { fix, freshSid, withStatement } from '../narrow.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { byStatement, placeOfAction, holderWords } from '../shared-words.ts';
import { isNew } from '../use.ts';

const PUT = 'kms:PutKeyPolicy';
const BYPASS: Probe = new Map([['kms:bypasspolicylockoutsafetycheck', 'true']]);
const FORBIDDEN = { Bool: { 'kms:BypassPolicyLockoutSafetyCheck': 'true' } };

export const lockoutBypass: Rule = {
  code: 'lockout-bypass',
  group: 'security',
  severity: 'medium',
  kinds: ['key'],
  *check(subject) {
    const pairs = holdersOf(subject)
      .filter((holder) => !holdsEverything(holder) && !isDenied(subject, holder.who, PUT, BYPASS))
      .flatMap((holder) =>
        (holder.may.get(PUT) ?? [])
          .filter((statement) => {
            const compiled = compiledOf(subject, statement);
            return (
              compiled !== null &&
              !isPublic(subject, statement) &&
              !statement.not.action &&
              extentOf(compiled, holder.who, subject.world, BYPASS) !== 'never'
            );
          })
          .map((statement) => [statement, holder] as const),
      );
    const [first] = byStatement(pairs); // one Deny mends them all
    if (first === undefined) return;
    const [statement, holders] = first;
    yield {
      ...placeOfAction(statement, new Set([PUT])),
      statement: statement.index,
      severity: isNew(subject) ? 'low' : 'medium',
      message: `${nameOf(statement)} lets ${holderWords(holders)} put a policy with the lockout check bypassed, and so lock everybody out for good. Deny kms:PutKeyPolicy where kms:BypassPolicyLockoutSafetyCheck is true.`,
      fixes: () =>
        fix(
          'N',
          'Deny bypassing the lockout check',
          withStatement(subject, {
            Sid: freshSid(subject, 'Keep the lockout check'),
            Effect: 'Deny',
            Principal: '*',
            Action: PUT,
            Resource: '*',
            Condition: FORBIDDEN,
          }),
        ),
    };
  },
};

export const lockoutBypassDoc = (): RuleDoc => ({
  title: 'The lockout check may be bypassed',
  fixes: ['N'],
  why: 'PutKeyPolicy refuses a policy that its caller could not change again, unless the request says BypassPolicyLockoutSafetyCheck. One such request can make a key that nobody can manage any more, by mistake or on purpose. A Deny on that condition key keeps the check for everybody.',
  example: {
    fires: keyPolicy({ Action: 'kms:PutKeyPolicy' }),
    silent: keyPolicy(
      { Action: 'kms:PutKeyPolicy' },
      { Effect: 'Deny', Principal: '*', Action: 'kms:PutKeyPolicy', Condition: FORBIDDEN },
    ),
  },
});
