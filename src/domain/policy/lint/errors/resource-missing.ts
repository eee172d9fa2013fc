import { insertMember } from '../edits.ts';
import { keyPolicy } from '../examples.ts';
import { statementNodes } from '../facts.ts';
import { refusalRule } from './refusal-rule.ts';
import type { RuleDoc } from '../rule.ts';

export const resourceMissing = refusalRule({
  code: 'resource-missing',
  repair: (subject, { from }) => {
    const node = statementNodes(subject).find((each) => each.from === from);
    return node?.kind === 'object'
      ? [
          {
            class: 'R',
            title: 'Add "Resource": "*", this key',
            edits: [insertMember(subject.text, node, 'Resource', '*', 'Action')],
          },
        ]
      : [];
  },
});

export const resourceMissingDoc = (): RuleDoc => ({
  title: 'A statement without Resource',
  fixes: ['R'],
  why: 'A statement without Resource speaks of nothing. AWS KMS used to store such statements, and they had no effect: whoever wrote one believed in access, or in a Deny, that was not there. Write "Resource": "*", which in a key policy means this key.',
  example: { fires: keyPolicy({ Resource: undefined }), silent: keyPolicy({}) },
});
