/** Edits of statements, for fixes: what rules do again and again, once. Null: it cannot be done in this text. */
import { foldCase } from '../fold-case.ts';
import type { JsonMember, JsonNode } from '../../json/parse-json.ts';
import type { Located, Place, PolicyCondition, PolicyPrincipal, PolicyStatement } from '../document.ts';
import {
  insertItem,
  insertMember,
  removeMember,
  removeParts,
  renameMember,
  replaceValue,
  type JsonObject,
  type JsonValue,
  ordered,
} from './edits.ts';
import { elementOf, nodeOf, topElement } from './facts.ts';
import type { Fix, FixClass, TextEdit } from './finding.ts';
import type { LintSubject } from './rule.ts';

type Edits = readonly TextEdit[];
type ListElement = 'Action' | 'NotAction' | 'Resource' | 'NotResource';

/** A candidate, as a list to spread; none where the text cannot be edited so. */
export const candidate = (of: FixClass, title: string, edits: Edits | null): readonly Fix[] =>
  edits === null || edits.length === 0 ? [] : [{ class: of, title, edits }];

/** Takes statements out, by their index in the text. A policy must keep one. */
export function withoutStatements(subject: LintSubject, indexes: readonly number[]): Edits | null {
  const list = topElement(subject, 'Statement')?.value;
  if (list?.kind !== 'array' || new Set(indexes).size >= list.items.length) return null;
  return removeParts(list, indexes);
}

/** Puts a statement in, so that it gets this index. */
export function withStatement(subject: LintSubject, index: number, statement: JsonValue): Edits | null {
  const list = topElement(subject, 'Statement')?.value;
  if (list?.kind !== 'array') return null;
  return [insertItem(subject.text, list, index, statement)];
}

/** Several statements in the place of one. */
export function splitStatement(
  subject: LintSubject,
  statement: PolicyStatement,
  into: readonly JsonValue[],
): Edits | null {
  const node = nodeOf(subject, statement);
  const list = topElement(subject, 'Statement')?.value;
  if (node === null || list === undefined) return null;
  const each = into.map((value) => replaceValue(subject.text, node, value).insert);
  const between = subject.text.slice(node.from, node.to).includes('\n')
    ? `,\n${indentOf(subject.text, node.from)}`
    : ', ';
  const insert = each.join(between);
  return [{ from: node.from, to: node.to, insert: list.kind === 'array' ? insert : `[${insert}]` }];
}

