import { ACTIONS } from '../../actions.ts';
import type { PolicyStatement } from '../../document.ts';
import { quoted } from '../../problems.ts';
import { keyPolicy } from '../examples.ts';
import { actionsOf, elementOf, listed, statementsOf } from '../facts.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { candidate, withElement } from '../statement-edits.ts';
import { sidFor } from './sid-for.ts';

export const sidLies: Rule = {
  code: 'sid-lies',
  group: 'hygiene',
  severity: 'low',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const statement of statementsOf(subject)) {
      const { sid, index } = statement;
      const lie = sid === null ? null : lieOf(sid, statement);
      if (sid === null || lie === null) continue;
      const place = elementOf(subject, statement, 'Sid')?.value ?? statement;
      yield {
        from: place.from,
        to: place.to,
        statement: index,
        message: `The Sid ${quoted(sid)} ${lie}. Whoever reads only the Sid is misled. Correct the Sid, or the statement.`,
        fixes: () => {
          const fresh = sidFor(subject, statement);
          return candidate(
            'T',
            `Name it ${JSON.stringify(fresh)}`,
            withElement(subject, statement, 'Sid', fresh),
          );
        },
      };
    }
  },
};

export const sidLiesDoc = (): RuleDoc => ({
  title: 'A Sid that says something else than the statement',
  fixes: ['T'],
  why: 'A Sid has no effect, and is what most people read. One that says "ReadOnly" over a statement that can put a policy is approved by whoever trusts it. Correct the Sid, or the statement.',
  example: {
    fires: keyPolicy({ Sid: 'ReadOnly', Action: ['kms:DescribeKey', 'kms:PutKeyPolicy'] }),
    silent: keyPolicy({ Sid: 'ReadOnly', Action: ['kms:DescribeKey', 'kms:GetKeyPolicy'] }),
  },
});

const READS: ReadonlySet<string> = new Set(
  ACTIONS.filter(({ level }) => level === 'Read' || level === 'List').map(({ name }) => name),
);

/** `AllowReadOnly-app` in words: `allow read only app`. */
const wordsOf = (sid: string): string =>
  sid
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[^A-Za-z0-9]+/g, ' ')
    .trim()
    .toLowerCase();

/** What the Sid claims and the statement does not hold; null when nothing is. */
function lieOf(sid: string, statement: PolicyStatement): string | null {
  const words = wordsOf(sid);
  if (statement.effect === 'Deny') {
    const claims =
      /^(?:allow|permit|grant|enable)s?\b/.test(words) && !/\b(?:only|unless|except|if|from)\b/.test(words);
    return claims ? 'says that something is allowed, and the statement denies' : null;
  }
  if (/^(?:deny|denies|forbid|block|prevent|refuse|reject)s?\b/.test(words))
    return 'says that something is denied, and the statement allows';
  const actions = [...actionsOf(statement)];
  if (/\b(?:read ?only|view only|list only)\b/.test(words)) {
    const writes = actions.filter((name) => !READS.has(name));
    if (writes.length > 0) return `says "read only", and the statement allows ${listed(writes)}`;
  }
  if (/\b(?:encrypt|write) only\b/.test(words) && actions.includes('kms:Decrypt'))
    return 'says that nothing is decrypted, and the statement allows kms:Decrypt';
  if (/\bdecrypt only\b/.test(words) && actions.includes('kms:Encrypt'))
    return 'says that nothing is encrypted, and the statement allows kms:Encrypt';
  return null;
}
