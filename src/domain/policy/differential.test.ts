/** `decide` against another evaluator, written from the specification alone (naive.fixture.ts), over random policies and requests. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../testing/runs.ts';
import { decide, explain, type Decision } from './evaluate.ts';
import { naively, type NaiveAnswer } from './naive.fixture.ts';
import { authorisationOf, compiled, policyOf, request } from './random-policies.fixture.ts';

const POLICIES = 10_000;
const REQUESTS = 10;

function answer(decision: Decision): NaiveAnswer {
  if (decision.allowed) return 'allowed';
  if (decision.reason.startsWith('with an explicit deny'))
    return decision.reason.includes('resource-based') ? 'key-deny' : 'identity-deny';
  return decision.reason.includes('resource-based') ? 'key-silent' : 'identity-silent';
}

test(
  'decide says what the specification says, on 100,000 pairs of policies and requests',
  { timeout: 600_000 },
  () => {
    const answers = new Map<NaiveAnswer, number>();
    const conditional = new Map<boolean, number>();
    fc.assert(
      fc.property(
        policyOf('key'),
        fc.array(policyOf('identity'), { maxLength: 2 }),
        fc.array(request, { minLength: REQUESTS, maxLength: REQUESTS }),
        (key, identities, requests) => {
          const own = compiled(key, 'key');
          const attached = identities.map((policy) => compiled(policy, 'identity'));
          for (const [index, asked] of requests.entries()) {
            const authorisation = authorisationOf(asked);
            const decision = decide(authorisation, own, attached);
            const wanted = naively(key, identities, asked);
            if (answer(decision) !== wanted)
              throw new Error(
                `${answer(decision)}, and the specification says ${wanted}: ${JSON.stringify({ key, identities, asked }, null, 1)}`,
              );
            answers.set(wanted, (answers.get(wanted) ?? 0) + 1);
            if (index > 0) continue;
            for (const { matched, of } of explain(authorisation, own, attached))
              if (of > 3) conditional.set(matched, (conditional.get(matched) ?? 0) + 1);
          }
        },
      ),
      { numRuns: runs(POLICIES), seed: 20261130 },
    );
    // The pairs are worth something: every answer is often right, and conditions often hold.
    const all = runs(POLICIES) * REQUESTS;
    expect([...answers.values()].reduce((sum, count) => sum + count, 0)).toBe(all);
    for (const each of ['allowed', 'key-deny', 'identity-deny', 'key-silent', 'identity-silent'] as const)
      expect((answers.get(each) ?? 0) / all, each).toBeGreaterThan(0.03);
    expect(answers.get('allowed')! / all).toBeGreaterThan(0.15); // counted above
    expect(conditional.get(true)! / conditional.get(false)!).toBeGreaterThan(0.05); // both occur, or the ratio is NaN and fails
  },
);
