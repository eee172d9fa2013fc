import type { PolicyPrincipal, PolicyStatement } from '../../document.ts';
import { keyPolicy, role } from '../examples.ts';
import { accountOf, principalWords, roleOfSession, statementsOf } from '../facts.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { candidate, withoutPrincipals } from '../statement-edits.ts';

export const redundantPrincipal: Rule = {
  code: 'redundant-principal',
  group: 'semantics',
  severity: 'low',
  kinds: ['key'],
  *check(subject) {
    for (const statement of statementsOf(subject)) {
      const principals = statement.principals ?? [];
      for (const [i, principal] of principals.entries()) {
        const by = principals.find(
          (each, j) =>
            j !== i && covers(statement, each, principal) && (j < i || !covers(statement, principal, each)),
        );
        if (by === undefined) continue;
        const [whole, part] = [principalWords(subject.world, by), principalWords(subject.world, principal)];
        yield {
          from: principal.from,
          to: principal.to,
          statement: statement.index,
          message:
            whole === part
              ? `${part} stands twice in this statement. Take one out.`
              : `The statement speaks of ${whole}, so ${part} is meant already: taking the name out would change nothing. Keep the one that is meant.`,
          fixes: () =>
            by.type === 'anyone' && whole !== part && statement.effect === 'Allow'
              ? [
                  ...candidate(
                    'N',
                    `Remove ${whole}: leave those who are named`,
                    withoutPrincipals(
                      subject,
                      statement,
                      principals.filter(({ type }) => type === 'anyone'),
                    ),
                  ),
                  ...candidate('T', `Remove ${part}`, withoutPrincipals(subject, statement, [principal])),
                ]
              : candidate('A', `Remove ${part}`, withoutPrincipals(subject, statement, [principal])),
        };
      }
    }
  },
};

export const redundantPrincipalDoc = (): RuleDoc => ({
  title: 'A principal that another one of the statement covers',
  fixes: ['A', 'N', 'T'],
  why: 'Beside "*" every other principal is already meant, and beside a role each of its sessions. Whoever takes the name out believes to have taken the access away. A name beside the root of its account is not such a case in an Allow: the root only hands the decision to identity policies, while the name is allowed directly.',
  example: {
    fires: keyPolicy({ Principal: { AWS: ['*', role('app')] } }),
    silent: keyPolicy({ Principal: { AWS: ['arn:aws:iam::111122223333:root', role('app')] } }),
  },
});

/** Whether whoever is `b` is meant by `a`, in the same way. */
function covers({ effect }: PolicyStatement, a: PolicyPrincipal, b: PolicyPrincipal): boolean {
  if (a.type === 'outside' || b.type === 'outside')
    return a.type === 'outside' && b.type === 'outside' && a.kind === b.kind && a.name === b.name;
  if (a.type === 'anyone') return true;
  if (b.type === 'anyone') return false;
  if (a.type === 'account') {
    if (b.type === 'account') return a.account === b.account;
    return effect === 'Deny' && accountOf(b.arn) === a.account;
  }
  return b.type === 'principal' && (a.arn === b.arn || a.arn === roleOfSession(b.arn));
}
