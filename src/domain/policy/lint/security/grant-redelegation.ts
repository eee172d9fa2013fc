import { holdersOf, holdsEverything } from '../holders.ts';
import { isPublic } from '../strangers.ts';
import { removeParts } from '../edits.ts';
import { keyPolicy } from '../examples.ts';
import { elementOf, nameOf } from '../facts.ts';
import type { TextEdit } from '../finding.ts';
import { boundedGrants, grantable, GRANT_OPERATIONS, STRANGE_GRANTEE } from '../grant-probe.ts';
import { fix } from '../narrow.ts';
import type { PolicyStatement } from '../../document.ts';
import type { LintSubject, Rule, RuleDoc } from '../rule.ts';
import { at, byStatement, holderWords } from '../shared-words.ts';
import { foldedKey } from '../condition-facts.ts';

const withCreateGrant = GRANT_OPERATIONS.filter((name) => name !== 'CreateGrant').map((name) => [
  name,
  'CreateGrant',
]);

/** The value goes from the list of the condition. */
function withoutValue(subject: LintSubject, statement: PolicyStatement): readonly TextEdit[] {
  const blocks = elementOf(subject, statement, 'Condition')?.value;
  if (blocks?.kind !== 'object') return [];
  return blocks.members.flatMap(({ value: block }) =>
    block.kind !== 'object'
      ? []
      : block.members.flatMap(({ name, value }) => {
          if (name.toLowerCase() !== 'kms:grantoperations' || value.kind !== 'array') return [];
          const out = value.items.flatMap((item, index) =>
            item.kind === 'string' && item.value === 'CreateGrant' ? [index] : [],
          );
          return out.length === 0 || out.length === value.items.length ? [] : removeParts(value, out);
        }),
  );
}

export const grantRedelegation: Rule = {
  code: 'grant-redelegation',
  group: 'security',
  severity: 'high',
  kinds: ['key', 'identity'],
  *check(subject) {
    const pairs = holdersOf(subject).flatMap((holder) => {
      const bounded = holdsEverything(holder) ? [] : boundedGrants(subject, holder);
      if (bounded.length === 0) return [];
      const grantees = [
        STRANGE_GRANTEE,
        ...bounded.flatMap(({ conditions }) =>
          conditions
            .filter((condition) => foldedKey(condition) === 'kms:granteeprincipal')
            .flatMap(({ values }) => values.map(({ text }) => text.replaceAll('*', 'somebody'))),
        ),
      ];
      return grantees
        .flatMap((grantee) =>
          withCreateGrant.flatMap((operations) => grantable(subject, holder, operations, grantee)),
        )
        .filter((statement) => bounded.includes(statement))
        .map((statement) => [statement, holder] as const);
    });
    for (const [statement, holders] of byStatement(pairs)) {
      if (isPublic(subject, statement) || statement.not.action) continue;
      const condition = statement.conditions.find((each) => foldedKey(each) === 'kms:grantoperations');
      const value = condition?.values.find(({ text }) => text === 'CreateGrant');
      yield {
        ...at(value ?? condition ?? statement.actions[0] ?? statement),
        statement: statement.index,
        // Nothing said of the operations: the grantee is chosen, what he does with it is not.
        severity: condition === undefined ? 'medium' : 'high',
        message: `${nameOf(statement)} lets ${holderWords(holders)} make grants that hold CreateGrant, so the grantee can give the key on. ${condition === undefined ? 'Bound kms:GrantOperations to what the grantee needs' : 'Leave CreateGrant out of kms:GrantOperations'}.`,
        fixes: () => fix('N', 'Leave CreateGrant out of the operations', withoutValue(subject, statement)),
      };
    }
  },
};

export const grantRedelegationDoc = (): RuleDoc => ({
  title: 'Grants may hold CreateGrant',
  fixes: ['N'],
  why: 'Whoever has a grant that holds CreateGrant passes it on to others, who pass it on again, and no policy names any of them. Revoking the first grant leaves the others alive. Leave CreateGrant out of the operations that a grant may hold.',
  example: {
    fires: keyPolicy({
      Action: 'kms:CreateGrant',
      Condition: { 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt', 'CreateGrant'] } },
    }),
    silent: keyPolicy({
      Action: 'kms:CreateGrant',
      Condition: { 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt', 'DescribeKey'] } },
    }),
  },
});
