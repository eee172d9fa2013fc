/** What an identity policy must hold to be saved: a name that is free, a text that can be evaluated. */
import * as z from 'zod';
import { BUILT_IN_POLICIES } from '../../../domain/policy/built-in-policies.ts';
import { utf8 } from '../../../domain/bytes.ts';
import { MAX_POLICY_BYTES, type PolicyDocument } from '../../../domain/policy/document.ts';
import { parsePolicy } from '../../../domain/policy/parse.ts';
import { ServiceError } from '../../errors.ts';

/** The characters of names of policies in IAM. Not a space: lists of names are written with it. */
export const identityPolicyName = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\w+=,.@-]+$/);

export const policyDescription = z.string().max(1000);
export const reasonGiven = z.string().max(500);

/** The reason as it is kept: null when nothing was said. */
export const reasonOf = (given: string | undefined): string | null => {
  const reason = given?.trim() ?? '';
  return reason === '' ? null : reason;
};

/** A built-in policy by name in any case: `Administrator` would be taken for `administrator` by whoever reads it. */
export const builtInNamed = (name: string) =>
  BUILT_IN_POLICIES.find((policy) => policy.name === name.toLowerCase());

/** Throws MalformedPolicyDocumentException or LimitExceededException with a sentence that says where and what. */
export function checkIdentityPolicy(text: string): PolicyDocument {
  const { length } = utf8(text);
  if (length > MAX_POLICY_BYTES)
    throw new ServiceError(
      'LimitExceededException',
      `The policy has ${length} bytes; the most is ${MAX_POLICY_BYTES}.`,
    );
  const parsed = parsePolicy(text, 'identity');
  if (parsed.ok) return parsed.document;
  const [first] = parsed.problems;
  const more = parsed.problems.length > 1 ? ` (and ${parsed.problems.length - 1} more)` : '';
  throw new ServiceError(
    'MalformedPolicyDocumentException',
    `${first?.message ?? 'The policy cannot be read.'} (at character ${first?.from ?? 0})${more}`,
  );
}
