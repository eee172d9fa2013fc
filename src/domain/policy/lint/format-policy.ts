/** The usual form of a policy: members in their order, a list of one value as the value alone. Nothing else about it changes. */
import type { JsonNode } from '../../json/parse-json.ts';
import type { JsonValue } from './edits.ts';

const POLICY_ORDER = ['Version', 'Id', 'Statement'];
const STATEMENT_ORDER = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];
/** Elements whose value may be one text or a list of them. */
const LISTS: ReadonlySet<string> = new Set(['Action', 'NotAction', 'Resource', 'NotResource']);

const rank = (order: readonly string[], name: string): number => {
  const at = order.indexOf(name);
  return at === -1 ? order.length : at;
};

type Member = readonly [name: string, value: JsonValue];
const inOrder = (members: readonly Member[], order: readonly string[]): JsonValue => {
  const out = Object.create(null) as Record<string, JsonValue>; // `__proto__` is a member like any other
  for (const [name, value] of members.toSorted(([a], [b]) => rank(order, a) - rank(order, b)))
    out[name] = value;
  return out;
};

function plain(node: JsonNode): JsonValue {
  if (node.kind === 'array') return node.items.map(plain);
  if (node.kind !== 'object') return node.value;
  return inOrder(
    node.members.map(({ name, value }) => [name, plain(value)]),
    [],
  );
}

/** The only item of a list, in the place of the list. */
const single = (node: JsonNode): JsonNode =>
  node.kind === 'array' && node.items.length === 1 ? (node.items[0] ?? node) : node;

function element(name: string, value: JsonNode): JsonValue {
  if (LISTS.has(name)) return plain(single(value));
  if ((name === 'Principal' || name === 'NotPrincipal') && value.kind === 'object')
    return inOrder(
      value.members.map((member) => [member.name, plain(single(member.value))]),
      [],
    );
  if (name === 'Condition' && value.kind === 'object')
    return inOrder(
      value.members.map((block) => [block.name, keysOf(block.value)]),
      [],
    );
  return plain(value);
}

const keysOf = (block: JsonNode): JsonValue =>
  block.kind === 'object'
    ? inOrder(
        block.members.map((member) => [member.name, plain(single(member.value))]),
        [],
      )
    : plain(block);

const statement = (node: JsonNode): JsonValue =>
  node.kind === 'object'
    ? inOrder(
        node.members.map(({ name, value }) => [name, element(name, value)]),
        STATEMENT_ORDER,
      )
    : plain(node);

/** The policy in its usual form, two blanks for each step; on one line with `lines` false. The tree must be of valid JSON. */
export function formatPolicy(tree: JsonNode, lines = true): string {
  const value =
    tree.kind === 'object'
      ? inOrder(
          tree.members.map(({ name, value: inner }) => [
            name,
            name === 'Statement' && inner.kind === 'array'
              ? inner.items.map(statement)
              : name === 'Statement'
                ? statement(inner)
                : plain(inner),
          ]),
          POLICY_ORDER,
        )
      : plain(tree);
  return JSON.stringify(value, null, lines ? 2 : 0);
}

/** Whether members stand in another order than the usual one. */
export function isOutOfOrder(node: JsonNode, of: 'policy' | 'statement'): boolean {
  if (node.kind !== 'object') return false;
  const order = of === 'policy' ? POLICY_ORDER : STATEMENT_ORDER;
  const ranks = node.members.map(({ name }) => rank(order, name));
  return ranks.some((each, index) => index > 0 && each < (ranks[index - 1] ?? 0));
}
