import { nearestName } from '../../nearest.ts';
import { peopleOf, type PolicyWorld } from '../../world.ts';
import { keyPolicy, role } from '../examples.ts';
import { accountOf, nameOf, roleOfSession, shortArn, statementsOf } from '../facts.ts';
import type { Fix } from '../finding.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { candidate, rewritten, withoutPrincipals } from '../statement-edits.ts';

/** Each look goes through the whole directory, and an editor asks for the same names at every keystroke. */
const looked = new WeakMap<PolicyWorld, Map<string, string | null>>();
const MOST_LOOKED = 1000;

function meantBy(arn: string, world: PolicyWorld): string | null {
  let known = looked.get(world);
  if (known === undefined || known.size >= MOST_LOOKED) looked.set(world, (known = new Map()));
  let meant = known.get(arn);
  if (meant === undefined)
    known.set(arn, (meant = nearestName(arn, peopleOf(world)?.map((each) => each.arn) ?? [])));
  return meant;
}

export const principalUnknown: Rule = {
  code: 'principal-unknown',
  group: 'errors',
  severity: 'error',
  kinds: ['key'],
  *check(subject) {
    const { world } = subject;
    const people = peopleOf(world)?.map((each) => each.arn);
    if (people === undefined) return;
    const here = new Set(people);
    for (const statement of statementsOf(subject)) {
      for (const principal of statement.principals ?? []) {
        if (principal.type !== 'principal') continue;
        const arn = roleOfSession(principal.arn);
        if (accountOf(arn) !== world.accountId || here.has(arn)) continue;
        const meant = meantBy(arn, world);
        const hint =
          meant === null ? 'Create it first, or take it out.' : `Did you mean ${shortArn(world, meant)}?`;
        const writes: readonly Fix[] =
          meant === null || meant === principal.arn || arn !== principal.arn
            ? []
            : rewritten('T', principal, meant, shortArn(world, meant));
        yield {
          from: principal.from,
          to: principal.to,
          statement: statement.index,
          // Of sessions the name of the role is not asked when the policy is saved.
          blocks: arn === principal.arn,
          message: `${shortArn(world, arn)} is nobody on this desk, so ${arn === principal.arn ? `the policy cannot be saved while ${nameOf(statement)} names it` : `${nameOf(statement)} gives its sessions nothing`}. ${hint}`,
          fixes: () => [
            ...writes,
            ...candidate(
              'T',
              `Remove ${shortArn(world, arn)}`,
              withoutPrincipals(subject, statement, [principal]),
            ),
          ],
        };
      }
    }
  },
};

export const principalUnknownDoc = (): RuleDoc => ({
  title: 'A principal that is not on this desk',
  fixes: ['T'],
  why: 'A principal is bound to a person or service when the policy is saved, and saving fails when there is none of that name: "one or more invalid principals", without saying which. Here it is said, with the name that is nearest. Correct the spelling, create the principal first, or take it out.',
  example: {
    fires: keyPolicy({ Principal: { AWS: [role('app'), role('payrol')] } }),
    silent: keyPolicy({ Principal: { AWS: [role('app'), role('payroll')] } }),
  },
});
