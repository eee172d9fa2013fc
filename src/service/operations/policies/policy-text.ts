/** A policy's text that is not saved: looked at, never in force. */
import { utf8 } from '../../../domain/bytes.ts';
import { compilePolicy, type CompiledPolicy } from '../../../domain/policy/compile.ts';
import { MAX_POLICY_BYTES, type PolicyKind } from '../../../domain/policy/document.ts';
import { parsePolicy } from '../../../domain/policy/parse.ts';
import { ServiceError } from '../../errors.ts';

/** Throws LimitExceededException. */
export function requireSize(text: string): void {
  const { length } = utf8(text);
  if (length > MAX_POLICY_BYTES)
    throw new ServiceError(
      'LimitExceededException',
      `The policy has ${length} bytes; the most is ${MAX_POLICY_BYTES}.`,
    );
}

/** The text compiled. Throws MalformedPolicyDocumentException with the first problem and its place, or LimitExceededException. */
export function compiledText(text: string, kind: PolicyKind): CompiledPolicy {
  requireSize(text);
  const parsed = parsePolicy(text, kind);
  if (parsed.ok) return compilePolicy(parsed.document, kind);
  const [first] = parsed.problems;
  throw new ServiceError(
    'MalformedPolicyDocumentException',
    `${first?.message ?? 'The policy cannot be read.'} (at character ${first?.from ?? 0})`,
  );
}
