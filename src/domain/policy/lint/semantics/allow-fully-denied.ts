import { keyPolicy } from '../examples.ts';
import { nameOf } from '../facts.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { headOf, idleOf, namesOf, removalOf } from './idle.ts';

export const allowFullyDenied: Rule = {
  code: 'allow-fully-denied',
  group: 'semantics',
  severity: 'medium',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const { statement, by } of idleOf(subject, 'denied')) {
      const name = nameOf(statement);
      const who = by.length === 0 ? 'other statements' : namesOf(by);
      yield {
        ...headOf(statement),
        message: `Everything that ${name} allows is denied by ${who}, and a Deny wins: it gives nothing. Remove it, or make an exception in the Deny.`,
        fixes: () => removalOf(subject, statement),
      };
    }
  },
};

export const allowFullyDeniedDoc = (): RuleDoc => ({
  title: 'An Allow that is denied altogether',
  fixes: ['A'],
  why: 'A Deny always wins. Every request that this statement allows is denied by another, so it gives nothing, and whoever reads it believes in access that is refused. One of the two is a mistake: remove the Allow, or make an exception in the Deny.',
  example: {
    fires: keyPolicy(
      { Sid: 'The app decrypts' },
      { Sid: 'No decryption', Effect: 'Deny', Principal: '*', Action: 'kms:Decrypt' },
    ),
    silent: keyPolicy(
      { Sid: 'The app decrypts' },
      {
        Sid: 'No decryption',
        Effect: 'Deny',
        Principal: '*',
        Action: 'kms:Decrypt',
        Condition: { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } },
      },
    ),
  },
});
