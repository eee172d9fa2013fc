import { expect, it } from 'vitest';
import { isLogged, loggedValue, NOT_LOGGED, type LoggedRequest } from './logged-values.ts';

const event = (more: Partial<LoggedRequest> = {}): LoggedRequest => ({
  time: Date.UTC(2026, 0, 2, 3, 4, 5),
  source: '10.0.0.7',
  agent: 'app/1',
  context: [
    ['Tenant', 'acme'],
    ['tenant', 'globex'],
    ['app', 'x'],
  ],
  parameters: [['EncryptionAlgorithm', 'SYMMETRIC_DEFAULT']],
  operation: 'Encrypt',
  key: 'k1',
  ...more,
});
const value = (key: string, of = event(), action = 'kms:Encrypt') => loggedValue(of, action, key);

it('knows address, agent and time', () => {
  expect(
    ['aws:sourceip', 'aws:useragent', 'aws:currenttime', 'aws:epochtime'].map((key) => value(key)),
  ).toEqual(['10.0.0.7', 'app/1', '2026-01-02T03:04:05.000Z', '1767323045']);
  expect(value('aws:sourceip', event({ source: 'unix:' }))).toBeUndefined();
});

it('knows the context without case of names, and which names there were', () => {
  expect(value('kms:encryptioncontext:tenant')).toEqual(['acme', 'globex']);
  expect(value('kms:encryptioncontext:app')).toBe('x');
  expect(value('kms:encryptioncontext:none')).toBeUndefined();
  expect(value('kms:encryptioncontextkeys')).toEqual(['Tenant', 'tenant', 'app']);
  expect(value('kms:encryptioncontextkeys', event({ context: null }))).toBeUndefined();
});

it('knows both sides of a ReEncrypt', () => {
  const moved = event({
    operation: 'ReEncrypt',
    parameters: [
      ['DestinationEncryptionContext tenant', 'umbrella'],
      ['DestinationKeyId', 'k1'],
    ],
  });
  expect(value('kms:encryptioncontext:app', moved, 'kms:ReEncryptFrom')).toBe('x');
  expect(value('kms:encryptioncontext:tenant', moved, 'kms:ReEncryptTo')).toBe('umbrella');
  expect(value('kms:reencryptonsamekey', moved)).toBe('true');
  expect(value('kms:reencryptonsamekey', event({ operation: 'ReEncrypt', parameters: [] }))).toBe(NOT_LOGGED);
});

it('knows parameters that the event has, and says so of everything else', () => {
  expect(value('kms:encryptionalgorithm')).toBe('SYMMETRIC_DEFAULT');
  expect(value('kms:encryptionalgorithm', event({ parameters: [] }))).toBe(NOT_LOGGED);
  for (const key of ['aws:multifactorauthpresent', 'aws:securetransport', 'kms:requestalias', '__proto__'])
    expect([key, value(key), isLogged(key)]).toEqual([key, NOT_LOGGED, false]);
});
