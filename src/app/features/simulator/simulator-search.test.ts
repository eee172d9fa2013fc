import { expect, it } from 'vitest';
import { missing, parseSimulated, simulatedPath, simulateInput } from './simulator-search.ts';

const WHO = 'arn:aws:iam::000000000000:role/app';
const read = (path: string) => parseSimulated(new URL(path, 'http://desk'));

it('keeps the whole question in its address, whatever stands in the pairs', () => {
  const asked = {
    who: WHO,
    session: null,
    action: 'kms:Decrypt',
    key: 'k1',
    context: [
      ['tenant', 'a&b=c'],
      ['', 'x'],
      ['ü', '日本'],
    ] as const,
    given: [['aws:SourceIp', '10.0.0.7']] as const,
    edited: true,
  };
  expect(read(simulatedPath(asked))).toEqual(asked);
  expect(simulatedPath(read('/simulator'))).toBe('/simulator');
  // What an application binds to its data is sent to no server.
  const url = new URL(simulatedPath(asked), 'http://desk');
  expect([...url.searchParams.keys()]).toEqual(['who', 'action', 'key', 'policy']);
  expect(url.hash).toContain('SourceIp');
});

it('says what is still missing, one thing after the other', () => {
  expect(missing(read('/simulator'))).toBe('Choose who asks');
  expect(missing(read(`/simulator?who=${WHO}`))).toBe('Choose what they ask for');
  expect(missing(read(`/simulator?who=${WHO}&action=kms:decrypt`))).toBe(
    'Choose a key: the action is on one',
  );
  expect(missing(read(`/simulator?who=${WHO}&action=kms:CreateKey`))).toBeNull();
});

it('asks the desk with every value of a key that is named twice', () => {
  const asked = read(
    `/simulator?who=${WHO}&action=kms:decrypt&key=k1#context=tenant%3Dacme&given=kms%3AGrantOperations%3DDecrypt%26kms%3AGrantOperations%3DEncrypt`,
  );
  expect(simulateInput(asked)).toEqual({
    PrincipalArn: WHO,
    Action: 'kms:Decrypt',
    KeyId: 'k1',
    EncryptionContext: new Map([['tenant', 'acme']]),
    ConditionValues: [{ Key: 'kms:GrantOperations', Values: ['Decrypt', 'Encrypt'] }],
    WithOthers: true,
  });
  expect(simulateInput(asked, '{}')).toMatchObject({ Policy: '{}' });
});

it('leaves the key out of what needs none, and asks nothing while something is missing', () => {
  expect(simulateInput(read(`/simulator?who=${WHO}&action=kms:CreateKey&key=k1`))).not.toHaveProperty(
    'KeyId',
  );
  expect(simulateInput(read(`/simulator?who=${WHO}`))).toBeNull();
});
