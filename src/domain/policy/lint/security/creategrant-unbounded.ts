import type { PolicyStatement } from '../../document.ts';
import { holdersOf, holdsEverything, type Holder } from '../holders.ts';
import { shownBy } from '../shown.ts';
import { isPublic } from '../strangers.ts';
import { keyPolicy } from '../examples.ts';
import { nameOf } from '../facts.ts';
import { namesAction, unboundedGrants } from '../grant-probe.ts';
import { fix, whileHolds } from '../narrow.ts';
import type { Fix } from '../finding.ts';
import type { LintSubject, Rule, RuleDoc } from '../rule.ts';
import { byStatement, holderWords, keyWords, placeOfAction } from '../shared-words.ts';
import { administersOnly } from '../separation-of-duties/duties.ts';

export const CREATE_GRANT = 'kms:CreateGrant';
export const CREATE_GRANT_ONLY: ReadonlySet<string> = new Set([CREATE_GRANT]);

const OPERATIONS = {
  ENCRYPT_DECRYPT: ['Decrypt', 'Encrypt', 'GenerateDataKey', 'DescribeKey'],
  SIGN_VERIFY: ['Sign', 'Verify', 'GetPublicKey', 'DescribeKey'],
  GENERATE_VERIFY_MAC: ['GenerateMac', 'VerifyMac', 'DescribeKey'],
  KEY_AGREEMENT: ['DeriveSharedSecret', 'GetPublicKey', 'DescribeKey'],
} as const;

/** What bounds a grant, to choose from. */
export function grantBounds(subject: LintSubject, statement: PolicyStatement): readonly Fix[] {
  const { key, accountId } = subject.world;
  const operations = OPERATIONS[key?.usage ?? 'ENCRYPT_DECRYPT'];
  return [
    ...fix(
      'T',
      `Only grants of ${operations.slice(0, -1).join(', ')}`,
      whileHolds(subject, statement, CREATE_GRANT_ONLY, [
        ['ForAllValues:StringEquals', 'kms:GrantOperations', operations],
      ]),
    ),
    ...(accountId === ''
      ? []
      : fix(
          'T',
          `Only grants of those to principals of account ${accountId}`,
          whileHolds(subject, statement, CREATE_GRANT_ONLY, [
            ['ForAllValues:StringEquals', 'kms:GrantOperations', operations],
            ['StringLike', 'kms:GranteePrincipal', `arn:aws:iam::${accountId}:*`],
          ]),
        )),
    ...fix(
      'T',
      'Only grants that an AWS service makes on their behalf',
      whileHolds(subject, statement, CREATE_GRANT_ONLY, [['Bool', 'kms:GrantIsForAWSResource', 'true']]),
    ),
  ];
}

/** Holders that may make any grant, by the statements that give it and of which `wanted` is true. */
export const unboundedBy = (
  subject: LintSubject,
  wanted: (holder: Holder, statement: PolicyStatement) => boolean,
): ReadonlyMap<PolicyStatement, readonly Holder[]> =>
  byStatement(
    holdersOf(subject).flatMap((holder) =>
      holdsEverything(holder)
        ? []
        : unboundedGrants(subject, holder)
            .filter(
              (statement) =>
                !isPublic(subject, statement) && !statement.not.action && wanted(holder, statement),
            )
            .map((statement) => [statement, holder] as const),
    ),
  );

export const createGrantUnbounded: Rule = {
  code: 'creategrant-unbounded',
  group: 'security',
  severity: 'high',
  kinds: ['key', 'identity'],
  *check(subject) {
    // By a pattern only: creategrant-hidden. An administrator without use: admin-self-grant.
    const found = unboundedBy(
      subject,
      (holder, statement) => namesAction(statement, CREATE_GRANT) && !administersOnly(holder),
    );
    for (const [statement, holders] of found) {
      yield {
        ...placeOfAction(statement, CREATE_GRANT_ONLY),
        statement: statement.index,
        ...shownBy(subject, holders, CREATE_GRANT),
        message: `${nameOf(statement)} lets ${holderWords(holders)} make grants of every operation${subject.kind === 'key' ? '' : ` on ${keyWords(subject, statement)}`} to anybody, themselves included. Add a condition on kms:GrantOperations and kms:GranteePrincipal.`,
        fixes: () => grantBounds(subject, statement),
      };
    }
  },
};

export const createGrantUnboundedDoc = (): RuleDoc => ({
  title: 'Somebody can grant anything to anybody',
  fixes: ['T'],
  why: 'A grant gives actions on the key without a change of its policy, also actions that the grantor lacks. kms:CreateGrant without a condition is therefore use of the key by whomever its holder likes. Bound it by kms:GrantOperations and kms:GranteePrincipal, or to AWS services by kms:GrantIsForAWSResource.',
  example: {
    fires: keyPolicy({ Action: 'kms:CreateGrant' }),
    silent: keyPolicy({
      Action: 'kms:CreateGrant',
      Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    }),
  },
});
