/** What somebody could do through the account, whatever the statements say that name them: a condition in those alone stops nobody then. */
import { waysOf } from './access.ts';
import { principalOf } from './facts.ts';
import type { Probe } from './extent.ts';
import type { Holder } from './holders.ts';
import type { LintSubject } from './rule.ts';
import { nameIn } from './shared-words.ts';

/** By which statement and identity policy, in words; null: not, or not known. */
export function otherWay(
  { compiled, world }: LintSubject,
  { who }: Holder,
  action: string,
  asked: Probe,
): string | null {
  const principal = principalOf(world, who.arn);
  if (compiled === null || principal?.active !== true) return null;
  const { account } = waysOf(compiled, world, principal, action, asked);
  return account === null
    ? null
    : `${nameIn(account.statement.written)} and the identity policy "${account.policy}"`;
}
