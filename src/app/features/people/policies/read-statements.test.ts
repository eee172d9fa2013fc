import { expect, test } from 'vitest';
import { statementText } from '../../../ui/statement-words.ts';
import { readStatements } from './read-statements.ts';

const policy = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });
const uses = { Sid: 'Use', Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' };

test('an identity policy speaks of whoever holds it', () => {
  const key = 'arn:aws:kms:us-east-1:000000000000:key/1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab';
  const statements = readStatements(policy(uses, { ...uses, Effect: 'Deny', Resource: key }));
  expect(statements?.map(statementText)).toEqual([
    'The holder may Decrypt.',
    expect.stringMatching(/^The holder may never Decrypt on .*1c7f4ae2/),
  ]);
});

test('of a text that is not whole the statements that are there; of none, nothing', () => {
  expect(readStatements(policy(uses).slice(0, -1))?.map(({ sid }) => sid)).toEqual(['Use']);
  expect(readStatements('{')).toBeNull();
  expect(readStatements(policy(uses).padEnd(33_000))).toBeNull();
});

test('what a variable stands for is said in words, where the policy’s version knows variables', () => {
  const text = policy({
    ...uses,
    Condition: { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } },
  });
  const words = (of: string) => readStatements(of)?.map(statementText).join(' ');
  expect(words(text)).toContain('tag team of the key = tag team of the caller');
  expect(words(text.replace('"${', '"x-${'))).toContain('= x-‹tag team of the caller›');
  expect(words(text.replace('2012-10-17', '2008-10-17'))).toContain('${aws:PrincipalTag/team}');
});
