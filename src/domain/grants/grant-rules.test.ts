import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../testing/runs.ts';
import { allowsChild, isSameGrant, letsRetire } from './grant-rules.ts';
import { anyGrant, grant } from './grants.fixture.ts';

describe('passing on', () => {
  it('needs CreateGrant, and no more than one parent has', () => {
    const parent = grant({ operations: ['CreateGrant', 'Decrypt', 'Encrypt'] });
    expect(allowsChild(parent, grant({ operations: ['Decrypt'] }))).toBe(true);
    expect(allowsChild(parent, grant({ operations: ['Decrypt', 'CreateGrant'] }))).toBe(true);
    expect(allowsChild(parent, grant({ operations: ['GenerateDataKey'] }))).toBe(false);
    expect(allowsChild(grant({ operations: ['Decrypt'] }), grant({ operations: ['Decrypt'] }))).toBe(false);
  });

  it('never widens, over any number of hands', () => {
    fc.assert(
      fc.property(anyGrant, anyGrant, anyGrant, (a, b, c) => {
        if (allowsChild(a, b) && allowsChild(b, c)) expect(allowsChild(a, c)).toBe(true);
        if (allowsChild(a, b)) for (const each of b.operations) expect(a.operations).toContain(each);
      }),
      { numRuns: runs(3000) },
    );
  });
});

it('is retired by its retiring principal, and by its grantee when it holds RetireGrant', () => {
  const plain = grant({ retiring: 'AIDA9' });
  expect(letsRetire(plain, ['AIDA9'])).toBe(true);
  expect(letsRetire(plain, ['AROA1'])).toBe(false);
  expect(letsRetire(grant({ operations: ['Decrypt', 'RetireGrant'] }), ['AROA1', 'AROA1:s'])).toBe(true);
  expect(letsRetire(grant(), [])).toBe(false);
});

describe('the same grant', () => {
  it('needs a name, and all else equal but order', () => {
    const pairs = [
      ['a', '1'],
      ['b', '2'],
    ] as const;
    const one = grant({ name: 'n', operations: ['Decrypt', 'Encrypt'], contextEquals: pairs });
    const turned = { ...one, operations: ['Encrypt', 'Decrypt'], contextEquals: pairs.toReversed() };
    expect(isSameGrant(one, turned)).toBe(true);
    expect(isSameGrant({ ...one, name: '' }, { ...one, name: '' })).toBe(false);
    for (const other of [
      { name: 'm' },
      { keyId: 'k2' },
      { grantee: 'AROA2' },
      { retiring: 'AIDA1' },
      { operations: ['Decrypt'] },
      { operations: ['Decrypt', 'Encrypt', 'DescribeKey'] },
      { contextEquals: null },
      { contextEquals: [['A', '1'], pairs[1]] as const },
      { contextEquals: null, contextSubset: pairs },
      { contextSubset: [] },
    ])
      expect([other, isSameGrant(one, { ...one, ...other })]).toEqual([other, false]);
  });

  it('is symmetric', () => {
    fc.assert(
      fc.property(anyGrant, anyGrant, (a, b) => {
        expect(isSameGrant(a, b)).toBe(isSameGrant(b, a));
        expect(isSameGrant(a, a)).toBe(a.name !== '');
      }),
      { numRuns: runs(500) },
    );
  });
});
