import { describe, expect, it } from 'vitest';
import {
  ClientAddresses,
  networkOf,
  networksOf,
  normaliseAddress,
  parseNetwork,
  type Network,
} from './addresses.ts';

const networks = (...texts: string[]): Network[] => texts.map((text) => parseNetwork(text)!);

describe('normaliseAddress', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::ffff:127.0.0.1', '127.0.0.1'],
    ['::FFFF:7f00:1', '127.0.0.1'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::1', '::1'],
    ['localhost', undefined],
    ['127.1', undefined],
    ['', undefined],
  ])('%s → %s', (text, expected) => {
    expect(normaliseAddress(text)).toBe(expected);
  });
});

describe('networkOf', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8::/64'],
    ['::1', '::/64'],
    ['1:2:3:4:5::', '1:2:3:4::/64'],
    ['unix:', 'unix:'],
  ])('%s → %s', (address, expected) => {
    expect(networkOf(address)).toBe(expected);
  });
});

describe('networksOf', () => {
  it.each([
    ['192.0.2.7', ['192.0.2.7']],
    ['2001:db8:1:1234:3:4:5:6', ['2001:db8:1:1234::/64', '2001:db8:1:1200::/56', '2001:db8:1::/48']],
    ['2001:db8::9', ['2001:db8::/64', '2001:db8::/56', '2001:db8::/48']],
    ['unix:', ['unix:']],
  ])('%s → %j', (address, expected) => {
    expect(networksOf(address)).toEqual(expected);
  });
});

describe('parseNetwork', () => {
  it.each(['10.0.0.0/8', '192.0.2.1', 'fd00::/8', '::1', '0.0.0.0/0'])('accepts %s', (text) => {
    expect(parseNetwork(text)).toBeDefined();
  });
  it.each([
    '10.0.0.0/33',
    'fd00::/129',
    '10.0.0/8',
    '10.0.0.0/',
    '10.0.0.0/08',
    '10.0.0.0/-1',
    'proxy',
    '',
    '::1%lo',
  ])('refuses %j', (text) => {
    expect(parseNetwork(text)).toBeUndefined();
  });
});

describe('clientAddress', () => {
  const none = new ClientAddresses([]);
  const behind = new ClientAddresses(networks('10.0.0.0/8', 'fd00::/8'));

  it('is the peer when no proxy is trusted, whatever the header says', () => {
    expect(none.clientAddress('::ffff:127.0.0.1', '203.0.113.9')).toBe('127.0.0.1');
    expect(behind.clientAddress('192.0.2.1', '203.0.113.9')).toBe('192.0.2.1');
    expect(none.clientAddress(undefined, '203.0.113.9')).toBe('unix:');
  });

  it('is the last untrusted address before trusted proxies', () => {
    expect(behind.clientAddress('::ffff:10.0.0.1', '203.0.113.9')).toBe('203.0.113.9');
    expect(behind.clientAddress('10.0.0.1', '1.1.1.1, 203.0.113.9, 10.2.3.4')).toBe('203.0.113.9');
    expect(behind.clientAddress('fd00::5', '2001:db8::7')).toBe('2001:db8::7');
    expect(behind.clientAddress('10.0.0.1', '203.0.113.9:5123')).toBe('203.0.113.9');
    expect(behind.clientAddress('10.0.0.1', '[2001:DB8::7]:443')).toBe('2001:db8::7');
  });

  it('stays at the proxy when the header is absent', () => {
    expect(behind.clientAddress('10.0.0.1')).toBe('10.0.0.1');
    expect(behind.clientAddress('10.0.0.1', ' ')).toBe('10.0.0.1');
  });

  it('is nobody’s when a proxy passed on what is no address', () => {
    for (const header of [
      '203.0.113.9, unknown',
      '203.0.113.9, <script>, 10.0.0.2',
      '203.0.113.9,',
      ',',
      '10.0.0.2, '.repeat(40) + '10.0.0.3',
      '1'.repeat(100_000),
    ])
      expect(behind.clientAddress('10.0.0.1', header)).toBeUndefined();
  });

  it('is read from the right, however long what the client itself sent is', () => {
    for (const own of ['a'.repeat(2040), '1.1.1.1,'.repeat(500), '6.6.6.6, '.repeat(250), ','.repeat(9_000)])
      expect(behind.clientAddress('10.0.0.1', `${own}, 203.0.113.9, 10.0.0.7`)).toBe('203.0.113.9');
  });

  it('is the farthest proxy when all are trusted', () => {
    expect(behind.clientAddress('10.0.0.1', '10.0.0.3, 10.0.0.2')).toBe('10.0.0.3');
  });

  it('knows the trusted proxies', () => {
    expect(behind.isTrustedProxy('::ffff:10.9.9.9')).toBe(true);
    expect(behind.isTrustedProxy('11.0.0.1')).toBe(false);
    expect(behind.isTrustedProxy(undefined)).toBe(false);
    expect(behind.isTrustedProxy('not an address')).toBe(false);
  });
});
