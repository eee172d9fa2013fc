/** Who could still change the policy, for the three rules about lockout. */
import type { DirectoryPrincipal } from '../../world.ts';
import { whoCould } from '../access.ts';
import { actionsOf, statementsOf, topElement } from '../facts.ts';
import type { Fix } from '../finding.ts';
import type { Found } from '../finding.ts';
import type { LintSubject } from '../rule.ts';
import { candidate, withStatement } from '../statement-edits.ts';

export const PUT = 'kms:PutKeyPolicy';

/** Those who could put the policy and can act now; null when it is not known. */
export const administratorsOf = (subject: LintSubject): readonly DirectoryPrincipal[] | null =>
  whoCould(subject, PUT)?.filter(({ active }) => active) ?? null;

/** The policy lets the account's identity policies decide about its own change, so there is a way back through them. */
export const isDelegated = (subject: LintSubject): boolean =>
  statementsOf(subject).some(
    (statement) =>
      statement.effect === 'Allow' &&
      !statement.not.principal &&
      statement.conditions.length === 0 &&
      actionsOf(statement).has(PUT) &&
      (statement.principals ?? []).some(
        (principal) => principal.type === 'account' && principal.account === subject.world.accountId,
      ),
  );

/** The place of a finding about the whole: the list of statements. */
export function wholePlace(subject: LintSubject): Pick<Found, 'from' | 'to' | 'statement'> {
  const place = topElement(subject, 'Statement')?.place ?? { from: 0, to: Math.min(1, subject.text.length) };
  return { from: place.from, to: place.to, statement: null };
}

/** A statement that lets somebody change the policy. */
const administration = (Sid: string, arn: string, actions: string | readonly string[]) => ({
  Sid,
  Effect: 'Allow',
  Principal: { AWS: arn },
  Action: actions,
  Resource: '*',
});

const ADMINISTER = ['kms:DescribeKey', 'kms:GetKeyPolicy', PUT];

export const addMe = (subject: LintSubject): readonly Fix[] => {
  const { me } = subject.world;
  return me === null
    ? []
    : candidate(
        'T',
        'Add a statement that lets you change the policy',
        withStatement(subject, 0, administration('Change of the policy', me, ADMINISTER)),
      );
};

export const addAccount = (subject: LintSubject): readonly Fix[] =>
  candidate(
    'T',
    'Add the account: its identity policies then decide',
    withStatement(
      subject,
      0,
      administration('Control by the account', `arn:aws:iam::${subject.world.accountId}:root`, 'kms:*'),
    ),
  );
