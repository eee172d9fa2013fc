/** What holds of every policy and request. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide, explain, type Decision, type StatementTrace } from './evaluate.ts';
import * as given from './policies.fixture.ts';
import { source } from './policies.fixture.ts';
import { runs } from '../../testing/runs.ts';

const SEED = { seed: 20261124, numRuns: runs(600) };
const reason = (decision: Decision): string | null => (decision.allowed ? null : decision.reason);

/** kms-api.md §8.1 over the traces: what decide must answer. */
function verdict(traces: readonly StatementTrace[], isRoot: boolean): boolean {
  const matched = traces.filter((trace) => trace.matched);
  if (matched.some(({ effect }) => effect === 'Deny')) return false;
  const reached = (reach: StatementTrace['reach']): boolean => matched.some((trace) => trace.reach === reach);
  return reached('named') || (reached('account') && (isRoot || reached('attached')));
}

describe('laws', () => {
  const world = fc.tuple(given.keyStatements, given.identityStatements, given.anyRequest);

  test('explain agrees with decide, and both answers occur', () => {
    const answers = new Map<boolean, number>();
    fc.assert(
      fc.property(world, ([key, identity, request]) => {
        const policies = [source('key', key), [source('identity', identity)]] as const;
        const { allowed } = decide(request, ...policies);
        answers.set(allowed, (answers.get(allowed) ?? 0) + 1);
        const traces = explain(request, ...policies);
        expect(verdict(traces, request.caller.kind === 'root')).toBe(allowed);
        for (const { matched, misses, met, of } of traces) {
          expect(matched).toBe(misses.length === 0);
          expect(met + misses.length).toBe(of);
        }
        for (const { source: from, policy, statement, effect } of decide(request, ...policies).decidedBy) {
          expect(traces).toContainEqual(
            expect.objectContaining({ source: from, policy, statement, effect, matched: true }),
          );
        }
      }),
      SEED,
    );
    expect(Math.min(answers.get(true) ?? 0, answers.get(false) ?? 0)).toBeGreaterThan(100);
  });

  test('a matching Deny always wins, wherever it stands', () => {
    fc.assert(
      fc.property(world, fc.boolean(), fc.nat(), ([key, identity, request], inKey, at) => {
        const deny = { Effect: 'Deny', Action: '*', Resource: '*', ...(inKey ? { Principal: '*' } : {}) };
        const keys = inKey ? key.toSpliced(at % (key.length + 1), 0, deny) : key;
        const identities = inKey ? identity : identity.toSpliced(at % (identity.length + 1), 0, deny);
        expect(decide(request, source('key', keys), [source('identity', identities)]).allowed).toBe(false);
      }),
      SEED,
    );
  });

  test('another Allow takes nothing away', () => {
    fc.assert(
      fc.property(
        world,
        given.keyStatement,
        given.identityStatement,
        ([key, identity, request], moreKey, moreIdentity) => {
          if (!decide(request, source('key', key), [source('identity', identity)]).allowed) return;
          const wider = [
            source('key', [{ ...moreKey, Effect: 'Allow' }, ...key]),
            [source('identity', [...identity, { ...moreIdentity, Effect: 'Allow' }])],
          ] as const;
          expect(decide(request, ...wider).allowed).toBe(true);
        },
      ),
      SEED,
    );
  });

  test('the order of statements and policies does not change the answer or the reason', () => {
    fc.assert(
      fc.property(world, given.identityStatements, ([key, identity, request], second) => {
        const forward = decide(request, source('key', key), [
          source('identity', identity, 'a'),
          source('identity', second, 'b'),
        ]);
        const backward = decide(request, source('key', key.toReversed()), [
          source('identity', second.toReversed(), 'b'),
          source('identity', identity.toReversed(), 'a'),
        ]);
        expect([backward.allowed, reason(backward)]).toEqual([forward.allowed, reason(forward)]);
      }),
      SEED,
    );
  });
});
