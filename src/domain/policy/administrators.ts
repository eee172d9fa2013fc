/** Who keeps the desk from locking everybody out: people who hold the administrator policy and can sign in. */
import type { PrincipalEntity } from '../state/entities.ts';

/** A person with the administrator policy and a password. A service does not count: nobody may be there who holds its access key. */
export const isActiveAdministrator = ({ kind, policies, passwordHash }: PrincipalEntity): boolean =>
  kind === 'user' && passwordHash !== null && policies.includes('administrator');

/** Would the desk be left without an administrator who can sign in, if `before` became `after` (null: were deleted)? */
export function losesLastAdministrator(
  principals: Iterable<PrincipalEntity>,
  before: PrincipalEntity,
  after: PrincipalEntity | null,
): boolean {
  if (!isActiveAdministrator(before) || (after !== null && isActiveAdministrator(after))) return false;
  for (const each of principals) if (each.id !== before.id && isActiveAdministrator(each)) return false;
  return true;
}
