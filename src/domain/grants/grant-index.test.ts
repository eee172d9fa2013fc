import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../testing/runs.ts';
import type { GrantEntity } from '../state/entities.ts';
import { foldContext, isConstrained, meetsConstraints } from './constraints.ts';
import { GrantIndex } from './grant-index.ts';
import { anyGrant, contexts, grant } from './grants.fixture.ts';
import { GRANT_OPERATIONS } from './operations.ts';

const sorted = (ids: Iterable<string>): string[] => [...ids].sort();
const idsWhere = (grants: readonly GrantEntity[], holds: (each: GrantEntity) => boolean): string[] =>
  sorted(grants.filter(holds).map(({ id }) => id));

describe('the index of grants', () => {
  it('finds what a look at all of them would find, through additions and removals', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyGrant, { maxLength: 12, selector: ({ id }) => id }),
        fc.array(fc.nat(11)),
        contexts,
        (all, gone, context) => {
          const index = new GrantIndex();
          for (const each of all) index.add(each);
          const left = all.filter((_, i) => !gone.includes(i));
          for (const each of all) if (!left.includes(each)) index.remove(each);
          const folded = foldContext(context);
          const isIt = (id: string | null): boolean => id === 'AROA1' || id?.startsWith('AROA1:') === true;
          expect(sorted(index.concerning('AROA1'))).toEqual(
            idsWhere(left, ({ grantee, retiring }) => isIt(grantee) || isIt(retiring)),
          );
          for (const key of ['k1', 'k2']) {
            const own = left.filter(({ keyId }) => keyId === key);
            expect(index.count(key)).toBe(own.length);
            expect(index.ofKey(key)).toEqual(idsWhere(own, () => true));
            for (const name of ['one', 'two'])
              expect(sorted(index.named(key, name))).toEqual(idsWhere(own, (each) => each.name === name));
            for (const grantee of ['AROA1', 'AROA2', 'AROA1:s']) {
              const theirs = own.filter((each) => each.grantee === grantee);
              expect(index.isGrantee(key, grantee)).toBe(theirs.length > 0);
              expect(sorted(index.of(key, grantee))).toEqual(idsWhere(theirs, () => true));
              for (const operation of GRANT_OPERATIONS) {
                const found = new Set(index.candidates(key, grantee, operation, folded));
                const wanted = theirs.filter(
                  (each) =>
                    each.operations.includes(operation) &&
                    (!isConstrained(operation) || meetsConstraints(each, folded)),
                );
                for (const { id } of wanted) expect(found).toContain(id);
                for (const id of found) expect(theirs.map((each) => each.id)).toContain(id);
              }
            }
          }
          for (const who of ['AIDA1', 'AROA1'])
            expect(sorted(index.retirableBy(who))).toEqual(idsWhere(left, (each) => each.retiring === who));
          expect(sorted(index.childrenOf('p1'))).toEqual(idsWhere(left, (each) => each.parent === 'p1'));
          expect(sorted(index.keys())).toEqual([...new Set(left.map(({ keyId }) => keyId))].sort());
        },
      ),
      { numRuns: runs(400) },
    );
  });

  it('looks at a few of 50,000 grants of one grantee that share a pair and differ in another', () => {
    const index = new GrantIndex();
    const at = (i: number): GrantEntity =>
      grant({
        id: String(i).padStart(64, '0'),
        contextSubset: [
          ['record', String(i)],
          ['tenant', 'acme'],
        ],
      });
    for (let i = 0; i < 50_000; i++) index.add(at(i));
    const context = foldContext([
      ['tenant', 'acme'],
      ['record', '31415'],
    ]);
    const found = [...index.candidates('k1', 'AROA1', 'Decrypt', context)];
    expect(found).toContain(at(31_415).id);
    expect(found.length).toBeLessThan(10);
    // None of them holds it: none is looked at.
    expect([...index.candidates('k1', 'AROA1', 'DescribeKey', context)]).toEqual([]);
    expect([...index.candidates('k1', 'AROA2', 'Decrypt', context)]).toEqual([]);
  });

  it('keeps a list until it changes', () => {
    const index = new GrantIndex();
    index.add(grant());
    const list = index.ofKey('k1');
    expect(index.ofKey('k1')).toBe(list);
    index.remove(grant({ id: 'unknown' }));
    expect(index.ofKey('k1')).toBe(list);
    index.remove(grant());
    expect(index.ofKey('k1')).toEqual([]);
  });
});
