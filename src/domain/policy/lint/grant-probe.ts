/** Which grants somebody may make, found by asking the conditions about a grant and not by reading their names. */
import type { PolicyStatement } from '../document.ts';
import { compiledOf, extentOf, isDenied, type Probe } from './extent.ts';
import type { Holder } from './holders.ts';
import type { LintSubject } from './rule.ts';

/** What a grant can hold, as CreateGrant spells it (kms-api.md §7). */
export const GRANT_OPERATIONS: readonly string[] = [
  'Decrypt',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
  'Sign',
  'Verify',
  'GetPublicKey',
  'GenerateMac',
  'VerifyMac',
  'DeriveSharedSecret',
  'CreateGrant',
  'RetireGrant',
  'DescribeKey',
];

/** Of an account that no policy here knows. */
export const STRANGE_GRANTEE = 'arn:aws:iam::999999999999:role/somebody';

const probeOf = (operations: readonly string[], grantee: string): Probe =>
  new Map<string, string | readonly string[] | undefined>([
    ['kms:grantoperations', operations],
    ['kms:granteeprincipal', grantee],
    ['kms:grantisforawsresource', 'false'],
    ['kms:granteeserviceprincipal', undefined],
  ]);

/** The statements by which the holder may make such a grant, himself and not through an AWS service. */
export function grantable(
  subject: LintSubject,
  { who, may }: Holder,
  operations: readonly string[],
  grantee: string,
): readonly PolicyStatement[] {
  const by = may.get('kms:CreateGrant');
  if (by === undefined) return [];
  const probe = probeOf(operations, grantee);
  if (isDenied(subject, who, 'kms:CreateGrant', probe)) return [];
  return by.filter((statement) => {
    const compiled = compiledOf(subject, statement);
    return compiled !== null && extentOf(compiled, who, subject.world, probe) !== 'never';
  });
}

const unbounded = new WeakMap<Holder, readonly PolicyStatement[]>();

/** The statements by which the holder may make any grant for anybody. A holder is of one subject. */
export function unboundedGrants(subject: LintSubject, holder: Holder): readonly PolicyStatement[] {
  let by = unbounded.get(holder);
  if (by === undefined)
    unbounded.set(holder, (by = grantable(subject, holder, GRANT_OPERATIONS, STRANGE_GRANTEE)));
  return by;
}

/** The other statements by which the holder may make grants of some kind. */
export function boundedGrants(subject: LintSubject, holder: Holder): readonly PolicyStatement[] {
  const any = unboundedGrants(subject, holder);
  return (holder.may.get('kms:CreateGrant') ?? []).filter((statement) => !any.includes(statement));
}

/** The statement names the action itself, and not by a pattern only. */
export const namesAction = ({ actions, not }: PolicyStatement, action: string): boolean =>
  !not.action && actions.some(({ text }) => text.toLowerCase() === action.toLowerCase());
