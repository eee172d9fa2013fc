import type { JsonNode } from '../../../json/parse-json.ts';
import { insertMember, type JsonObject, type JsonValue } from '../edits.ts';
import { keyPolicy } from '../examples.ts';
import { statementNodes } from '../facts.ts';
import type { Fix } from '../finding.ts';
import type { LintSubject, RuleDoc } from '../rule.ts';
import { refusalRule } from './refusal-rule.ts';

export const missingElement = refusalRule({
  code: 'missing-element',
  repair: (subject, { from, message }) => {
    const object = objectAt(subject, from);
    if (object === null) return [];
    return ELEMENTS.filter(({ name }) => message.includes(`no ${name}.`)).flatMap(({ name, after, values }) =>
      values(subject).map(([title, value]): Fix => ({
        class: 'T',
        title,
        edits: [insertMember(subject.text, object, name, value, after)],
      })),
    );
  },
});

export const missingElementDoc = (): RuleDoc => ({
  title: 'A statement lacks a part that it must have',
  fixes: ['T'],
  why: 'A statement of a key policy says whether it allows or denies (Effect), whom (Principal), what (Action) and on which key (Resource, always "*"). Nothing is assumed for a part that is missing: a guess would give or take access that nobody wrote down.',
  example: {
    fires: keyPolicy({ Principal: undefined }),
    silent: keyPolicy({}),
  },
});

interface Skeleton {
  readonly name: string;
  readonly after: string;
  readonly values: (subject: LintSubject) => readonly (readonly [title: string, value: JsonValue])[];
}

const root = ({ world }: LintSubject): string => `arn:aws:iam::${world.accountId}:root`;

const ELEMENTS: readonly Skeleton[] = [
  {
    name: 'Effect',
    after: 'Sid',
    values: () => [
      ['Add "Effect": "Allow"', 'Allow'],
      ['Add "Effect": "Deny"', 'Deny'],
    ],
  },
  {
    name: 'Principal',
    after: 'Effect',
    values: (subject) => [
      ...(subject.world.me === null
        ? []
        : [['Add a Principal: yourself', { AWS: subject.world.me }] as const]),
      ['Add a Principal: the account, whose identity policies then decide', { AWS: root(subject) }],
    ],
  },
  {
    name: 'Action',
    after: 'Principal',
    values: () => [['Add an Action: kms:DescribeKey, which gives the least', 'kms:DescribeKey']],
  },
  {
    name: 'Statement',
    after: 'Id',
    values: (subject) => [
      [
        'Add the statement of the default key policy',
        [
          {
            Sid: 'Control by the account',
            Effect: 'Allow',
            Principal: { AWS: root(subject) },
            Action: 'kms:*',
            Resource: '*',
          },
        ],
      ],
    ],
  },
];

/** The policy or the statement that begins at the offset. */
function objectAt(subject: LintSubject, at: number): JsonObject | null {
  const all: readonly (JsonNode | null)[] = [subject.tree, ...statementNodes(subject)];
  const node = all.find((each) => each?.from === at);
  return node?.kind === 'object' ? node : null;
}
