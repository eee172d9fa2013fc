import { keyPolicy } from '../examples.ts';
import type { Fix } from '../finding.ts';
import { refusalRule } from './refusal-rule.ts';
import type { RuleDoc } from '../rule.ts';

export const jsonSyntax = refusalRule({
  code: 'json-syntax',
  repair: (_, { mend }): readonly Fix[] =>
    mend === undefined ? [] : [{ class: 'R', title: titleOf(mend.insert), edits: [mend] }],
});

export const jsonSyntaxDoc = (): RuleDoc => ({
  title: 'The text is not JSON',
  fixes: ['R'],
  why: 'A policy is JSON as RFC 8259 defines it: no comment, no comma after the last part, double quotes around every name and string. What cannot be read cannot be saved, and the policy in force stays as it is. The rest of the text is checked all the same, so one missing comma does not hide other findings.',
  example: {
    fires: keyPolicy({ Sid: 'The app decrypts' }).replace('"*"', '"*",'),
    silent: keyPolicy({ Sid: 'The app decrypts' }),
  },
});

const titleOf = (insert: string): string =>
  insert.trim() === '' ? 'Take it out' : `Write ${insert.length > 40 ? 'it as JSON' : insert}`;
