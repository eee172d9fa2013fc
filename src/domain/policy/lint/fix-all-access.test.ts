/** What is fixed without asking changes nobody's access, of values, too, that the texts do not spell. */
import { expect, test } from 'vitest';
import { compilePolicy, type CompiledPolicy } from '../compile.ts';
import { isAllowed } from '../compare/request.ts';
import { ANNA, own, world, type Written } from '../compare/worlds.fixture.ts';
import { parsePolicy } from '../parse.ts';
import { KEY_ID } from '../policies.fixture.ts';
import { fixAll } from './lint.ts';

const WORLD = world();
const f = 'kms:EncryptionContext:f';
const bob = own('user/bob');
const zed = own('role/zed');
const stranger = 'arn:aws:iam::555555555555:user/q';

function compiled(text: string): CompiledPolicy {
  const parsed = parsePolicy(text, 'key');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return compilePolicy(parsed.document, 'key');
}

const on = (operator: string, value: string, more: Written = {}): Written => ({
  Effect: 'Allow',
  Principal: { AWS: bob },
  Action: 'kms:Decrypt',
  Resource: '*',
  Condition: { [operator]: { [f]: value } },
  ...more,
});
const anyone = { Principal: '*' };
const deny = { Effect: 'Deny', ...anyone };
const byKey = { Condition: {}, Resource: `arn:aws:kms:*:*:key/\${${f}}` };

test.each<readonly [string, Written, Written, string, string]>([
  ['a number in another spelling', on('StringEquals', '3'), on('NumericEquals', '3'), bob, '3.0'],
  ['a yes in another spelling', on('StringEquals', 'true'), on('Bool', 'true'), bob, 'TRUE'],
  ['a yes that is denied in one spelling', on('Bool', 'true'), on('StringEquals', 'true', deny), bob, 'TRUE'],
  ['a key that a variable names', on('Null', 'false', byKey), on('StringEquals', 'x'), bob, KEY_ID],
  [
    'a key that a variable names, denied',
    on('Null', 'false'),
    on('Null', 'false', { ...deny, ...byKey }),
    bob,
    KEY_ID,
  ],
  [
    'the ARN of the caller',
    on('StringEquals', '${aws:PrincipalArn}', anyone),
    on('StringEquals', zed, deny),
    zed,
    zed,
  ],
  [
    'the account of the caller',
    on('StringEquals', '${aws:PrincipalAccount}', anyone),
    on('StringLike', '5555*', deny),
    stranger,
    '555555555555',
  ],
])('%s', (_, one, other, principal, value) => {
  const admin = { Effect: 'Allow', Principal: { AWS: ANNA }, Action: 'kms:*', Resource: '*' };
  const text = JSON.stringify({ Version: '2012-10-17', Statement: [admin, one, other] });
  const fixed = fixAll(text, 'key', WORLD).text;
  const request = { principal, action: 'kms:Decrypt', values: [[f.toLowerCase(), value]] as const };
  expect(isAllowed(request, compiled(fixed), WORLD)).toBe(isAllowed(request, compiled(text), WORLD));
  expect(compiled(fixed).statements.length).toBe(3);
});
