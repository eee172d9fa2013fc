import { insertFirstMember } from '../edits.ts';
import { keyPolicy } from '../examples.ts';
import { nodeOf, statementsOf } from '../facts.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { sidFor } from './sid-for.ts';

export const sidMissing: Rule = {
  code: 'sid-missing',
  group: 'hygiene',
  severity: 'info',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const statement of statementsOf(subject)) {
      if (statement.sid !== null) continue;
      yield {
        from: statement.from,
        to: statement.from + 1,
        statement: statement.index,
        message: `Statement ${statement.index + 1} has no Sid. Audit events and reviews can only call it by its number, which changes when another statement comes or goes. Name it after what it is for.`,
        fixes: () => {
          const node = nodeOf(subject, statement);
          if (node === null) return [];
          const sid = sidFor(subject, statement);
          const edits = [insertFirstMember(subject.text, node, 'Sid', sid)];
          return [{ class: 'A', title: `Name it ${JSON.stringify(sid)}`, edits }];
        },
      };
    }
  },
};

export const sidMissingDoc = (): RuleDoc => ({
  title: 'Statement without a Sid',
  fixes: ['A'],
  why: 'A statement without a name is known by its number only, and the number changes when a statement before it comes or goes. Reviews, comparisons, audit events ("decided by …") and accepted findings all speak of statements: give each a Sid that says what it is for.',
  example: {
    fires: keyPolicy({ Action: 'kms:Decrypt' }),
    silent: keyPolicy({ Sid: 'The app decrypts', Action: 'kms:Decrypt' }),
  },
});
