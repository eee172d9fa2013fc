/** From a policy's text to its document, as it is enforced: the strict reader of JSON says what is JSON. */
import { JsonError, parseJson, type JsonNode } from '../json/parse-json.ts';
import type { PolicyDocument, PolicyKind, PolicyProblem } from './document.ts';
import { mendedTree, parseDocument } from './parse-document.ts';
import { Problems } from './problems.ts';

export type ParsedPolicy =
  | { readonly ok: true; readonly document: PolicyDocument; readonly tree: JsonNode }
  | {
      readonly ok: false;
      /** In the order of the text, at least one. */
      readonly problems: readonly PolicyProblem[];
      /** What could be read, without what is refused; null when not even its statements were found. */
      readonly partial: PolicyDocument | null;
      /** The text's values, mended where it is not JSON; null when it has none. */
      readonly tree: JsonNode | null;
    };

/**
 * Reads a policy (JSON text; attacker-controlled: cap it at MAX_POLICY_BYTES first). Never throws: every problem that can be found is
 * listed in the order of the text, with UTF-16 offsets. Who the principals are is not looked up here.
 */
export function parsePolicy(text: string, kind: PolicyKind): ParsedPolicy {
  const problems = new Problems(text.length);
  const tree = readTree(text, problems);
  const document = tree === null ? null : parseDocument(tree, { text, kind, problems });
  return tree === null || document === null || problems.any
    ? { ok: false, problems: problems.found, partial: document, tree }
    : { ok: true, document, tree };
}

/** The strict reader alone says what is JSON; what it refuses is mended, as far as that goes. */
function readTree(text: string, problems: Problems): JsonNode | null {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const root = mendedTree(text, problems);
    if (!problems.any) problems.add('json', error.message, { from: error.at, to: error.at });
    return root;
  }
}
