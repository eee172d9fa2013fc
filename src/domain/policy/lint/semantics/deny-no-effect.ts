import { keyPolicy, user } from '../examples.ts';
import { nameOf } from '../facts.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { headOf, idleOf } from './idle.ts';

export const denyNoEffect: Rule = {
  code: 'deny-no-effect',
  group: 'semantics',
  severity: 'info',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const { statement } of idleOf(subject, 'nothing-to-deny')) {
      yield {
        ...headOf(statement),
        message: `${nameOf(statement)} denies nothing that anything allows today. Keep it as a guard-rail against what comes later, or check whom and what it names.`,
      };
    }
  },
};

export const denyNoEffectDoc = (): RuleDoc => ({
  title: 'A Deny that denies nothing today',
  fixes: [],
  why: 'Nothing that this statement denies is allowed by anything, so it has no effect as things are. That may be right: as a guard-rail it holds against statements, identity policies and grants that come later. If it was meant to stop something now, look at whom and what it names. It is not removed for you.',
  example: {
    fires: keyPolicy(
      { Sid: 'The app decrypts' },
      { Sid: 'No signing', Effect: 'Deny', Principal: { AWS: user('carol') }, Action: 'kms:Sign' },
    ),
    silent: keyPolicy(
      { Sid: 'Use', Principal: '*', Action: ['kms:Decrypt', 'kms:Encrypt'] },
      { Sid: 'Not carol', Effect: 'Deny', Principal: { AWS: user('carol') }, Action: 'kms:Decrypt' },
    ),
  },
});
