/** Who administers a key and who uses it, in the sense of the rules of this folder. */
import { waysOf } from '../access.ts';
import { actionsOf, principalOf, statementsOf } from '../facts.ts';
import type { Fix } from '../finding.ts';
import { heldOf, holdsEverything, type Holder } from '../holders.ts';
import { fix, freshSid, withStatement } from '../narrow.ts';
import type { LintSubject } from '../rule.ts';
import { USES } from '../action-kinds.ts';

/** Can change the policy, and so decides about everything else. */
export const administers = (holder: Holder): boolean => holder.may.has('kms:PutKeyPolicy');

export const uses = (holder: Holder): boolean => heldOf(holder, USES).length > 0;

/** An administrator without use of the key, as separation of duties wants. */
export const administersOnly = (holder: Holder): boolean =>
  administers(holder) && !uses(holder) && !holdsEverything(holder);

/** Not named for use of the key, and using it all the same: the account and an identity policy give it. */
export function usesByAccount({ compiled, world }: LintSubject, { who }: Holder): boolean {
  const principal = principalOf(world, who.arn);
  return (
    compiled !== null &&
    principal !== undefined &&
    USES.some((action) => waysOf(compiled, world, principal, action).account !== null)
  );
}

/** Is the action handed to the identity policies of the own account, so that people can be given it there? */
export const isDelegated = (subject: LintSubject, action: string): boolean =>
  statementsOf(subject).some(
    (statement) =>
      statement.effect === 'Allow' &&
      !statement.not.principal &&
      actionsOf(statement).has(action) &&
      statement.principals?.some(
        (principal) =>
          principal.type === 'account' &&
          (subject.world.accountId === '' || principal.account === subject.world.accountId),
      ),
  );

/** The account's identity policies may decide about these, too. */
export function delegate(subject: LintSubject, actions: readonly string[], what: string): readonly Fix[] {
  const { accountId } = subject.world;
  // They decide already: then it is an identity policy that is missing, and no statement.
  if (accountId === '' || actions.every((action) => isDelegated(subject, action))) return [];
  return fix(
    'T',
    `Let ${what}, by identity policies`,
    withStatement(subject, {
      Sid: freshSid(subject, 'Control by the account'),
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${accountId}:root` },
      Action: actions,
      Resource: '*',
    }),
  );
}
