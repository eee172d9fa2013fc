import { keyPolicy } from '../examples.ts';
import { elementOf, freshSid, statementsOf } from '../facts.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { candidate, withElement } from '../statement-edits.ts';

export const sidDuplicate: Rule = {
  code: 'sid-duplicate',
  group: 'hygiene',
  severity: 'low',
  kinds: ['key', 'identity'],
  *check(subject) {
    const first = new Map<string, number>();
    for (const statement of statementsOf(subject)) {
      const { sid, index } = statement;
      if (sid === null || sid === '') continue;
      const before = first.get(sid);
      if (before === undefined) {
        first.set(sid, index);
        continue;
      }
      const place = elementOf(subject, statement, 'Sid')?.value ?? statement;
      yield {
        from: place.from,
        to: place.to,
        statement: index,
        message: `Statement ${index + 1} has the Sid of statement ${before + 1}, so the audit log cannot tell which of them decided. Give it a Sid of its own.`,
        fixes: () => {
          const fresh = freshSid(subject, sid);
          return candidate(
            'A',
            `Name it ${JSON.stringify(fresh)}`,
            withElement(subject, statement, 'Sid', fresh),
          );
        },
      };
    }
  },
};

export const sidDuplicateDoc = (): RuleDoc => ({
  title: 'Two statements with one Sid',
  fixes: ['A'],
  why: 'Audit events, reviews and accepted findings call a statement by its Sid. When two have the same, nobody can tell which one decided a request, and a finding that was accepted for one is accepted for the other.',
  example: {
    fires: keyPolicy({ Sid: 'Use' }, { Sid: 'Use', Action: 'kms:Encrypt' }),
    silent: keyPolicy({ Sid: 'Use' }, { Sid: 'use', Action: 'kms:Encrypt' }),
  },
});
