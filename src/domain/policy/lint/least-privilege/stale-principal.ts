import { keyPolicy, role, user } from '../examples.ts';
import { nameOf, principalOf, roleOfSession, shortArn, statementsOf } from '../facts.ts';
import { fix, withoutNames } from '../narrow.ts';
import type { LintSubject, Rule, RuleDoc } from '../rule.ts';
import { at } from '../shared-words.ts';
import { DAY, dayOf } from '../use.ts';

/** Why the principal is as good as gone; null when it is not, or when that is not known. */
function staleness({ world, settings }: LintSubject, arn: string): string | null {
  const principal = principalOf(world, arn);
  if (principal === undefined) return null;
  const person = principal.kind === 'user';
  const { lastSeen } = principal;
  if (!principal.active)
    return !person
      ? 'cannot call: there is no access key in use'
      : lastSeen === null
        ? 'has not come yet: there is no password'
        : 'cannot sign in: there is no password';
  return lastSeen !== null && lastSeen < world.now - settings.unusedDays * DAY
    ? `was last seen on ${dayOf(lastSeen)}`
    : null;
}

export const isStale = (subject: LintSubject, arn: string): boolean => staleness(subject, arn) !== null;

export const stalePrincipal: Rule = {
  code: 'stale-principal',
  group: 'least-privilege',
  severity: 'medium',
  kinds: ['key'],
  *check(subject) {
    const said = new Set<string>();
    for (const statement of statementsOf(subject)) {
      if (statement.effect !== 'Allow' || statement.not.principal) continue;
      for (const principal of statement.principals ?? []) {
        if (principal.type !== 'principal') continue;
        const arn = roleOfSession(principal.arn);
        const why = said.has(arn) ? null : staleness(subject, arn);
        if (why === null) continue;
        said.add(arn);
        const who = shortArn(subject.world, arn);
        yield {
          ...at(principal),
          statement: statement.index,
          message: `${nameOf(statement)} allows ${who}, who ${why}. Take it out of the policy.`.replace(
            ', who cannot call',
            ', which cannot call',
          ),
          fixes: () => fix('N', `Take ${who} out`, withoutNames(subject, arn)),
        };
      }
    }
  },
};

export const stalePrincipalDoc = (): RuleDoc => ({
  title: 'Somebody is listed who does not come',
  fixes: ['N'],
  why: 'A person who has left or a service that is switched off keeps its place in the policy, and gets the key back with a new password or access key, which perhaps somebody else makes. Take it out; whoever comes back can be put back.',
  example: {
    fires: keyPolicy({ Principal: { AWS: [role('app'), user('dave')] } }),
    silent: keyPolicy({ Principal: { AWS: [role('app'), user('carol')] } }),
  },
});
