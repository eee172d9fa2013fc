import { quoted } from '../../problems.ts';
import { keyPolicy } from '../examples.ts';
import { statementsOf } from '../facts.ts';
import type { LintSubject, Rule, RuleDoc } from '../rule.ts';
import type { Suppression } from '../suppression.ts';

const ACCEPTED: Suppression = {
  code: 'sid-missing',
  statement: null,
  reason: 'Written by a tool that gives no names',
  until: Date.UTC(2027, 5, 1),
};

export const suppressionStale: Rule = {
  code: 'suppression-stale',
  group: 'hygiene',
  severity: 'low',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const suppression of subject.suppressions ?? []) {
      const stale = staleness(subject, suppression);
      if (stale === null) continue;
      const where = suppression.statement === null ? '' : ` in ${quoted(suppression.statement)}`;
      yield {
        from: 0,
        to: Math.min(1, subject.text.length),
        statement: null,
        message: `The accepted finding ${suppression.code}${where} ${stale}. Withdraw it, or accept it again with a reason and a date.`,
      };
    }
  },
};

export const suppressionStaleDoc = (): RuleDoc => ({
  title: 'An accepted finding that is past its time',
  fixes: [],
  why: 'To accept a finding is a decision with a reason and an end. One without a reason cannot be reviewed; one that has ended hides nothing any more; one whose finding is gone would silently accept the next finding of the same kind. Withdraw it, or accept the finding again with a reason and a date.',
  example: {
    fires: keyPolicy({ Sid: 'The app decrypts' }),
    silent: keyPolicy({}),
    suppressions: [ACCEPTED],
  },
});

function staleness(subject: LintSubject, { code, statement, reason, until }: Suppression): string | null {
  if (until !== null && until <= subject.world.now)
    return `ended on ${new Date(until).toISOString().slice(0, 'yyyy-mm-dd'.length)}`;
  if (reason.trim() === '') return 'has no reason, so nobody can review it';
  if (until === null) return 'has no end, so it is never looked at again';
  const firing = subject.firing(code);
  if (firing === null) return null; // it could not be run: nothing is said about it
  if (firing.length === 0) return 'is not found any more; it would hide the next one of its kind';
  if (statement === null) return null;
  const index = statementsOf(subject).find(({ sid }) => sid === statement)?.index;
  return index !== undefined && firing.some((found) => found.statement === index)
    ? null
    : 'is not found in that statement any more; it would hide the next one of its kind';
}
