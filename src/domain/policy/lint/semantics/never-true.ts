import { keyPolicy } from '../examples.ts';
import { nameOf } from '../facts.ts';
import { conditionWords, wantsAws } from '../condition-key-scope.ts';
import type { PolicyStatement } from '../../document.ts';
import { isIdleByWord } from '../misspelled.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { candidate, withoutStatements } from '../statement-edits.ts';
import { headOf, idleOf, removalOf } from './idle.ts';

export const neverTrue: Rule = {
  code: 'never-true',
  group: 'semantics',
  severity: 'medium',
  kinds: ['key', 'identity'],
  *check(subject) {
    const ended = new Set((subject.firing('expired') ?? []).map(({ statement }) => statement));
    for (const { statement } of idleOf(subject, 'never')) {
      // Its own finding says why, and which word was meant, or that its time is over.
      if (isIdleByWord(subject, statement) || ended.has(statement.index)) continue;
      const name = nameOf(statement);
      const aws = awsReason(statement);
      const nothing = statement.effect === 'Allow' ? 'gives nobody anything' : 'stops nobody';
      yield aws === null
        ? {
            ...headOf(statement),
            message: `No request can match ${name}: ${reasonOf(statement)}. It ${nothing}. Correct it, or remove it.`,
            fixes: () => removalOf(subject, statement),
          }
        : {
            ...headOf(statement),
            severity: 'low',
            message: `No request to this desk can match ${name}: ${aws}. Here it ${nothing}. Keep it if the policy is used in AWS as well.`,
            fixes: () =>
              candidate(
                'T',
                `Remove ${name}, which only AWS needs`,
                withoutStatements(subject, [statement.index]),
              ),
          };
    }
  },
};

export const neverTrueDoc = (): RuleDoc => ({
  title: 'A statement that no request can match',
  fixes: ['A', 'T'],
  why: 'All parts of a statement must hold at once, and here they cannot: two conditions contradict each other, the principal is of one account and a condition wants another, or none of its actions is decided here. In an Allow nobody gets the access; in a Deny nobody is stopped. A statement that needs AWS around it (a call through one of its services, kms:ViaService, a grant for one of its resources) cannot match on this desk either; that is a note, as the same policy may serve in AWS.',
  example: {
    fires: keyPolicy(
      { Sid: 'The writer', Action: 'kms:Encrypt' },
      { Sid: 'The reader', Condition: { StringEquals: { 'kms:CallerAccount': '444455556666' } } },
    ),
    silent: keyPolicy(
      { Sid: 'The writer', Action: 'kms:Encrypt' },
      { Sid: 'The reader', Condition: { StringEquals: { 'kms:CallerAccount': '111122223333' } } },
    ),
  },
});

/** Why it can only match within AWS; null when it is the policy's own fault. */
function awsReason({ principals, conditions }: PolicyStatement): string | null {
  if (principals !== null && principals.length > 0 && principals.every(({ type }) => type === 'outside'))
    return 'it names only services or identities of AWS, and none of them can call it';
  const aws = conditions.find(wantsAws);
  return aws === undefined ? null : `nobody calls it through AWS, so ${conditionWords(aws)} never holds`;
}

const reasonOf = ({ conditions, actions }: PolicyStatement): string =>
  conditions.length === 0 && actions.length > 0
    ? 'none of its actions is decided by this policy'
    : 'its principals and conditions exclude each other';
