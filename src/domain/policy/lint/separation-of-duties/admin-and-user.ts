import type { PolicyStatement } from '../../document.ts';
import { CARE, USES } from '../action-kinds.ts';
import { keyPolicy, role } from '../examples.ts';
import { nameOf, roleOfSession } from '../facts.ts';
import { holdsEverything, ownHolders, statementsFor, type Holder } from '../holders.ts';
import { shownBy } from '../shown.ts';
import { isPublic } from '../strangers.ts';
import { fix, together, withoutActions, withoutPrincipals, type Edits } from '../narrow.ts';
import type { LintSubject, Rule, RuleDoc } from '../rule.ts';
import { byStatement, holderWords, nameIn, placeOfAction, policyWords } from '../shared-words.ts';
import { administers, uses } from './duties.ts';

const ADMINISTER: readonly string[] = [
  ...CARE,
  'kms:CreateGrant',
  'kms:RevokeGrant',
  'kms:ImportKeyMaterial',
  'kms:DeleteImportedKeyMaterial',
];

/** Those lose the actions: the statement loses them where it speaks of nobody else, else they are taken out of it. */
export function without(subject: LintSubject, holders: readonly Holder[], actions: readonly string[]): Edits {
  const arns = new Set(holders.map(({ who }) => who.arn));
  const isOne = (principal: NonNullable<PolicyStatement['principals']>[number]): boolean =>
    principal.type === 'principal' && arns.has(roleOfSession(principal.arn));
  const statements = new Set(holders.flatMap((holder) => statementsFor(holder, actions)));
  return together(
    [...statements].map((statement) =>
      statement.principals === null || statement.principals.every(isOne)
        ? withoutActions(subject, statement, new Set(actions))
        : withoutPrincipals(subject, statement, isOne),
    ),
  );
}

export const adminAndUser: Rule = {
  code: 'admin-and-user',
  group: 'separation-of-duties',
  severity: 'high',
  kinds: ['key', 'identity'],
  *check(subject) {
    const both = ownHolders(subject).filter(
      (holder) => administers(holder) && uses(holder) && !holdsEverything(holder),
    );
    const pairs = both.map((holder) => [holder.may.get('kms:PutKeyPolicy')![0]!, holder] as const); // administers asks for it
    for (const [statement, holders] of byStatement(pairs)) {
      if (isPublic(subject, statement) || statement.not.action) continue;
      const using = holders
        .flatMap((holder) => statementsFor(holder, USES))
        .find((other) => other !== statement);
      const where =
        using === undefined ? nameOf(statement) : `${nameOf(statement)} and ${nameIn(using)} together`;
      yield {
        ...placeOfAction(statement, new Set(['kms:PutKeyPolicy'])),
        statement: statement.index,
        ...shownBy(subject, holders, 'kms:PutKeyPolicy'),
        message:
          `${where} let ${holderWords(holders)} both change ${policyWords(subject, statement)} and use ${subject.kind === 'key' ? 'the key' : 'keys'}. Take one of the two away.`.replace(
            / let /,
            using === undefined ? ' lets ' : ' let ',
          ),
        fixes: () => [
          ...fix(
            'N',
            `Take administration from ${holderWords(holders)}`,
            without(subject, holders, ADMINISTER),
          ),
          ...fix('N', `Take use of the key from ${holderWords(holders)}`, without(subject, holders, USES)),
        ],
      };
    }
  },
};

export const adminAndUserDoc = (): RuleDoc => ({
  title: 'One principal administers the key and uses it',
  fixes: ['N'],
  why: 'Whoever can change the policy and read the data needs nobody’s consent for anything, and one stolen credential is enough for both. Keep administration and use with different principals: an administrator who cannot decrypt, a service that cannot change the policy.',
  example: {
    fires: keyPolicy({ Principal: { AWS: role('operations') }, Action: ['kms:Put*', 'kms:Decrypt'] }),
    silent: keyPolicy(
      { Principal: { AWS: role('operations') }, Action: 'kms:PutKeyPolicy' },
      { Principal: { AWS: role('app') }, Action: 'kms:Decrypt' },
    ),
  },
});
