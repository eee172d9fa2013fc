import { BlockList, isIP, SocketAddress } from 'node:net';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inRange, parseAddressRange } from './address-range.ts';

const within = (range: string, source: string): boolean => {
  const parsed = parseAddressRange(range);
  if (parsed === null) throw new Error(`${range} was refused`);
  return inRange(parsed, source);
};

it.each([
  ['192.0.2.7', '192.0.2.7', true],
  ['192.0.2.7', '192.0.2.70', false],
  ['10.0.0.0/8', '10.255.255.255', true],
  ['10.0.0.0/8', '11.0.0.0', false],
  ['10.1.2.3/8', '10.9.9.9', true],
  ['0.0.0.0/0', '203.0.113.9', true],
  ['0.0.0.0/0', '2001:db8::1', false],
  ['::/0', '2001:db8::1', true],
  ['::/0', '10.0.0.1', false],
  ['2001:db8::/32', '2001:db8:ffff::1', true],
  ['2001:0DB8:0:0:0:0:0:1', '2001:db8::1', true],
  ['::ffff:192.0.2.7', '192.0.2.7', true],
  ['192.0.2.7', '::ffff:c000:207', true],
  ['::ffff:192.0.2.0/120', '192.0.2.200', true],
  ['unix:', 'unix:', true],
  ['unix:', 'desk:', false],
  ['0.0.0.0/0', 'unix:', false],
  ['many:', 'many:', true],
  ['0.0.0.0/0', 'many:', false],
  ['2001:db8::/32', '2001:db8:0:7::/64', true],
  ['2001:db8:0:7::/64', '2001:db8:0:7::/64', true],
  ['2001:db8:0:7::1', '2001:db8:0:7::/64', false],
])('%s holds %s: %s', (range, source, expected) => {
  expect(within(range, source)).toBe(expected);
});

it.each([
  '',
  '10',
  '10.0.0',
  '10.0.0.256',
  '010.0.0.1',
  '10.0.0.1/33',
  '10.0.0.1/-1',
  '10.0.0.1/',
  '10.0.0.1/8/8',
  '10.0.0.1/08',
  '10.0.0.1/1e1',
  '2001:db8::/129',
  '2001:db8:::1',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7:8::',
  '::1%eth0',
  '::ffff:192.0.2.0/24',
  '1.2.3.4::',
  'localhost',
  'unix:/tmp/x',
  '0/0',
  `${'1'.repeat(100)}.0.0.1`,
  '1.2.3.4\n',
])('refuses %j', (text) => {
  expect(parseAddressRange(text)).toBeNull();
});

const v4 = fc.tuple(...Array.from({ length: 4 }, () => fc.nat(255))).map((octets) => octets.join('.'));
const v6 = fc
  .tuple(...Array.from({ length: 8 }, () => fc.oneof(fc.constant(0), fc.nat(0xffff))))
  .map(
    (groups) =>
      new SocketAddress({ address: groups.map((each) => each.toString(16)).join(':'), family: 'ipv6' })
        .address,
  );

it('agrees with Node’s own block list on every block and address', () => {
  fc.assert(
    fc.property(fc.oneof(v4, v6), fc.oneof(v4, v6), fc.nat(128), (block, source, length) => {
      const family = isIP(block) === 4 ? 'ipv4' : 'ipv6';
      const prefix = family === 'ipv4' ? length % 33 : length;
      const list = new BlockList();
      list.addSubnet(block, prefix, family);
      const near = family === 'ipv4' ? `${block.split('.').slice(0, 3).join('.')}.9` : source;
      for (const each of [source, near, block])
        if ((isIP(each) === 4) === (family === 'ipv4'))
          expect(within(`${block}/${prefix}`, each)).toBe(list.check(each, family));
    }),
    { seed: 20261124, numRuns: 500 },
  );
});

it('reads whatever text without throwing', () => {
  fc.assert(
    fc.property(fc.string(), (text) => void parseAddressRange(text)),
    { seed: 20261124 },
  );
});
