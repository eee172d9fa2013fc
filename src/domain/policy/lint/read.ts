/** From the text to what rules look at. */
import { JsonError, parseJson, type JsonNode } from '../../json/parse-json.ts';
import type { PolicyDocument, PolicyKind, PolicyProblem } from '../document.ts';
import { parsePolicy } from '../parse.ts';

export interface ReadPolicy {
  readonly tree: JsonNode | null;
  readonly document: PolicyDocument | null;
  readonly problems: readonly PolicyProblem[];
}

function treeOf(text: string): JsonNode | null {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonError) return null;
    throw error;
  }
}

export function readPolicy(text: string, kind: PolicyKind): ReadPolicy {
  const parsed = parsePolicy(text, kind);
  const tree = treeOf(text);
  return parsed.ok
    ? { tree, document: parsed.document, problems: [] }
    : { tree, document: null, problems: parsed.problems };
}
