import type { PolicyCondition } from '../../document.ts';
import { hasWildcard } from '../../wildcard.ts';
import { foldedKey } from '../condition-facts.ts';
import { keyPolicy } from '../examples.ts';
import { elementOf, statementsOf } from '../facts.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { at, nameIn } from '../shared-words.ts';

/** What a text looks like. The text itself is never repeated: findings are stored and shown. */
const LOOKS: readonly (readonly [words: string, pattern: RegExp])[] = [
  ['an access key', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY/],
  ['a signed token', /\beyJ[\w-]{8,}\.[\w-]{8,}\./],
  ['a token', /\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk_live_|sk-[a-z]*-?)[\w-]{16,}/],
  ['an e-mail address', /[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b/i],
];

const look = (text: string): string | null => LOOKS.find(([, pattern]) => pattern.test(text))?.[0] ?? null;

const SECRET_NAME = /(?:^|[^a-z])(?:pw|pwd|pass(?:word|wd|phrase)?|secret|api[-_ ]?key|token|pin)$/i;
const CONTEXT = 'kms:encryptioncontext:';

/** Values of who asks are names of people and sessions, which may well be e-mail addresses. */
const isContext = (folded: string): boolean =>
  folded.startsWith(CONTEXT) || folded.startsWith('aws:requesttag/');

function lookOf(condition: PolicyCondition, text: string): string | null {
  const folded = foldedKey(condition);
  const found = look(text);
  if (found !== null && (found !== 'an e-mail address' || isContext(folded))) return found;
  const literal = !hasWildcard(text) && !text.includes('${') && !text.startsWith('arn:') && text.length > 2;
  return folded.startsWith(CONTEXT) && literal && SECRET_NAME.test(condition.key.slice(CONTEXT.length))
    ? 'a secret'
    : null;
}

export const contextSecret: Rule = {
  code: 'context-secret',
  group: 'security',
  severity: 'medium',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const statement of statementsOf(subject)) {
      const sid = statement.sid === null ? null : look(statement.sid);
      if (sid !== null) {
        yield {
          ...at(elementOf(subject, statement, 'Sid')?.value ?? statement),
          statement: statement.index,
          message: `The Sid of statement ${statement.index + 1} holds what looks like ${sid}. The policy is read and logged by many: name the statement otherwise.`,
        };
      }
      for (const condition of statement.conditions) {
        for (const value of condition.values) {
          const found = lookOf(condition, value.text);
          if (found === null) continue;
          yield {
            ...at(value),
            statement: statement.index,
            message: `A value of ${condition.key} in ${sid === null ? nameIn(statement) : `statement ${statement.index + 1}`} looks like ${found}. Policies and contexts are logged: compare an id that says nothing by itself.`,
          };
        }
      }
    }
  },
};

export const contextSecretDoc = (): RuleDoc => ({
  title: 'Something secret or personal stands in the policy',
  fixes: [],
  why: 'Policies and encryption contexts are no place for secrets: whoever may read the policy or the log reads them, and the log never forgets. Use a name or number that says nothing by itself, such as a tenant’s id.',
  example: {
    fires: keyPolicy({ Condition: { StringEquals: { 'kms:EncryptionContext:password': 'correct horse' } } }),
    silent: keyPolicy({ Condition: { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } } }),
  },
});
