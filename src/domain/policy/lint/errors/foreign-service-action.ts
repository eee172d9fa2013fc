import { distance } from '../../nearest.ts';
import { quoted } from '../../problems.ts';
import { keyPolicy } from '../examples.ts';
import { coveredBy, statementsOf } from '../facts.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { candidate, rewritten, withoutValues } from '../statement-edits.ts';

export const foreignServiceAction: Rule = {
  code: 'foreign-service-action',
  group: 'errors',
  severity: 'error',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const statement of statementsOf(subject)) {
      for (const action of statement.actions) {
        const { text, from, to } = action;
        const service = /^([a-z0-9-]+):./is.exec(text)?.[1]?.toLowerCase();
        if (service === undefined || service === 'kms' || service === 'keydesk' || coveredBy(text).length > 0)
          continue;
        const meant = meantBy(service, text.slice(service.length + 1));
        yield {
          from,
          to,
          statement: statement.index,
          message: `${quoted(text)} is an action of another service, and nobody asks a key for it: it has no effect here. ${meant === null ? 'Take it out, or name the kms: action that is meant.' : `Did you mean ${meant}?`}`,
          fixes: () => [
            ...rewritten('T', action, meant),
            ...candidate(
              meant === null ? 'A' : 'T',
              `Remove ${text}`,
              withoutValues(subject, statement, statement.not.action ? 'NotAction' : 'Action', [action]),
            ),
          ],
        };
      }
    }
  },
};

/** `ksm:Decrypt` is kms:Decrypt with two letters swapped. */
function meantBy(service: string, rest: string): string | null {
  const [name] = distance(service, 'kms', 2) < 2 ? coveredBy(`kms:${rest}`) : [];
  return name === undefined
    ? null
    : name.toLowerCase() === `kms:${rest}`.toLowerCase()
      ? name
      : `kms:${rest}`;
}

export const foreignServiceActionDoc = (): RuleDoc => ({
  title: 'An action of another service',
  fixes: ['A'],
  why: 'A policy here decides about keys (kms:) and about this desk (keydesk:). An action of another service is never asked for, so it gives nothing; a key policy that should let S3 use the key names the kms: actions that S3 needs.',
  example: {
    fires: keyPolicy({ Action: ['kms:Decrypt', 's3:GetObject'] }),
    silent: keyPolicy({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'] }),
  },
});
