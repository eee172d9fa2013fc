import type { JsonNode } from '../../../json/parse-json.ts';
import type { PolicyProblem } from '../../document.ts';
import { removeMember } from '../edits.ts';
import { keyPolicy } from '../examples.ts';
import { statementAt, statementNodes } from '../facts.ts';
import type { Fix, Found } from '../finding.ts';
import { refusal, refusalsOf } from '../problem-rules.ts';
import type { LintSubject, Rule, RuleDoc } from '../rule.ts';
import { withoutStatements } from '../statement-edits.ts';

const CODE = 'empty-part';

export const emptyPart: Rule = {
  code: CODE,
  group: 'semantics',
  severity: 'low',
  kinds: ['key', 'identity'],
  *check(subject) {
    yield* refused(subject);
    yield* loaded(subject);
  },
};

export const emptyPartDoc = (): RuleDoc => ({
  title: 'A part that is empty',
  fixes: ['A', 'R'],
  why: 'An empty Condition is no condition, and an empty Sid no name; mostly a template was filled in with nothing. An empty list of actions or values cannot mean anything and is refused. Fill the part in, or take it out, so that nobody believes there is a bound.',
  example: {
    fires: keyPolicy({ Sid: 'The app decrypts', Condition: {} }),
    silent: keyPolicy({
      Sid: 'The app decrypts',
      Condition: { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } },
    }),
  },
});

const refused = (subject: LintSubject): readonly Found[] =>
  refusalsOf(subject, CODE).map((problem) => refusal(subject, problem, repair(subject, problem)));

function repair(subject: LintSubject, { from }: PolicyProblem): readonly Fix[] {
  const index = statementAt(subject, from);
  const edits = index === null ? null : withoutStatements(subject, [index]);
  return edits === null ? [] : [{ class: 'R', title: 'Remove the statement', edits }];
}

const isEmpty = (node: JsonNode): boolean => node.kind === 'object' && node.members.length === 0;

function* loaded(subject: LintSubject): Generator<Found> {
  for (const [index, node] of statementNodes(subject).entries()) {
    if (node.kind !== 'object') continue;
    for (const { name, place, value } of node.members) {
      const found = { from: place.from, to: value.to, statement: index };
      if (name === 'Sid' && value.kind === 'string' && value.value === '')
        yield {
          ...found,
          message: 'The Sid is empty, which is no name. Say what the statement is for, or take the Sid out.',
          fixes: [{ class: 'A', title: 'Take the Sid out', edits: removeMember(node, 'Sid') }],
        };
      if (name !== 'Condition' || value.kind !== 'object') continue;
      if (isEmpty(value) || value.members.every((block) => isEmpty(block.value)))
        yield {
          ...found,
          message:
            'The Condition is empty: the statement holds always. Write the condition that is meant, or take it out.',
          fixes: [{ class: 'A', title: 'Take the Condition out', edits: removeMember(node, 'Condition') }],
        };
      else
        for (const block of value.members.filter((each) => isEmpty(each.value)))
          yield {
            from: block.place.from,
            to: block.value.to,
            statement: index,
            message: `${block.name} has no condition key, and asks nothing. Write the condition that is meant, or take it out.`,
            fixes: [{ class: 'A', title: `Take ${block.name} out`, edits: removeMember(value, block.name) }],
          };
    }
  }
}
