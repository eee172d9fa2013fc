import { ACTIONS } from '../../actions.ts';
import type { Located, PolicyStatement } from '../../document.ts';
import { nearestName } from '../../nearest.ts';
import { quoted } from '../../problems.ts';
import { hasWildcard } from '../../wildcard.ts';
import { keyPolicy } from '../examples.ts';
import { coveredBy, statementsOf } from '../facts.ts';
import type { Fix, Found } from '../finding.ts';
import { refusal, refusalsOf } from '../problem-rules.ts';
import type { LintSubject, Rule, RuleDoc } from '../rule.ts';
import { candidate, rewritten, withoutValues } from '../statement-edits.ts';
import { repaired, writtenAt } from './refusal-rule.ts';

const CODE = 'unknown-action';
const NAMES: readonly string[] = ACTIONS.map(({ name }) => name);

export const unknownAction: Rule = {
  code: CODE,
  group: 'errors',
  severity: 'error',
  kinds: ['key', 'identity'],
  *check(subject) {
    yield* refused(subject);
    yield* unknown(subject);
  },
};

export const unknownActionDoc = (): RuleDoc => ({
  title: 'An action that does not exist',
  fixes: ['R', 'T', 'A'],
  why: 'A statement can only allow or deny actions that exist. A misspelled action in an Allow gives nothing, and somebody will wait for access that never comes. In a Deny it is worse: what should be forbidden is not. ReEncrypt is no action of its own; its two halves are kms:ReEncryptFrom and kms:ReEncryptTo, or kms:ReEncrypt* for both.',
  example: {
    fires: keyPolicy({ Action: ['kms:Encrypt', 'kms:Decript'] }),
    silent: keyPolicy({ Action: ['kms:Encrypt', 'kms:decrypt'] }),
  },
});

function meantBy(text: string): string | null {
  const bare = text.trim();
  if (/^(?:kms:)?reencrypt$/i.test(bare)) return 'kms:ReEncrypt*';
  return nearestName(bare, NAMES) ?? (bare.includes(':') ? null : nearestName(`kms:${bare}`, NAMES));
}

const refused = (subject: LintSubject): readonly Found[] =>
  refusalsOf(subject, CODE).map((problem) => {
    const meant = meantBy(writtenAt(subject, problem));
    const fixes = meant === null ? [] : [repaired(`Write ${meant}`, problem, JSON.stringify(meant))];
    return refusal(subject, problem, fixes);
  });

function* unknown(subject: LintSubject): Generator<Found> {
  for (const statement of statementsOf(subject)) {
    for (const action of statement.actions) {
      const { text, from, to } = action;
      // What has a blank too many is `value-whitespace`, what is another service's `foreign-service-action`.
      const ours = /^(?:kms|keydesk):./is.test(text);
      if (!ours || hasWildcard(text) || coveredBy(text).length > 0 || coveredBy(text.trim()).length > 0)
        continue;
      const meant = meantBy(text);
      const hint =
        meant === null ? 'Take it out, or name the action that is meant.' : `Did you mean ${meant}?`;
      yield {
        from,
        to,
        statement: statement.index,
        message: `There is no action ${quoted(text)}: the statement ${statement.effect === 'Allow' ? 'allows' : 'denies'} nothing by it. ${hint}`,
        fixes: () => fixes(subject, statement, action, meant),
      };
    }
  }
}

const fixes = (
  subject: LintSubject,
  statement: PolicyStatement,
  action: Located,
  meant: string | null,
): readonly Fix[] => [
  ...rewritten('T', action, meant),
  // Where a word was probably meant, to take it away is another decision, and no tidying.
  ...candidate(
    meant === null ? 'A' : 'T',
    `Remove ${action.text}`,
    withoutValues(subject, statement, statement.not.action ? 'NotAction' : 'Action', [action]),
  ),
];