function indentOf(text: string, at: number): string {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** A node of the tree as a plain value: what a fix starts from that writes a statement anew. */
export function valueOf(node: JsonNode): JsonValue {
  if (node.kind === 'array') return node.items.map(valueOf);
  if (node.kind !== 'object') return node.value;
  const out = Object.create(null) as Record<string, JsonValue>; // `__proto__` is a member like any other
  for (const { name, value } of node.members) out[name] = valueOf(value);
  return out;
}

/** A statement as a plain object; null when it is not in the tree. */
export function statementValue(
  subject: LintSubject,
  statement: PolicyStatement,
): Readonly<Record<string, JsonValue>> | null {
  const node = nodeOf(subject, statement);
  return node === null ? null : (valueOf(node) as Readonly<Record<string, JsonValue>>); // an object's value is an object
}

const indexesIn = (list: JsonNode, places: readonly { readonly from: number }[]): readonly number[] =>
  list.kind === 'array'
    ? list.items.flatMap(({ from }, index) => (places.some((place) => place.from === from) ? [index] : []))
    : [];

/** Takes values out of a list of the statement (its `Action`); with the last one the statement goes. */
export function withoutValues(
  subject: LintSubject,
  statement: PolicyStatement,
  element: ListElement,
  values: readonly Located[],
): Edits | null {
  const list = elementOf(subject, statement, element)?.value;
  if (list === undefined) return null;
  if (list.kind !== 'array') return withoutStatements(subject, [statement.index]);
  const indexes = indexesIn(list, values);
  if (indexes.length === 0) return null;
  if (indexes.length === list.items.length) return withoutStatements(subject, [statement.index]);
  return removeParts(list, indexes);
}

/** Takes principals out of the statement; with the last one the statement goes. */
export function withoutPrincipals(
  subject: LintSubject,
  statement: PolicyStatement,
  principals: readonly PolicyPrincipal[],
): Edits | null {
  const element = elementOf(subject, statement, statement.not.principal ? 'NotPrincipal' : 'Principal');
  if (element === undefined) return null;
  if (principals.length >= (statement.principals?.length ?? 0))
    return withoutStatements(subject, [statement.index]);
  if (element.value.kind !== 'object') return null;
  const edits: TextEdit[] = [];
  const emptied: string[] = [];
  for (const { name, value } of element.value.members) {
    const all = value.kind === 'array' ? value.items : [value];
    const gone = all.filter(({ from }) => principals.some((principal) => principal.from === from));
    if (gone.length === 0) continue;
    if (gone.length === all.length) emptied.push(name);
    else if (value.kind === 'array') edits.push(...removeParts(value, indexesIn(value, gone)));
  }
  const { members } = element.value;
  edits.push(
    ...removeParts(
      element.value,
      members.flatMap(({ name }, index) => (emptied.includes(name) ? [index] : [])),
    ),
  );
  return edits.length === 0 ? null : ordered(edits);
}

/** Writes another value for an element of the statement, or adds the element after `after`. */
export function withElement(
  subject: LintSubject,
  statement: PolicyStatement,
  name: string,
  value: JsonValue,
  after?: string,
): Edits | null {
  const node = nodeOf(subject, statement);
  if (node === null) return null;
  const member = elementOf(subject, statement, name);
  return member === undefined
    ? [insertMember(subject.text, node, name, value, after)]
    : [replaceValue(subject.text, member.value, value)];
}

/** A value or name written anew, as a list to spread; none where it is not known how. `shown`: the text as the title has it. */
export const rewritten = (of: FixClass, place: Place, text: string | null, shown = text): readonly Fix[] =>
  text === null ? [] : candidate(of, `Write ${shown ?? ''}`, withText(place, text));

/** Another text for a value of the policy. */
export const withText = ({ from, to }: Place, text: string): Edits => [
  { from, to, insert: JSON.stringify(text) },
];

// ---- Conditions.

interface Block {
  readonly conditions: JsonObject;
  readonly block: JsonMember;
  readonly keys: JsonObject;
}

function blockOf(subject: LintSubject, statement: PolicyStatement, { from }: PolicyCondition): Block | null {
  const conditions = elementOf(subject, statement, 'Condition')?.value;
  if (conditions?.kind !== 'object') return null;
  for (const block of conditions.members) {
    const { value: keys } = block;
    if (keys.kind === 'object' && keys.from <= from && from < keys.to) return { conditions, block, keys };
  }
  return null;
}

/** Takes a condition out, with its operator and Condition where nothing is left of them. */
export function withoutCondition(
  subject: LintSubject,
  statement: PolicyStatement,
  condition: PolicyCondition,
): Edits | null {
  const found = blockOf(subject, statement, condition);
  const node = nodeOf(subject, statement);
  if (found === null || node === null) return null;
  const { conditions, block, keys } = found;
  if (keys.members.length > 1)
    return removeParts(keys, [keys.members.findIndex(({ place }) => place.from === condition.keyPlace.from)]);
  if (conditions.members.length > 1) return removeParts(conditions, [conditions.members.indexOf(block)]);
  return removeMember(node, 'Condition');
}

/** Adds a condition. Null where the operator has the key already: what both would mean is for a person to say. */
export function withCondition(
  subject: LintSubject,
  statement: PolicyStatement,
  operator: string,
  key: string,
  value: JsonValue,
): Edits | null {
  const { text } = subject;
  const node = nodeOf(subject, statement);
  if (node === null) return null;
  const conditions = elementOf(subject, statement, 'Condition')?.value;
  if (conditions === undefined)
    return [insertMember(text, node, 'Condition', { [operator]: { [key]: value } })];
  if (conditions.kind !== 'object') return null;
  const block = conditions.members.find(({ name }) => name === operator)?.value;
  if (block === undefined) return [insertMember(text, conditions, operator, { [key]: value })];
  if (block.kind !== 'object') return null;
  const folded = foldCase(key);
  if (block.members.some(({ name }) => foldCase(name) === folded)) return null;
  return [insertMember(text, block, key, value)];
}

/** Puts a condition under another operator, with another value if one is given. */
export function withOperator(
  subject: LintSubject,
  statement: PolicyStatement,
  condition: PolicyCondition,
  operator: string,
  value?: JsonValue,
): Edits | null {
  const found = blockOf(subject, statement, condition);
  const member = found?.keys.members.find(({ place }) => place.from === condition.keyPlace.from);
  if (found === null || member === undefined) return null;
  const { conditions, block, keys } = found;
  const alone = keys.members.length === 1 && !conditions.members.some(({ name }) => name === operator);
  if (alone)
    return [
      renameMember(block, operator),
      ...(value === undefined ? [] : [replaceValue(subject.text, member.value, value)]),
    ];
  const add = withCondition(subject, statement, operator, member.name, value ?? valueOf(member.value));
  const remove = withoutCondition(subject, statement, condition);
  return add === null || remove === null ? null : ordered(add, remove);
}

/** Takes values out of a condition; with the last one nothing is done (the condition would then mean something else). */
export function withoutConditionValues(
  subject: LintSubject,
  statement: PolicyStatement,
  condition: PolicyCondition,
  values: readonly Located[],
): Edits | null {
  const member = blockOf(subject, statement, condition)?.keys.members.find(
    ({ place }) => place.from === condition.keyPlace.from,
  );
  if (member?.value.kind !== 'array') return null;
  const indexes = indexesIn(member.value, values);
  return indexes.length === 0 || indexes.length === member.value.items.length
    ? null
    : removeParts(member.value, indexes);
}
