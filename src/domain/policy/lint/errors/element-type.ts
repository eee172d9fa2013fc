import { keyPolicy } from '../examples.ts';
import { refusalRule } from './refusal-rule.ts';
import type { RuleDoc } from '../rule.ts';

export const elementType = refusalRule({
  code: 'element-type',
});

export const elementTypeDoc = (): RuleDoc => ({
  title: 'An element with a value of the wrong type',
  fixes: [],
  why: 'Each element takes values of one type: Action a string or a list of strings, Condition an object of operators. A value of another type has no meaning that could be evaluated, so it is refused at its place.',
  example: {
    fires: keyPolicy({ Action: ['kms:Encrypt', 7] }),
    silent: keyPolicy({ Action: ['kms:Encrypt'] }),
  },
});
