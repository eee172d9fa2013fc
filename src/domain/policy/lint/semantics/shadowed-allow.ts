import { keyPolicy } from '../examples.ts';
import { nameOf, statementsOf } from '../facts.ts';
import { widthOf } from '../open.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { headOf, idleOf, namesOf, removalOf } from './idle.ts';

export const shadowedAllow: Rule = {
  code: 'shadowed-allow',
  group: 'semantics',
  severity: 'low',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const { statement, by } of idleOf(subject, 'covered')) {
      const name = nameOf(statement);
      // Beside what lets in too many every other statement says what is meant, and is what should be left.
      const open = (by.length === 0 ? statementsOf(subject) : by).filter(
        (other) => widthOf(subject, other) > widthOf(subject, statement),
      );
      if (open.length > 0) {
        const one = open.length === 1;
        yield {
          ...headOf(statement),
          message: `${name} allows nothing that ${namesOf(open)} ${one ? 'does' : 'do'} not allow already, and ${one ? 'that gives' : 'those give'} too much. Narrow ${one ? 'it' : 'them'}, and keep this one.`,
        };
        continue;
      }
      const who = by.length === 0 ? 'other statements' : namesOf(by);
      yield {
        ...headOf(statement),
        message: `${name} allows nothing that ${who} ${by.length === 1 ? 'does' : 'do'} not allow already. Taking access away here would change nothing. Remove it, or narrow the others.`,
        fixes: () => removalOf(subject, statement),
      };
    }
  },
};

export const shadowedAllowDoc = (): RuleDoc => ({
  title: 'An Allow whose access others give as well',
  fixes: ['A'],
  why: 'Everything that this statement allows is allowed without it, by others alone or together. It looks like the place to take the access away, and taking it away there changes nothing. This is found by meaning and not by text, so the other statements may be written quite differently.',
  example: {
    fires: keyPolicy(
      { Sid: 'Use of the key', Action: ['kms:Encrypt', 'kms:Decrypt'] },
      {
        Sid: 'Acme',
        Action: 'kms:Decrypt',
        Condition: { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } },
      },
    ),
    silent: keyPolicy(
      { Sid: 'Use of the key', Action: ['kms:Encrypt', 'kms:GenerateDataKey'] },
      {
        Sid: 'Acme',
        Action: 'kms:Decrypt',
        Condition: { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } },
      },
    ),
  },
});
