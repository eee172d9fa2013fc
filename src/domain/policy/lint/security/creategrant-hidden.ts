import { shownBy } from '../shown.ts';
import { keyPolicy } from '../examples.ts';
import { coveredBy } from '../facts.ts';
import { namesAction } from '../grant-probe.ts';
import { fix, withoutAction } from '../narrow.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { holderWords, keyWords, nameIn, placeOfAction } from '../shared-words.ts';
import { CREATE_GRANT, CREATE_GRANT_ONLY, unboundedBy } from './creategrant-unbounded.ts';

export const createGrantHidden: Rule = {
  code: 'creategrant-hidden',
  group: 'security',
  severity: 'high',
  kinds: ['key', 'identity'],
  *check(subject) {
    const found = unboundedBy(subject, (_, statement) => !namesAction(statement, CREATE_GRANT));
    for (const [statement, holders] of found) {
      const pattern =
        statement.actions.find(({ text }) => coveredBy(text).includes(CREATE_GRANT))?.text ?? '';
      yield {
        ...placeOfAction(statement, CREATE_GRANT_ONLY),
        statement: statement.index,
        ...shownBy(subject, holders, CREATE_GRANT),
        message: `${pattern} in ${nameIn(statement)} is also kms:CreateGrant: ${holderWords(holders)} can grant every operation${subject.kind === 'key' ? '' : ` on ${keyWords(subject, statement)}`} to anybody, themselves included. List the actions that are meant.`,
        fixes: () =>
          fix(
            'N',
            `List what ${pattern} covers, without kms:CreateGrant`,
            withoutAction(subject, statement, CREATE_GRANT),
          ),
      };
    }
  },
};

export const createGrantHiddenDoc = (): RuleDoc => ({
  title: 'A pattern gives CreateGrant unseen',
  fixes: ['N'],
  why: 'kms:Create* reads like “create aliases”, and is CreateGrant besides: its holder can grant Decrypt to anybody, themselves included. The example policy for key administrators in AWS’s own guide has this. List the actions that are meant; if grants are, name kms:CreateGrant and bound it with conditions.',
  example: {
    fires: keyPolicy({ Action: ['kms:Create*', 'kms:DescribeKey'] }),
    silent: keyPolicy({ Action: ['kms:CreateAlias', 'kms:DescribeKey'] }),
  },
});
