import { MAX_POLICY_BYTES, type PolicyStatement } from '../../../../domain/policy/document.ts';
import { parsePolicy } from '../../../../domain/policy/parse.ts';

/** The statements of an identity policy that can be read, of a text that is not whole too; null: there is none. */
export function readStatements(text: string): readonly PolicyStatement[] | null {
  if (new TextEncoder().encode(text).length > MAX_POLICY_BYTES) return null;
  const parsed = parsePolicy(text, 'identity');
  const document = parsed.ok ? parsed.document : parsed.partial;
  return document === null || document.statements.length === 0 ? null : document.statements;
}
