import type { JsonMember, JsonNode } from '../../../json/parse-json.ts';
import { removeParts, type JsonObject } from '../edits.ts';
import { keyPolicy } from '../examples.ts';
import type { Fix } from '../finding.ts';
import { refusalRule } from './refusal-rule.ts';
import type { RuleDoc } from '../rule.ts';

export const jsonDuplicateMember = refusalRule({
  code: 'json-duplicate-member',
  repair: ({ tree, text }, { from }) => {
    const object = tree === null ? null : objectOf(tree, from);
    if (object === null) return [];
    const name = object.members.find(({ place }) => place.from === from)?.name;
    const same = object.members.flatMap((member, index) => (member.name === name ? [{ member, index }] : []));
    // A name given three times is refused twice: the choice is offered once, and not between thousands.
    if (same[1]?.member.place.from !== from) return [];
    const choices = same.length > MOST_CHOICES ? [same[0]!, same.at(-1)!] : same; // there are two at least
    return choices.map(({ member, index }): Fix => ({
      class: 'T',
      title: `Keep ${shown(text, member)}`,
      edits: removeParts(
        object,
        same.map((each) => each.index).filter((each) => each !== index),
      ),
    }));
  },
});

export const jsonDuplicateMemberDoc = (): RuleDoc => ({
  title: 'A member is given twice',
  fixes: ['T'],
  why: 'JSON readers disagree about a member that stands twice in one object: most keep the last one, some the first, and none says so. A reviewer who reads the first "Action" has then approved something else than what is in force. Keydesk refuses such a text; keep one of the two.',
  example: {
    fires: keyPolicy({ Action: 'kms:Encrypt' }).replace('"Resource"', '"Action": "kms:*",\n      "Resource"'),
    silent: keyPolicy({ Action: ['kms:Encrypt', 'kms:Decrypt'] }),
  },
});

const MOST_CHOICES = 4;
const LONG = 60;
function shown(text: string, { place, value }: JsonMember): string {
  const written = text.slice(place.from, value.to).replaceAll(/\s+/g, ' ');
  return written.length > LONG ? `${written.slice(0, LONG).toWellFormed()}…` : written;
}

/** The object that has a member whose name stands at the offset. */
function objectOf(node: JsonNode, at: number): JsonObject | null {
  if (at < node.from || at >= node.to) return null;
  if (node.kind === 'array') {
    const item = node.items.find(({ from, to }) => from <= at && at < to);
    return item === undefined ? null : objectOf(item, at);
  }
  if (node.kind !== 'object') return null;
  if (node.members.some(({ place }) => place.from === at)) return node;
  const member = node.members.find(({ value }) => value.from <= at && at < value.to);
  return member === undefined ? null : objectOf(member.value, at);
}
