/** From the text to what rules look at: the whole of a policy that can be saved, as much as can be read of one that cannot. */
import type { JsonNode } from '../../json/parse-json.ts';
import type { PolicyDocument, PolicyKind, PolicyProblem } from '../document.ts';
import { parsePolicy } from '../parse.ts';

export interface ReadPolicy {
  readonly tree: JsonNode | null;
  readonly document: PolicyDocument | null;
  readonly problems: readonly PolicyProblem[];
}

export function readPolicy(text: string, kind: PolicyKind): ReadPolicy {
  const parsed = parsePolicy(text, kind);
  return parsed.ok
    ? { tree: parsed.tree, document: parsed.document, problems: [] }
    : { tree: parsed.tree, document: parsed.partial, problems: parsed.problems };
}
