/** The Condition element: operators, condition keys, values (kms-api.md §8.3, §8.4). */
import { foldCase } from './fold-case.ts';
import type { JsonMember, JsonNode } from '../json/parse-json.ts';
import { conditionKey } from './condition-keys.ts';
import type { Located, PolicyCondition, PolicyDocument, PolicyKind } from './document.ts';
import { OPERATORS, operatorRow, parseOperator, type OperatorName } from './operators.ts';
import { quoted, type Problems } from './problems.ts';
import { parseTemplate } from './variables.ts';

export interface ParseScope {
  readonly text: string;
  readonly kind: PolicyKind;
  readonly version: PolicyDocument['version'];
  readonly problems: Problems;
}

/** Only 2012-10-17 has policy variables; before, `${` is plain text. */
export function refuseVariable({ version, problems }: ParseScope, { text, from, to }: Located): void {
  if (version === '2008-10-17' || !text.includes('${') || parseTemplate(text) !== null) return;
  problems.add(
    'policy-variable',
    `${quoted(text)} has a "\${" that begins no policy variable. Write "\${aws:username}" or "\${aws:username, 'nobody'}"; "\${$}" is the character $.`,
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

const QUALIFIERS = ['ForAllValues:', 'ForAnyValue:'] as const;

/** Why a name is no operator, with the right spelling when only the case is wrong. */
function explainOperator(name: string): string {
  if (/^(?:ForA\w+Value\w*:)?Null(?:IfExists)?$/i.test(name) && name.toLowerCase() !== 'null')
    return `There is no condition operator ${quoted(name)}. Null asks whether the key is there, so it stands alone: write "Null".`;
  const folded = name.toLowerCase();
  for (const qualifier of ['', ...QUALIFIERS]) {
    for (const ending of ['', 'IfExists']) {
      const near = OPERATORS.find((row) => `${qualifier}${row.name}${ending}`.toLowerCase() === folded);
      if (near !== undefined)
        return `There is no condition operator ${quoted(name)}. It is spelled ${quoted(`${qualifier}${near.name}${ending}`)}.`;
    }
  }
  return `There is no condition operator ${quoted(name)}. Operators begin with String, Numeric, Date, Bool, Binary, IpAddress, NotIpAddress, Arn or Null, after "ForAllValues:" or "ForAnyValue:" if need be.`;
}

function parseBlock({ name, place, value }: JsonMember, scope: ParseScope): readonly PolicyCondition[] {
  const { problems } = scope;
  const operator = parseOperator(name);
  if (operator === null) {
    problems.add('operator-unknown', explainOperator(name), place);
    return [];
  }
  if (value.kind !== 'object') {
    problems.add('element-type', `${name} must be an object of condition keys: {"key": "value"}.`, value);
    return [];
  }
  const seen = new Set<string>();
  const out: PolicyCondition[] = [];
  for (const member of value.members) {
    const folded = foldCase(member.name);
    if (seen.has(folded)) {
      problems.add(
        'condition-key-duplicate',
        `${name} has the condition key ${quoted(member.name)} twice; case does not tell them apart.`,
        member.place,
      );
    }
    seen.add(folded);
    refuseKey(member, scope);
    out.push({
      operator: name,
      ...operator,
      key: member.name,
      keyPlace: member.place,
      values: parseValues(operator, member, scope),
      from: member.place.from,
      to: member.value.to,
    });
  }
  return out;
}

/** AWS KMS refuses these in a key policy. A key that nobody knows loads: it is absent in every request, and the linter tells. */
function refuseKey({ name, place }: JsonMember, { kind, problems }: ParseScope): void {
  const row = conditionKey(name);
  if (row === undefined || row.kinds.includes(kind)) return;
  problems.add(
    'condition-key-kind',
    `The condition key ${quoted(name)} is not supported in a key policy.`,
    place,
  );
}

function parseValues(
  { base }: OperatorName,
  { name, value }: JsonMember,
  scope: ParseScope,
): readonly Located[] {
  const items = value.kind === 'array' ? value.items : [value];
  if (items.length === 0)
    scope.problems.add('element-empty', `${quoted(name)} must have at least one value.`, value);
  const variables = operatorRow(base)?.variables === true;
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
    if (variables) refuseVariable(scope, located);
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
