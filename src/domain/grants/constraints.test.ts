import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../testing/runs.ts';
import type { ConditionLookup } from '../policy/evaluate.ts';
import {
  contextOf,
  foldContext,
  isAsStrict,
  LONGEST_VALUE,
  meetsConstraints,
  refuseConstraint,
  type Constraints,
} from './constraints.ts';
import { constraint, contexts } from './grants.fixture.ts';

const both = fc.record({ contextEquals: constraint, contextSubset: constraint });
const meets = (constraints: Constraints, context: ReadonlyMap<string, string>): boolean =>
  meetsConstraints(constraints, foldContext(context));

/** What §7 says, as slowly as it is said. */
function asSaid(
  { contextEquals, contextSubset }: Constraints,
  context: ReadonlyMap<string, string>,
): boolean {
  const fold = ([name, value]: readonly [string, string]): string =>
    JSON.stringify([name.toLowerCase(), value]);
  const given = [...context].map(fold);
  const sub = (contextSubset ?? []).map(fold).every((pair) => given.includes(pair));
  const rest = [...given];
  for (const pair of (contextEquals ?? []).map(fold)) {
    const at = rest.indexOf(pair);
    if (at === -1) return false;
    rest.splice(at, 1);
  }
  return sub && (contextEquals === null || rest.length === 0);
}

describe('constraints', () => {
  it('compare names without case, values with', () => {
    const equals = { contextEquals: [['Tenant', 'acme']] as const, contextSubset: null };
    expect(meets(equals, new Map([['tenant', 'acme']]))).toBe(true);
    expect(meets(equals, new Map([['TENANT', 'Acme']]))).toBe(false);
    expect(
      meets(
        equals,
        new Map([
          ['tenant', 'acme'],
          ['record', '1'],
        ]),
      ),
    ).toBe(false);
    expect(meets(equals, new Map())).toBe(false);
    const subset = { contextEquals: null, contextSubset: equals.contextEquals };
    expect(
      meets(
        subset,
        new Map([
          ['tenant', 'acme'],
          ['record', '1'],
        ]),
      ),
    ).toBe(true);
    expect(meets(subset, new Map([['record', 'acme']]))).toBe(false);
    // An empty whole is a context without pairs, not any context.
    expect(meets({ contextEquals: [], contextSubset: null }, new Map([['a', 'b']]))).toBe(false);
    expect(meets({ contextEquals: [], contextSubset: null }, new Map())).toBe(true);
  });

  it('mean what they say, for any context', () => {
    fc.assert(
      fc.property(both, contexts, (constraints, context) => {
        expect(meets(constraints, context)).toBe(asSaid(constraints, context));
      }),
      { numRuns: runs(2000) },
    );
  });

  it('do not depend on the order of pairs', () => {
    fc.assert(
      fc.property(both, contexts, (constraints, context) => {
        const turned = {
          contextEquals: constraints.contextEquals?.toReversed() ?? null,
          contextSubset: constraints.contextSubset?.toReversed() ?? null,
        };
        expect(meets(turned, new Map([...context].toReversed()))).toBe(meets(constraints, context));
      }),
      { numRuns: runs(500) },
    );
  });

  it('of a child are as strict only when the parent lets all through that the child does', () => {
    let strict = 0;
    fc.assert(
      fc.property(both, both, contexts, (parent, child, context) => {
        if (!isAsStrict(parent, child)) return;
        strict++;
        if (meets(child, context)) expect(meets(parent, context)).toBe(true);
      }),
      { numRuns: runs(4000) },
    );
    expect(strict).toBeGreaterThan(100);
  });

  it('of a child are as strict as their own, and with a pair more', () => {
    fc.assert(
      fc.property(both, contexts, (parent, more) => {
        expect(isAsStrict(parent, parent)).toBe(true);
        const child = { ...parent, contextSubset: [...(parent.contextSubset ?? []), ...more] };
        expect(isAsStrict(parent, child)).toBe(true);
        expect(isAsStrict({ contextEquals: null, contextSubset: null }, child)).toBe(true);
      }),
      { numRuns: runs(500) },
    );
    const pair = [['tenant', 'acme']] as const;
    const equals = { contextEquals: pair, contextSubset: null };
    const subset = { contextEquals: null, contextSubset: pair };
    expect(isAsStrict(subset, equals)).toBe(true);
    expect(isAsStrict(equals, subset)).toBe(false);
    expect(isAsStrict(subset, { contextEquals: null, contextSubset: null })).toBe(false);
    expect(isAsStrict(equals, { contextEquals: [...pair, ['record', '1']], contextSubset: null })).toBe(
      false,
    );
  });

  it('read the request’s context from its condition values, pairs of names that fold together too', () => {
    fc.assert(
      fc.property(contexts, (context) => {
        const values: ConditionLookup = (key) => {
          if (key === 'kms:encryptioncontextkeys')
            return context.size === 0 ? undefined : [...context.keys()];
          const name = key.slice('kms:encryptioncontext:'.length);
          const found = [...context]
            .filter(([each]) => each.toLowerCase() === name)
            .map(([, value]) => value);
          return found.length > 1 ? found : found[0];
        };
        expect(contextOf(values)).toEqual(foldContext(context));
      }),
      { numRuns: runs(500) },
    );
  });

  it('have at most eight pairs, of 384 characters', () => {
    const pairs = (count: number, length: number) =>
      Array.from({ length: count }, (_, i) => [`n${i}`, 'x'.repeat(length)] as const);
    expect(refuseConstraint('EncryptionContextEquals', pairs(8, LONGEST_VALUE))).toBeNull();
    expect(refuseConstraint('EncryptionContextEquals', pairs(9, 1))).toBe(
      'EncryptionContextEquals has 9 pairs; a grant constraint can have 8.',
    );
    expect(refuseConstraint('EncryptionContextSubset', pairs(1, 385))).toContain('385 characters');
  });
});
