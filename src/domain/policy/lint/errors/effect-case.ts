import { keyPolicy } from '../examples.ts';
import { refusalRule, repaired, writtenAt } from './refusal-rule.ts';
import type { RuleDoc } from '../rule.ts';

export const effectCase = refusalRule({
  code: 'effect-case',
  repair: (subject, problem) => {
    const written = writtenAt(subject, problem).trim().toLowerCase();
    const meant = written === 'allow' ? 'Allow' : written === 'deny' ? 'Deny' : null;
    return meant === null ? [] : [repaired(`Write "${meant}"`, problem, JSON.stringify(meant))];
  },
});

export const effectCaseDoc = (): RuleDoc => ({
  title: 'Effect is neither "Allow" nor "Deny"',
  fixes: ['R'],
  why: 'Effect is one of two words, capitals included. A statement whose effect is not certain can neither give nor take access, so the policy is refused.',
  example: { fires: keyPolicy({ Effect: 'allow' }), silent: keyPolicy({ Effect: 'Allow' }) },
});
