import { ESCALATIONS } from '../../escalations.ts';
import { identityPolicy } from '../examples.ts';
import { nameOf } from '../facts.ts';
import { heldOf, holdsEverything, ownHolders, statementsFor } from '../holders.ts';
import { fix, withoutActions } from '../narrow.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { actionWords, placeOfAction } from '../shared-words.ts';

/** Whoever gets the access key, or the link, acts as somebody else. */
const STANDS_IN: readonly string[] = ['keydesk:CreateAccessKey', 'keydesk:ResetUser'];

export const asGoodAsAdministrator: Rule = {
  code: 'as-good-as-administrator',
  group: 'security',
  severity: 'high',
  kinds: ['identity'],
  *check(subject) {
    for (const holder of ownHolders(subject)) {
      if (holdsEverything(holder) && ESCALATIONS.keys().every((action) => holder.may.has(action))) continue; // full-access-principal says it
      const powers = heldOf(holder, [...ESCALATIONS.keys()]);
      const held = powers.length > 0 ? powers : heldOf(holder, STANDS_IN);
      for (const statement of statementsFor(holder, held)) {
        if (statement.not.action) continue; // allow-notaction says it
        const here = held.filter((action) => holder.may.get(action)?.includes(statement));
        const can = here.flatMap((action) => ESCALATIONS.get(action) ?? []);
        yield {
          ...placeOfAction(statement, new Set(here)),
          statement: statement.index,
          severity: can.length > 0 ? 'high' : 'medium',
          message:
            can.length > 0
              ? `${nameOf(statement)} is as good as "administrator": by ${actionWords(here)} ${holder.words} can ${can.join(', or ')}. Leave that to administrators.`
              : `${nameOf(statement)} lets ${holder.words} act as somebody else: by ${actionWords(here)} they get a new access key, or a link to sign in, of people and services without policies, with all that key policies and grants give those. Leave that to administrators.`,
          fixes: () =>
            fix('N', `Take ${actionWords(here)} out`, withoutActions(subject, statement, new Set(here))),
        };
      }
    }
  },
};

export const asGoodAsAdministratorDoc = (): RuleDoc => ({
  title: 'A policy with which one can make oneself an administrator',
  fixes: ['N'],
  why: 'Whoever can attach policies attaches "administrator" to themselves; whoever can write a policy that they have writes everything into it; where access rests on tags, tagging is granting. Each of these permissions is worth all others together, and belongs to administrators only. A new access key or a new link for somebody else is less, and still lets one act as them.',
  example: {
    kind: 'identity',
    fires: identityPolicy({ Action: ['keydesk:ListUsers', 'keydesk:UpdatePrincipalPolicies'] }),
    silent: identityPolicy({ Action: ['keydesk:ListUsers', 'keydesk:ListIdentityPolicies'] }),
  },
});
