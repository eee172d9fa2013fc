/**
 * Policies as those read them who decide nothing: the linter, the comparison, the editor. One reader of JSON for all texts, whole or half
 * typed: it finds a fault where the strict one of parse.ts does, and only there.
 */
import type { JsonNode } from '../json/parse-json.ts';
import { compilePolicy, type CompiledPolicy } from './compile.ts';
import type { PolicyDocument, PolicyKind, PolicyProblem } from './document.ts';
import { mendedTree, parseDocument } from './parse-document.ts';
import { Problems } from './problems.ts';

export interface ReadPolicy {
  readonly tree: JsonNode | null;
  /** The whole of a policy without problems, as much as can be read of one with some. */
  readonly document: PolicyDocument | null;
  /** Of a text without any value at least one. */
  readonly problems: readonly PolicyProblem[];
}

/** Never throws. Attacker-controlled: cap the text first. */
export function readPolicy(text: string, kind: PolicyKind): ReadPolicy {
  const problems = new Problems(text.length);
  const tree = mendedTree(text, problems);
  const document = tree === null ? null : parseDocument(tree, { text, kind, problems });
  return { tree, document, problems: problems.found };
}

/** Null: it cannot be evaluated. */
export function compiledText(text: string, kind: PolicyKind): CompiledPolicy | null {
  const { document, problems } = readPolicy(text, kind);
  return document === null || problems.length > 0 ? null : compilePolicy(document, kind);
}

/** What identity policies say; made once per text. */
const compiled = new Map<string, CompiledPolicy | null>();
const MOST_COMPILED = 500;

/** Null: it cannot be read, and gives nothing. */
export function compiledIdentityPolicy(text: string): CompiledPolicy | null {
  let policy = compiled.get(text);
  if (policy === undefined) {
    policy = compiledText(text, 'identity');
    if (compiled.size >= MOST_COMPILED) compiled.clear();
    compiled.set(text, policy);
  }
  return policy;
}
