import { keyPolicy } from '../examples.ts';
import { refusalRule, repaired } from './refusal-rule.ts';
import type { RuleDoc } from '../rule.ts';

export const invalidVersion = refusalRule({
  code: 'invalid-version',
  repair: (_, problem) => [repaired('Write "2012-10-17"', problem, '"2012-10-17"')],
});

export const invalidVersionDoc = (): RuleDoc => ({
  title: 'A version of the language that does not exist',
  fixes: ['R'],
  why: 'Version names the policy language, not the day on which the policy was written. There are two: "2012-10-17", and "2008-10-17", which has no policy variables. Leave the date as it is when you edit a policy.',
  example: {
    fires: keyPolicy({}).replace('2012-10-17', '2026-11-30'),
    silent: keyPolicy({}),
  },
});
