import { expect, test } from 'vitest';
import { readPolicy } from './read-policy.ts';

const scope = { accountId: '000000000000', region: 'us-east-1' };
const policy = (over: object): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Sid: 'It', Effect: 'Allow', Action: 'kms:ListKeys', Resource: '*', ...over }],
  });

test('a sound policy has nothing that keeps it from being saved', () => {
  expect(readPolicy(policy({}), scope).filter(({ blocks }) => blocks)).toEqual([]);
});

test.each([
  ['no JSON', '{"Version": x}', 12],
  ['a principal', policy({ Principal: '*' }), policy({ Principal: '*' }).indexOf('"Principal"')],
  ['an effect that is none', policy({ Effect: 'Maybe' }), policy({ Effect: 'Maybe' }).indexOf('"Maybe"')],
])('%s is found at its place, and blocks', (_, text, at) => {
  expect(readPolicy(text, scope)).toContainEqual(
    expect.objectContaining({ blocks: true, severity: 'error', from: at }),
  );
});

test('more than the service takes is said before it is read', () => {
  const text = policy({}).padEnd(33_000);
  expect(readPolicy(text, scope)).toMatchObject([
    { code: 'size', blocks: true, message: 'The policy has 33000 bytes; the most is 32768.' },
  ]);
});

test('any text at all is read without a fault', () => {
  for (const text of ['', ' ', '[', 'null', '"\\ud800"', '{"__proto__":{}}', '{"Statement":[{}]}', '\u0000'])
    expect(readPolicy(text, scope).some(({ blocks }) => blocks)).toBe(true);
});
