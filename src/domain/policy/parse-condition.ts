/** The Condition element: operators, condition keys, values (kms-api.md §8.3, §8.4). */
import type { JsonMember, JsonNode } from '../json/parse-json.ts';
import { conditionKey } from './condition-keys.ts';
import type { Located, PolicyCondition, PolicyDocument, PolicyKind } from './document.ts';
import { isLanguageOperator, OPERATORS, operatorRow, type OperatorRow } from './operators.ts';
import { quoted, type Problems } from './problems.ts';

export interface ParseScope {
  readonly text: string;
  readonly kind: PolicyKind;
  readonly version: PolicyDocument['version'];
  readonly problems: Problems;
}

/** Only 2012-10-17 has policy variables; before, `${` is plain text. They are not evaluated, so they are refused, not taken as text. */
export function refuseVariable({ version, problems }: ParseScope, { text, from, to }: Located): void {
  if (version === '2008-10-17' || !text.includes('${')) return;
  problems.add(
    'policy-variable',
    `${quoted(text)} has a policy variable; policy variables are not supported.`,
    { from, to },
  );
}

/** All conditions of a statement; every one must hold. */
export function parseConditions({ value }: JsonMember, scope: ParseScope): readonly PolicyCondition[] {
  if (value.kind !== 'object') {
    scope.problems.add(
      'element-type',
      'Condition must be an object: {"StringEquals": {"key": "value"}}.',
      value,
    );
    return [];
  }
  return value.members.flatMap((block) => parseBlock(block, scope));
}

function parseBlock({ name, place, value }: JsonMember, scope: ParseScope): readonly PolicyCondition[] {
  const { problems } = scope;
  const operator = operatorRow(name);
  if (operator === undefined) {
    const near = OPERATORS.find((row) => row.name.toLowerCase() === name.toLowerCase());
    const have = OPERATORS.map((row) => row.name).join(', ');
    if (near !== undefined)
      problems.add(
        'operator-unknown',
        `There is no condition operator ${quoted(name)}. It is spelled ${quoted(near.name)}.`,
        place,
      );
    else if (isLanguageOperator(name))
      problems.add(
        'operator-unsupported',
        `The condition operator ${name} is not supported. Supported are ${have}.`,
        place,
      );
    else
      problems.add(
        'operator-unknown',
        `There is no condition operator ${quoted(name)}. Supported are ${have}.`,
        place,
      );
    return [];
  }
  if (value.kind !== 'object') {
    problems.add('element-type', `${name} must be an object of condition keys: {"key": "value"}.`, value);
    return [];
  }
  const seen = new Set<string>();
  const out: PolicyCondition[] = [];
  for (const member of value.members) {
    const folded = member.name.toLowerCase();
    if (seen.has(folded)) {
      problems.add(
        'condition-key-duplicate',
        `${name} has the condition key ${quoted(member.name)} twice; case does not tell them apart.`,
        member.place,
      );
    }
    seen.add(folded);
    refuseKey(operator, member, scope);
    const values = parseValues(operator, member, scope);
    out.push({
      operator: name,
      qualifier: null,
      base: name,
      ifExists: false,
      key: member.name,
      keyPlace: member.place,
      values,
      from: member.place.from,
      to: member.value.to,
    });
  }
  return out;
}

function refuseKey(operator: OperatorRow, { name, place }: JsonMember, { kind, problems }: ParseScope): void {
  const row = conditionKey(name);
  if (row === undefined) {
    problems.add('condition-key-unknown', `There is no condition key ${quoted(name)}.`, place);
  } else if (!row.kinds.includes(kind)) {
    problems.add(
      'condition-key-kind',
      `The condition key ${quoted(name)} is not supported in a key policy.`,
      place,
    );
  } else if (row.multi && !operator.onMultivalued) {
    problems.add(
      'condition-key-multivalued',
      `The condition key ${quoted(name)} has several values at once, and ${operator.name} compares one.`,
      place,
    );
  }
}

function parseValues(
  operator: OperatorRow,
  { name, value }: JsonMember,
  scope: ParseScope,
): readonly Located[] {
  const items = value.kind === 'array' ? value.items : [value];
  if (items.length === 0)
    scope.problems.add('element-empty', `${quoted(name)} must have at least one value.`, value);
  const out: Located[] = [];
  for (const item of items) {
    const text = scalar(item, scope.text);
    if (text === null) {
      scope.problems.add(
        'element-type',
        `A value of ${quoted(name)} must be a string, a number or a boolean.`,
        item,
      );
      continue;
    }
    const located = { text, from: item.from, to: item.to };
    const wrong = operator.refuse(text);
    if (wrong !== null) scope.problems.add('condition-value', `${quoted(text)} ${wrong}.`, item);
    refuseVariable(scope, located);
    out.push(located);
  }
  return out;
}

/** `true` and `7` are taken for "true" and "7", as AWS does; a number as it is written. */
function scalar(node: JsonNode, text: string): string | null {
  if (node.kind === 'string') return node.value;
  if (node.kind === 'boolean' || node.kind === 'number') return text.slice(node.from, node.to);
  return null;
}
