/**
 * The form view of a policy's text: what of a statement a form can show, and each act of the form as edits of the text. Nothing else of
 * the text changes: order, layout, members that the form does not know, other statements, all stay as their author wrote them.
 */
import { JsonError, parseJson, type JsonNode } from '../../../domain/json/parse-json.ts';
import {
  addValue,
  insertFirstMember,
  insertItem,
  insertMember,
  removeMember,
  removeParts,
  renameMember,
  replaceValue,
  type JsonArray,
  type JsonObject,
  type JsonValue,
  ordered,
} from '../../../domain/policy/lint/edits.ts';
import type { TextEdit } from '../../../domain/policy/lint/finding.ts';

type Edits = readonly TextEdit[];

export interface PrincipalEntry {
  /** `AWS`, `Service`…; `*` for the bare star. */
  readonly kind: string;
  readonly value: string;
}

export interface ConditionForm {
  /** As written: `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** A list of the statement, and whether it is written as its inverse. */
export interface Listed<T> {
  readonly inverse: boolean;
  readonly items: readonly T[];
}

export interface StatementForm {
  readonly index: number;
  readonly from: number;
  readonly to: number;
  /** Null: the statement is no object, so the form shows it as text. */
  readonly node: JsonObject | null;
  readonly sid: string;
  readonly effect: 'Allow' | 'Deny' | null;
  /** Null: there is none, or it is among `other`. */
  readonly principals: Listed<PrincipalEntry> | null;
  readonly actions: Listed<string> | null;
  readonly resources: Listed<string> | null;
  readonly conditions: readonly ConditionForm[];
  /** Members that the form cannot show, as they stand in the text. */
  readonly other: readonly { readonly name: string; readonly text: string }[];
  /** Elements of which the policy writes one value as a list of one. Elsewhere one value stands alone. */
  readonly ones: ReadonlySet<ListName>;
}

type ListName = 'Principal' | 'Action' | 'Resource';

export interface PolicyForm {
  readonly text: string;
  readonly root: JsonObject;
  readonly statements: readonly StatementForm[];
  /** Members of the policy beside Version, Id and Statement. */
  readonly other: readonly { readonly name: string; readonly text: string }[];
}

const member = (object: JsonObject, name: string) => object.members.find((each) => each.name === name);

/** One string, or a list of strings. Null: anything else. */
function strings(node: JsonNode | undefined): readonly string[] | null {
  if (node === undefined) return null;
  if (node.kind === 'string') return [node.value];
  if (node.kind !== 'array') return null;
  const items = node.items.map((item) => (item.kind === 'string' ? item.value : null));
  return items.every((item) => item !== null) ? items : null;
}

/** Values of a condition: numbers and booleans count as their text. */
function texts(node: JsonNode): readonly string[] | null {
  const items = node.kind === 'array' ? node.items : [node];
  const values = items.map((item) =>
    item.kind === 'string' || item.kind === 'number' || item.kind === 'boolean' ? String(item.value) : null,
  );
  return values.every((value) => value !== null) ? values : null;
}

function principalsOf(node: JsonNode): readonly PrincipalEntry[] | null {
  if (node.kind === 'string') return node.value === '*' ? [{ kind: '*', value: '*' }] : null;
  if (node.kind !== 'object') return null;
  const all: PrincipalEntry[] = [];
  for (const { name, value } of node.members) {
    const names = strings(value);
    if (names === null) return null;
    all.push(...names.map((each) => ({ kind: name, value: each })));
  }
  return all;
}

function conditionsOf(node: JsonNode): readonly ConditionForm[] | null {
  if (node.kind !== 'object') return null;
  const all: ConditionForm[] = [];
  for (const { name: operator, value: block } of node.members) {
    if (block.kind !== 'object') return null;
    for (const { name: key, value } of block.members) {
      const values = texts(value);
      if (values === null) return null;
      all.push({ operator, key, values });
    }
  }
  return all;
}

/** The list under one of two names; both at once is for the text to sort out. */
function listed<T>(
  node: JsonObject,
  name: string,
  read: (value: JsonNode) => readonly T[] | null,
  shown: Set<string>,
): Listed<T> | null {
  const names = [name, `Not${name}`].filter((each) => member(node, each) !== undefined);
  const [only] = names;
  if (only === undefined || names.length > 1) return null;
  const found = member(node, only);
  const items = found === undefined ? null : read(found.value);
  if (items === null) return null;
  shown.add(only);
  return { inverse: only !== name, items };
}

const restOf = (text: string, node: JsonObject, shown: ReadonlySet<string>) =>
  node.members
    .filter(({ name }) => !shown.has(name))
    .map(({ name, value }) => ({ name, text: text.slice(value.from, value.to) }));

const LISTS: readonly ListName[] = ['Principal', 'Action', 'Resource'];

/** In which elements one value is a list of one wherever there is one. */
function onesOf(nodes: readonly JsonNode[]): ReadonlySet<ListName> {
  const values = (name: ListName): readonly JsonNode[] =>
    nodes.flatMap((node) => {
      const found = node.kind === 'object' ? either(node, name)?.value : undefined;
      if (found === undefined) return [];
      return found.kind === 'object' ? found.members.map(({ value }) => value) : [found];
    });
  const isOne = (value: JsonNode): boolean => value.kind === 'array' && value.items.length === 1;
  return new Set(
    LISTS.filter((name) => {
      const all = values(name);
      return all.some(isOne) && !all.some(({ kind }) => kind === 'string');
    }),
  );
}

function statementForm(
  text: string,
  node: JsonNode,
  index: number,
  ones: ReadonlySet<ListName>,
): StatementForm {
  const { from, to } = node;
  const empty = { principals: null, actions: null, resources: null, conditions: [], other: [], ones };
  if (node.kind !== 'object') return { index, from, to, node: null, sid: '', effect: null, ...empty };
  const shown = new Set<string>();
  const sid = member(node, 'Sid')?.value;
  if (sid?.kind === 'string') shown.add('Sid');
  const effect = member(node, 'Effect')?.value;
  const known = effect?.kind === 'string' && (effect.value === 'Allow' || effect.value === 'Deny');
  if (known) shown.add('Effect');
  const principals = listed(node, 'Principal', principalsOf, shown);
  const actions = listed(node, 'Action', strings, shown);
  const resources = listed(node, 'Resource', strings, shown);
  const condition = member(node, 'Condition')?.value;
  const conditions = condition === undefined ? [] : conditionsOf(condition);
  if (conditions !== null) shown.add('Condition');
  return {
    index,
    from,
    to,
    node,
    sid: sid?.kind === 'string' ? sid.value : '',
    effect: known ? (effect.value === 'Allow' ? 'Allow' : 'Deny') : null,
    principals,
    actions,
    resources,
    conditions: conditions ?? [],
    other: restOf(text, node, shown),
    ones,
  };
}

/** The form of a text; where it stopped being JSON instead. */
export type FormOrError =
  | { readonly ok: true; readonly form: PolicyForm }
  | { readonly ok: false; readonly at: number; readonly message: string };

const TOP = new Set(['Version', 'Id', 'Statement']);

export function formOf(text: string): FormOrError {
  let root: JsonNode;
  try {
    root = parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    return { ok: false, at: Math.min(error.at, text.length), message: error.message };
  }
  if (root.kind !== 'object') return { ok: false, at: 0, message: 'A policy is an object.' };
  const list = member(root, 'Statement')?.value;
  const nodes = list === undefined ? [] : list.kind === 'array' ? list.items : [list];
  const ones = onesOf(nodes);
  const statements = nodes.map((node, index) => statementForm(text, node, index, ones));
  return { ok: true, form: { text, root, statements, other: restOf(text, root, TOP) } };
}

// ---- Acts of the form.

export function setSid(text: string, { node }: StatementForm, sid: string): Edits {
  if (node === null) return [];
  const old = member(node, 'Sid');
  if (sid === '') return old === undefined ? [] : removeMember(node, 'Sid');
  return [old === undefined ? insertFirstMember(text, node, 'Sid', sid) : replaceValue(text, old.value, sid)];
}

export function setEffect(text: string, { node }: StatementForm, effect: 'Allow' | 'Deny'): Edits {
  if (node === null) return [];
  const old = member(node, 'Effect');
  return [
    old === undefined
      ? insertMember(text, node, 'Effect', effect, 'Sid')
      : replaceValue(text, old.value, effect),
  ];
}

/** A new element stands where a reader looks for it. */
const AFTER: Readonly<Record<ListName | 'Condition', readonly string[]>> = {
  Principal: ['Effect', 'Sid'],
  Action: ['Principal', 'NotPrincipal', 'Effect'],
  Resource: ['Action', 'NotAction'],
  Condition: ['Resource', 'NotResource', 'Action', 'NotAction'],
};

function addMember(text: string, node: JsonObject, name: ListName | 'Condition', value: JsonValue): TextEdit {
  const after = AFTER[name].find((each) => member(node, each) !== undefined);
  return insertMember(text, node, name, value, after);
}

const either = (node: JsonObject, name: ListName) => member(node, name) ?? member(node, `Not${name}`);

/** `Action` becomes `NotAction`, or back. */
export function setInverse({ node }: StatementForm, name: ListName, inverse: boolean): Edits {
  const old = node === null ? undefined : either(node, name);
  const wanted = inverse ? `Not${name}` : name;
  return old === undefined || old.name === wanted ? [] : [renameMember(old, wanted)];
}

/** Adds a value to the actions or resources. */
export function addTo(
  text: string,
  { node, ones }: StatementForm,
  name: 'Action' | 'Resource',
  value: string,
): Edits {
  if (node === null) return [];
  const old = either(node, name);
  if (old === undefined) return [addMember(text, node, name, ones.has(name) ? [value] : value)];
  if (strings(old.value)?.includes(value) !== false) return [];
  return [added(text, old.value, value, ones.has(name))];
}

/** The value with another beside it: the first of an empty list as the policy writes one, the second on its line where the text has lines. */
function added(text: string, node: JsonNode, value: string, asList: boolean): TextEdit {
  if (node.kind === 'string') return written(text, node, [node.value, value], asList);
  return node.kind === 'array' && node.items.length === 0
    ? written(text, node, [value], asList)
    : addValue(text, node, value);
}

/** A list in the place of another value: one value as the policy writes one, more on lines where the text has lines and the list had. */
function written(text: string, old: JsonNode, items: readonly string[], asList: boolean): TextEdit {
  const [only] = items;
  if (items.length === 1 && only !== undefined && !asList) return replaceValue(text, old, only);
  const own = text.slice(old.from, old.to);
  const inLine = old.kind === 'array' && old.items.length > 0 && !own.includes('\n');
  if (items.length === 0 || inLine || !text.includes('\n')) return replaceValue(text, old, items);
  // A value of two lines in its place, so that what takes that place is laid out on lines.
  const open = '[\n]';
  const apart = `${text.slice(0, old.from)}${open}${text.slice(old.to)}`;
  const edit = replaceValue(apart, { from: old.from, to: old.from + open.length }, items);
  return { ...edit, to: old.to };
}

/** Takes every occurrence of a value out of a string or a list of strings. */
function without(text: string, node: JsonNode, value: string, asList: boolean): Edits {
  if (node.kind === 'string') return node.value === value ? [replaceValue(text, node, [])] : [];
  if (node.kind !== 'array') return [];
  const out = indexesOf(node, value);
  const [left, ...more] = node.items.filter((_, index) => !out.includes(index));
  return out.length > 0 && left?.kind === 'string' && more.length === 0
    ? [written(text, node, [left.value], asList)]
    : removeParts(node, out);
}

const indexesOf = ({ items }: JsonArray, value: string): readonly number[] =>
  items.flatMap((item, i) => (item.kind === 'string' && item.value === value ? [i] : []));

export function removeFrom(
  text: string,
  { node, ones }: StatementForm,
  name: 'Action' | 'Resource',
  value: string,
): Edits {
  const old = node === null ? undefined : either(node, name);
  return old === undefined ? [] : without(text, old.value, value, ones.has(name));
}

/** Puts this list in the place of the actions. */
export function setActions(text: string, { node, ones }: StatementForm, actions: readonly string[]): Edits {
  const old = node === null ? undefined : either(node, 'Action');
  return old === undefined ? [] : [written(text, old.value, actions, ones.has('Action'))];
}

export function addPrincipal(
  text: string,
  { node, ones }: StatementForm,
  { kind, value }: PrincipalEntry,
): Edits {
  if (node === null) return [];
  const old = either(node, 'Principal');
  const one = ones.has('Principal') ? [value] : value;
  if (old === undefined) return [addMember(text, node, 'Principal', kind === '*' ? '*' : { [kind]: one })];
  const key = kind === '*' ? 'AWS' : kind;
  if (old.value.kind === 'string') {
    if (kind === '*' || old.value.value !== '*') return [];
    return [
      replaceValue(text, old.value, key === 'AWS' ? { AWS: ['*', value] } : { AWS: '*', [key]: value }),
    ];
  }
  if (old.value.kind !== 'object') return [];
  const group = member(old.value, key);
  if (group === undefined) return [insertMember(text, old.value, key, one)];
  if (strings(group.value)?.includes(value) !== false) return [];
  return [added(text, group.value, value, ones.has('Principal'))];
}

export function removePrincipal(text: string, { node, ones }: StatementForm, entry: PrincipalEntry): Edits {
  const old = node === null ? undefined : either(node, 'Principal');
  if (old === undefined) return [];
  if (old.value.kind === 'string') return entry.kind === '*' ? [replaceValue(text, old.value, {})] : [];
  if (old.value.kind !== 'object') return [];
  const group = member(old.value, entry.kind);
  if (group === undefined) return [];
  const left = (strings(group.value) ?? []).filter((value) => value !== entry.value);
  return left.length === 0
    ? removeMember(old.value, entry.kind)
    : without(text, group.value, entry.value, ones.has('Principal'));
}

const valueFor = (values: readonly string[]): JsonValue => {
  const [only = ''] = values;
  return values.length <= 1 ? only : values;
};

/** Nothing happens where the operator has the key already: what both would mean is for the text to say. */
export function addCondition(text: string, { node }: StatementForm, condition: ConditionForm): Edits {
  if (node === null) return [];
  const { operator, key } = condition;
  const value = valueFor(condition.values);
  const conditions = member(node, 'Condition')?.value;
  if (conditions === undefined) return [addMember(text, node, 'Condition', { [operator]: { [key]: value } })];
  if (conditions.kind !== 'object') return [];
  const block = member(conditions, operator)?.value;
  if (block === undefined) return [insertMember(text, conditions, operator, { [key]: value })];
  if (block.kind !== 'object' || hasKey(block, key)) return [];
  return [insertMember(text, block, key, value)];
}

const hasKey = (block: JsonObject, key: string): boolean =>
  block.members.some(({ name }) => name.toLowerCase() === key.toLowerCase());

interface Found {
  readonly conditions: JsonObject;
  readonly block: JsonObject;
  readonly index: number;
  readonly value: JsonNode;
}

function findCondition({ node }: StatementForm, { operator, key }: ConditionForm): Found | null {
  const conditions = node === null ? undefined : member(node, 'Condition')?.value;
  if (conditions?.kind !== 'object') return null;
  const block = member(conditions, operator)?.value;
  if (block?.kind !== 'object') return null;
  const index = block.members.findIndex(({ name }) => name === key);
  const value = block.members[index]?.value;
  return value === undefined ? null : { conditions, block, index, value };
}

/** Its operator, and Condition itself, go with the last one. */
export function removeCondition(statement: StatementForm, condition: ConditionForm): Edits {
  const found = findCondition(statement, condition);
  if (found === null || statement.node === null) return [];
  const { conditions, block, index } = found;
  if (block.members.length > 1) return removeParts(block, [index]);
  if (conditions.members.length > 1) return removeMember(conditions, condition.operator);
  return removeMember(statement.node, 'Condition');
}

export function setConditionValues(
  text: string,
  statement: StatementForm,
  condition: ConditionForm,
  values: readonly string[],
): Edits {
  const found = findCondition(statement, condition);
  return found === null ? [] : [replaceValue(text, found.value, valueFor(values))];
}

/** Nothing happens where that operator has that key already. */
export function setConditionKey(statement: StatementForm, condition: ConditionForm, key: string): Edits {
  const found = findCondition(statement, condition);
  const old = found?.block.members[found.index];
  if (found === null || old === undefined || key === '' || key === condition.key) return [];
  const others = { ...found.block, members: found.block.members.filter((each) => each !== old) };
  return hasKey(others, key) ? [] : [renameMember(old, key)];
}

export function setConditionOperator(
  text: string,
  statement: StatementForm,
  condition: ConditionForm,
  operator: string,
): Edits {
  const found = findCondition(statement, condition);
  if (found === null || operator === condition.operator) return [];
  const { conditions, block } = found;
  const other = member(conditions, operator)?.value;
  const own = member(conditions, condition.operator);
  if (other === undefined && block.members.length === 1 && own !== undefined)
    return [renameMember(own, operator)];
  if (other !== undefined && (other.kind !== 'object' || hasKey(other, condition.key))) return [];
  const add =
    other === undefined
      ? insertMember(text, conditions, operator, { [condition.key]: plain(found.value) }, condition.operator)
      : insertMember(text, other, condition.key, plain(found.value));
  const remove =
    block.members.length > 1
      ? removeParts(block, [found.index])
      : removeMember(conditions, condition.operator);
  return ordered([add], remove);
}

function plain(node: JsonNode): JsonValue {
  if (node.kind === 'array') return node.items.map(plain);
  return node.kind === 'object' ? {} : node.value; // no condition that the form shows has an object
}

// ---- Whole statements.

const listOf = ({ root }: PolicyForm): JsonNode | undefined => member(root, 'Statement')?.value;

/** Puts a statement in, so that it gets this index. */
export function addStatement(form: PolicyForm, index: number, statement: JsonValue): Edits {
  const list = listOf(form);
  if (list === undefined) return [insertMember(form.text, form.root, 'Statement', [statement])];
  return [
    list.kind === 'array'
      ? insertItem(form.text, list, index, statement)
      : addValue(form.text, list, statement),
  ];
}

export function removeStatement(form: PolicyForm, index: number): Edits {
  const list = listOf(form);
  if (list === undefined) return [];
  return list.kind === 'array' ? removeParts(list, [index]) : [replaceValue(form.text, list, [])];
}

/** The same text once more, right behind it. */
export function duplicateStatement({ text, ...form }: PolicyForm, index: number): Edits {
  const list = listOf({ text, ...form });
  if (list === undefined) return [];
  if (list.kind !== 'array')
    return [
      { from: list.from, to: list.from, insert: '[' },
      { from: list.to, to: list.to, insert: `, ${text.slice(list.from, list.to)}]` },
    ];
  const node = list.items[index];
  if (node === undefined) return [];
  const before = list.items[index - 1]?.to ?? list.from + 1;
  const space = /\s*$/.exec(text.slice(before, node.from))?.[0] ?? '';
  return [{ from: node.to, to: node.to, insert: `,${space}${text.slice(node.from, node.to)}` }];
}

/** Trades places with the one above (-1) or below (+1). */
export function moveStatement({ text, ...form }: PolicyForm, index: number, by: -1 | 1): Edits {
  const list = listOf({ text, ...form });
  if (list?.kind !== 'array') return [];
  const first = list.items[Math.min(index, index + by)];
  const second = list.items[Math.max(index, index + by)];
  if (first === undefined || second === undefined) return [];
  return [
    { from: first.from, to: first.to, insert: text.slice(second.from, second.to) },
    { from: second.from, to: second.to, insert: text.slice(first.from, first.to) },
  ];
}
