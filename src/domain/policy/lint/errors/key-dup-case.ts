import { foldCase } from '../../fold-case.ts';
import type { JsonMember, JsonNode } from '../../../json/parse-json.ts';
import { removeParts, replaceValue, type JsonObject, type JsonValue, ordered } from '../edits.ts';
import { keyPolicy } from '../examples.ts';
import { statementAt, statementNodes } from '../facts.ts';
import type { Fix } from '../finding.ts';
import { valueOf } from '../statement-edits.ts';
import { refusalRule } from './refusal-rule.ts';
import type { RuleDoc } from '../rule.ts';

export const keyDupCase = refusalRule({
  code: 'key-dup-case',
  repair: (subject, { from }) => {
    const statement = statementNodes(subject)[statementAt(subject, from) ?? -1];
    const block = statement === undefined ? null : blockAt(statement, from);
    if (block === null) return [];
    const folded = foldCase(block.members.find(({ place }) => place.from === from)?.name ?? '');
    const same = block.members.flatMap((member, index) =>
      foldCase(member.name) === folded ? [{ member, index }] : [],
    );
    const [first] = same;
    if (first === undefined) return [];
    const without = (index: number) =>
      removeParts(
        block,
        same.map((each) => each.index).filter((each) => each !== index),
      );
    return [
      {
        class: 'T',
        title: 'Put all values into one list: one of them is enough',
        edits: ordered(
          [replaceValue(subject.text, first.member.value, merged(same.map(({ member }) => member)))],
          without(first.index),
        ),
      },
      ...same.map(({ member, index }): Fix => ({
        class: 'T',
        title: `Keep ${subject.text.slice(member.place.from, member.value.to)}`,
        edits: without(index),
      })),
    ];
  },
});

export const keyDupCaseDoc = (): RuleDoc => ({
  title: 'The same condition key twice under one operator',
  fixes: ['T'],
  why: 'Names of condition keys are compared without regard to case, so kms:ViaService and kms:viaservice are one key that is given two lists of values. Whether both must hold or one of them is not defined. Keep one, or put all values into one list: then one of them is enough.',
  example: {
    fires: keyPolicy({
      Condition: { StringEquals: { 'kms:RequestAlias': 'alias/a', 'kms:requestalias': 'alias/b' } },
    }),
    silent: keyPolicy({ Condition: { StringEquals: { 'kms:RequestAlias': ['alias/a', 'alias/b'] } } }),
  },
});

const merged = (members: readonly JsonMember[]): JsonValue => [
  ...new Set(
    members.flatMap(({ value }): readonly JsonValue[] =>
      value.kind === 'array' ? value.items.map(valueOf) : [valueOf(value)],
    ),
  ),
];

/** The operator's object that has a key at the offset. */
function blockAt(statement: JsonNode, at: number): JsonObject | null {
  if (statement.kind !== 'object') return null;
  for (const { name, value } of statement.members) {
    if (name !== 'Condition' || value.kind !== 'object') continue;
    for (const { value: keys } of value.members)
      if (keys.kind === 'object' && keys.members.some(({ place }) => place.from === at)) return keys;
  }
  return null;
}
