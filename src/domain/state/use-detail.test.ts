import { describe, expect, it } from 'vitest';
import { networkOf, UseDetail, type DetailFact } from './use-detail.ts';

const fact = (over: Partial<DetailFact> = {}): DetailFact => ({
  time: 10,
  operation: 'Decrypt',
  principal: 'arn',
  credential: 'KDAA1',
  source: '10.0.0.7',
  key: 'k',
  context: [['tenant', 'acme']],
  outcome: 'allowed',
  via: 'sdk',
  ...over,
});

describe('networkOf', () => {
  it.each([
    ['10.1.2.3', '10.1.2.0/24'],
    ['::ffff:10.1.2.3', '10.1.2.0/24'],
    ['2001:db8:1:2::5', '2001:db8:1::/48'],
    ['2001:0DB8:0001::', '2001:db8:1::/48'],
    ['::1', '0:0:0::/48'],
    ['unix:', null],
    ['desk:', null],
    ['', null],
  ])('%s is of %s', (source, network) => expect(networkOf(source)).toBe(network));
});

it('keeps when and from where an access key was used', () => {
  const detail = new UseDetail();
  detail.note(fact());
  detail.note(fact({ time: 5, source: '10.0.0.9' }));
  detail.note(fact({ time: 12, source: '10.0.9.9', outcome: 'denied' }));
  detail.note(fact({ time: 99, via: 'console', credential: 'session:x' }));
  expect(detail.lastUse('KDAA1')).toBe(12);
  expect(detail.networks('KDAA1')).toEqual(['10.0.0.0/24', '10.0.9.0/24']);
  expect(detail.lastUse('session:x')).toBeNull();
});

it('counts decrypts that name no record', () => {
  const detail = new UseDetail();
  detail.note(fact());
  expect(detail.bareDecrypts('k')).toBe(0);
  detail.note(fact({ context: [] }));
  detail.note(fact({ context: null }));
  detail.note(fact({ context: null, operation: 'Encrypt' }));
  detail.note(fact({ context: null, outcome: 'failed' }));
  expect(detail.bareDecrypts('k')).toBe(2);
});

it('says from when it knows, and before a start was read that it does not', () => {
  const detail = new UseDetail();
  expect(detail.isKnownSince('new', 0)).toBe(false);
  detail.knowsFrom('old', 50);
  detail.complete();
  expect(detail.isKnownSince('new', 0)).toBe(true);
  expect(detail.isKnownSince('old', 49)).toBe(false);
  expect(detail.isKnownSince('old', 50)).toBe(true);
});
