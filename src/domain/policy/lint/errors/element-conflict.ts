import { removeMember } from '../edits.ts';
import { keyPolicy } from '../examples.ts';
import { statementAt, statementNodes } from '../facts.ts';
import type { Fix } from '../finding.ts';
import { refusalRule } from './refusal-rule.ts';
import type { RuleDoc } from '../rule.ts';

const PAIRS = ['Principal', 'Action', 'Resource'];

export const elementConflict = refusalRule({
  code: 'element-conflict',
  repair: (subject, { from }) => {
    const node = statementNodes(subject)[statementAt(subject, from) ?? -1];
    if (node?.kind !== 'object') return [];
    const has = (name: string): boolean => node.members.some((member) => member.name === name);
    return PAIRS.filter((name) => has(name) && has(`Not${name}`)).flatMap((name) =>
      [name, `Not${name}`].map((kept): Fix => ({
        class: 'T',
        title: `Keep ${kept}`,
        edits: removeMember(node, kept === name ? `Not${name}` : name),
      })),
    );
  },
});

export const elementConflictDoc = (): RuleDoc => ({
  title: 'An element together with its opposite',
  fixes: ['T'],
  why: 'Action says what is meant, NotAction what is not meant; a statement that has both says two things at once, and so with Principal and Resource. Keep one of them, or write two statements. Naming what is meant is the safer one: NotAction also takes in every action that comes later.',
  example: {
    fires: keyPolicy({ NotAction: 'kms:PutKeyPolicy', Action: 'kms:Decrypt' }),
    silent: keyPolicy({ Action: 'kms:Decrypt' }),
  },
});
