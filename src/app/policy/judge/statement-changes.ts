import { parseJson, type JsonNode } from '../../../domain/json/parse-json.ts';
import type { PolicyStatement } from '../../../domain/policy/document.ts';

/** Against the policy in force; null: as it was. */
export type StatementChange = 'new' | 'edited' | null;

/** JSON without its layout, for comparing. */
function canonical(node: JsonNode): string {
  if (node.kind === 'array') return `[${node.items.map(canonical).join(',')}]`;
  if (node.kind !== 'object') return JSON.stringify(node.value);
  const members = node.members.map(({ name, value }) => `${JSON.stringify(name)}:${canonical(value)}`);
  return `{${members.toSorted().join(',')}}`;
}

function slices(text: string): readonly { readonly sid: string | null; readonly json: string }[] {
  let root: JsonNode;
  try {
    root = parseJson(text);
  } catch {
    return [];
  }
  if (root.kind !== 'object') return [];
  const list = root.members.find(({ name }) => name === 'Statement')?.value;
  const nodes = list === undefined ? [] : list.kind === 'array' ? list.items : [list];
  return nodes.map((node) => {
    const sid = node.kind === 'object' ? node.members.find(({ name }) => name === 'Sid')?.value : undefined;
    return { sid: sid?.kind === 'string' ? sid.value : null, json: canonical(node) };
  });
}

/** What of each statement is not as it was saved: it is new, or another version of one that was there. Layout does not count. */
export function statementChanges(
  saved: string,
  text: string,
  statements: readonly PolicyStatement[],
): readonly StatementChange[] {
  const before = slices(saved);
  const now = slices(text);
  const known = new Set(before.map(({ json }) => json));
  const left = before.filter(({ json }) => !now.some((each) => each.json === json));
  return statements.map(({ index, sid }) => {
    const own = now[index];
    if (own === undefined || known.has(own.json)) return null;
    const was = left.findIndex((each) => (sid === null ? each.sid === null : each.sid === sid));
    const from =
      was === -1
        ? before.length === now.length
          ? left.findIndex((each) => each === before[index])
          : -1
        : was;
    if (from === -1) return 'new';
    left.splice(from, 1);
    return 'edited';
  });
}
