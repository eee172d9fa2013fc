import { keyPolicy } from '../examples.ts';
import { insertMember, type JsonObject, type JsonValue, ordered } from '../edits.ts';
import { statementAt, statementNodes } from '../facts.ts';
import type { Fix } from '../finding.ts';
import { refusalRule, writtenAt } from './refusal-rule.ts';
import type { RuleDoc } from '../rule.ts';

export const principalPartialWildcard = refusalRule({
  code: 'principal-partial-wildcard',
  kinds: ['key'],
  repair: (subject, problem) => {
    const node = statementNodes(subject)[statementAt(subject, problem.from) ?? -1];
    const pattern = writtenAt(subject, problem);
    if (node?.kind !== 'object' || !/^arn:(?:[^:]*:){4}./s.test(pattern)) return [];
    const edits = toCondition(subject.text, node, problem, pattern);
    const title = `Mean everyone whose ARN is like ${pattern}`;
    return edits === null ? [] : [{ class: 'T', title, edits }];
  },
});

export const principalPartialWildcardDoc = (): RuleDoc => ({
  title: 'A wildcard inside a principal',
  fixes: ['T'],
  why: 'A principal is named whole, or is "*", everyone. A pattern as role/app-* in Principal never matches anybody; who writes one believes in access that is not there. To mean "all roles whose name begins so", write "*" and a condition ArnLike on aws:PrincipalArn with the pattern, and name the account as well.',
  example: {
    fires: keyPolicy({ Principal: { AWS: 'arn:aws:iam::111122223333:role/app-*' } }),
    silent: keyPolicy({
      Principal: { AWS: '*' },
      Condition: {
        ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/app-*' },
        StringEquals: { 'aws:PrincipalAccount': '111122223333' },
      },
    }),
  },
});

/** Only where the pattern is the whole principal and there is no condition yet: else a person must split the statement. */
function toCondition(
  text: string,
  node: JsonObject,
  place: { readonly from: number; readonly to: number },
  pattern: string,
): Fix['edits'] | null {
  const principal = node.members.find(({ name }) => name === 'Principal')?.value;
  const aws =
    principal?.kind === 'object' && principal.members.length === 1 ? principal.members[0] : undefined;
  const only = aws?.value.kind === 'array' ? aws.value.items : aws === undefined ? [] : [aws.value];
  if (only.length !== 1 || only[0]?.from !== place.from) return null;
  if (node.members.some(({ name }) => name === 'Condition')) return null;
  const account = /^arn:[^:]*:[^:]*:[^:]*:([0-9]{12}):/.exec(pattern)?.[1];
  const condition: JsonValue = {
    ArnLike: { 'aws:PrincipalArn': pattern },
    ...(account === undefined ? {} : { StringEquals: { 'aws:PrincipalAccount': account } }),
  };
  return ordered(
    [{ from: place.from, to: place.to, insert: '"*"' }],
    [insertMember(text, node, 'Condition', condition)],
  );
}
