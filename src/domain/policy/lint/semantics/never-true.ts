import { keyPolicy } from '../examples.ts';
import { nameOf } from '../facts.ts';
import { conditionWords, isAlwaysAbsent } from '../condition-key-scope.ts';
import type { PolicyStatement } from '../../document.ts';
import type { Rule } from '../rule.ts';
import { candidate, withoutStatements } from '../statement-edits.ts';
import { headOf, idleOf } from './idle.ts';

export const neverTrue: Rule = {
  code: 'never-true',
  group: 'semantics',
  severity: 'medium',
  kinds: ['key', 'identity'],
  title: 'A statement that no request can match',
  why: 'All parts of a statement must hold at once, and here they cannot: two conditions contradict each other, the principal is of one account and a condition wants another, or a condition wants a value that no request to this desk has (no call comes through an AWS service, so kms:ViaService is always absent). In an Allow nobody gets the access; in a Deny nobody is stopped.',
  fixes: ['A'],
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
  *check(subject) {
    for (const { statement } of idleOf(subject, 'never')) {
      const name = nameOf(statement);
      yield {
        ...headOf(statement),
        message: `No request can match ${name}: ${reasonOf(statement)}. It ${statement.effect === 'Allow' ? 'gives nobody anything' : 'stops nobody'}. Correct it, or remove it.`,
        fixes: () => candidate('A', `Remove ${name}`, withoutStatements(subject, [statement.index])),
      };
    }
  },
};

function reasonOf({ principals, conditions, actions }: PolicyStatement): string {
  if (principals !== null && principals.length > 0 && principals.every(({ type }) => type === 'outside'))
    return 'it names only principals outside this desk, and none of them can call it';
  const absent = conditions.find(({ key }) => isAlwaysAbsent(key));
  if (absent !== undefined) return `no request to this desk has what ${conditionWords(absent)} asks for`;
  if (conditions.length === 0 && actions.length > 0) return 'none of its actions is decided by this policy';
  return 'its principals and conditions exclude each other';
}
