import { ACTIONS } from '../../actions.ts';
import { examplePrincipal, keyPolicy, role, withPrincipals } from '../examples.ts';
import { principalOf } from '../facts.ts';
import { holdsEverything, ownHolders, statementsFor } from '../holders.ts';
import { shownBy } from '../shown.ts';
import { isPublic } from '../strangers.ts';
import { fix } from '../narrow.ts';
import type { LintSubject, Rule, RuleDoc } from '../rule.ts';
import { actionWords, nameIn, placeOfAction } from '../shared-words.ts';
import { without } from './admin-and-user.ts';

const WRITING: readonly string[] = ACTIONS.filter(
  ({ name, on, level }) =>
    name.startsWith('kms:') && on.includes('key') && level !== 'List' && level !== 'Read',
).map(({ name }) => name);

/** By the role that the desk gave, or by a name that says nothing else. */
function isAuditor({ world }: LintSubject, arn: string): boolean {
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  return (
    principalOf(world, arn)?.policies.some((policy) => policy.name === 'auditor') === true ||
    /(?:^|[^a-z])auditors?$/i.test(name)
  );
}

export const auditorWrites: Rule = {
  code: 'auditor-writes',
  group: 'separation-of-duties',
  severity: 'medium',
  kinds: ['key'],
  *check(subject) {
    for (const holder of ownHolders(subject)) {
      if (holdsEverything(holder) || !isAuditor(subject, holder.who.arn)) continue;
      const writes = WRITING.filter((action) => holder.may.has(action));
      const [statement] = statementsFor(holder, writes);
      if (statement === undefined || isPublic(subject, statement) || statement.not.action) continue;
      yield {
        ...placeOfAction(statement, new Set(writes)),
        statement: statement.index,
        ...shownBy(subject, [holder], writes[0] ?? ''),
        message: `${holder.words} is an auditor and has ${actionWords(writes)}, by ${nameIn(statement)}. Leave it reading.`,
        fixes: () => fix('N', `Leave ${holder.words} reading`, without(subject, [holder], writes)),
      };
    }
  },
};

export const auditorWritesDoc = (): RuleDoc => ({
  title: 'An auditor can do more than read',
  fixes: ['N'],
  why: 'An auditor who can change or use a key audits their own work, and their word is worth less for it. Auditors need DescribeKey, the Get… and the List… actions, and nothing that writes, tags or decrypts.',
  example: {
    fires: keyPolicy({
      Principal: { AWS: role('auditors') },
      Action: ['kms:List*', 'kms:Get*', 'kms:TagResource'],
    }),
    silent: keyPolicy({
      Principal: { AWS: role('auditors') },
      Action: ['kms:List*', 'kms:Get*', 'kms:DescribeKey'],
    }),
    world: { principals: withPrincipals(examplePrincipal('role', 'auditors')) },
  },
});
