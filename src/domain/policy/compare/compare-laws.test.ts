/** What holds of every comparison. Another evaluator, of the rules of grants too, is the judge: nothing here knows how the comparison works. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../../testing/runs.ts';
import type { PolicyWorld } from '../world.ts';
import type { Witness } from '../witness.ts';
import type { AccessChange, Comparison } from './comparison.ts';
import { comparePolicies } from './compare.ts';
import { anyWitness, edited, statement, statements } from './policies.fixture.ts';
import { judge } from './judge.fixture.ts';
import { isAllowed } from './request.ts';
import { ACCOUNT, policy, richWorld, world, type Written } from './worlds.fixture.ts';

const WORLD = world();
const RICH = richWorld();
/** With more in it: grants, identity policies that ask and deny, sessions; and one of which nothing is known. */
const WORLDS: readonly PolicyWorld[] = [WORLD, RICH, world({ key: null, principals: null, grants: null })];
const NOTHING: Pick<Comparison, 'exact' | 'gained' | 'lost'> = { exact: true, gained: [], lost: [] };
const changes = ({ gained, lost }: Comparison): readonly AccessChange[] => [...gained, ...lost];

/** Requests that each pair of policies is tried with. */
const REQUESTS = 60;

describe('the comparison and the judge', () => {
  test.each([0, 1, 2])(
    'agree on every request: what differs is in a row, and every witness differs (world %i)',
    (at) => {
      const where = WORLDS[at] ?? WORLD;
      let asked = 0;
      let differing = 0;
      let witnesses = 0;
      fc.assert(
        fc.property(
          edited,
          fc.array(anyWitness, { minLength: REQUESTS, maxLength: REQUESTS }),
          ([old, now], requests) => {
            const [before, after] = [policy(...old), policy(...now)];
            const comparison = comparePolicies(before, after, where);
            for (const request of requests) {
              asked++;
              differing += differs(request, comparison, [old, now], where, where);
            }
            for (const [rows, more, less] of [
              [comparison.gained, now, old],
              [comparison.lost, old, now],
            ] as const) {
              for (const { witness } of rows) {
                if (witness === null) continue;
                witnesses++;
                expect([judge(more, witness, where)[0], judge(less, witness, where)[0]]).toEqual([
                  true,
                  false,
                ]);
              }
            }
          },
        ),
        { seed: 20261130, numRuns: runs(at === 0 ? 350 : 150) },
      );
      expect(asked).toBeGreaterThanOrEqual(at === 0 ? 20_000 : 9000);
      expect(differing).toBeGreaterThan(200);
      expect(witnesses).toBeGreaterThan(150);
    },
  );

  test('agree where grants and people are not known, whatever they turn out to be', () => {
    const blind = world({ principals: null, grants: null });
    let differing = 0;
    fc.assert(
      fc.property(
        edited,
        fc.array(anyWitness, { minLength: REQUESTS, maxLength: REQUESTS }),
        ([old, now], requests) => {
          const [before, after] = [policy(...old), policy(...now)];
          const comparison = comparePolicies(before, after, blind);
          for (const request of requests) differing += differs(request, comparison, [old, now], RICH, blind);
        },
      ),
      { seed: 20261130, numRuns: runs(200) },
    );
    expect(differing).toBeGreaterThan(200);
  });

  test('a witness is checked by what the judge says, too', () => {
    fc.assert(
      fc.property(statements, anyWitness, (list, request) => {
        const compiled = policy(...list);
        for (const where of WORLDS)
          expect(isAllowed(request, compiled, where)).toBe(judge(list, request, where)[0]);
      }),
      { seed: 20261130, numRuns: runs(2000) },
    );
  });

  test('every row of an exact comparison has a witness, unless only an identity policy of tomorrow allows it', () => {
    fc.assert(
      fc.property(edited, ([old, now]) => {
        const comparison = comparePolicies(policy(...old), policy(...now), WORLD);
        if (!comparison.exact) return;
        for (const { layer, witness, who } of changes(comparison)) {
          const isTomorrow = layer === 'delegated' && who.every(({ existing }) => existing.length === 0);
          if (!isTomorrow) expect(witness).not.toBeNull();
        }
      }),
      { seed: 20261130, numRuns: runs(300) },
    );
  });
});

/** Whether the request is answered otherwise on either side, in some way in which it can come to be; then it is in a row. */
function differs(
  request: Witness,
  comparison: Comparison,
  [old, now]: readonly [readonly Written[], readonly Written[]],
  where: PolicyWorld,
  seen: PolicyWorld,
): number {
  const [was, is] = [judge(old, request, where), judge(now, request, where)];
  let count = 0;
  for (let way = 0; way < Math.max(was.length, is.length); way++) {
    const [before, after] = [was[way] ?? was[0], is[way] ?? is[0]];
    if (before === after) continue;
    count = 1;
    const rows = after === true ? comparison.gained : comparison.lost;
    expect({ request, covered: rows.some((row) => covers(row, request, seen)) }).toEqual({
      request,
      covered: true,
    });
  }
  return count;
}

/** The row speaks of the request's action and of its caller: by ARN, or by a class whose words fit. */
function covers(
  { who, actions }: AccessChange,
  { principal, session, action }: Witness,
  { principals }: PolicyWorld,
): boolean {
  if (!actions.includes(action)) return false;
  const isKnown = principals?.some(({ arn }) => arn === principal) === true;
  return who.some(({ arn, existing, open, words }) => {
    if (arn !== null) return arn === (session ?? principal) || arn === principal;
    return existing.includes(principal) || (open && !isKnown && fits(words, principal));
  });
}

/** As a person reads `any role of 111122223333 that starts with app-, except app-7`. */
function fits(words: string, principal: string): boolean {
  const [, account = '', kind = '', name = ''] = /^arn:aws:iam::([0-9]+):(\w+)\/?(.*)$/.exec(principal) ?? [];
  const [who = '', except = ''] = words
    .replace(/ to whom an identity policy gives it|, if a grant gives it/, '')
    .split(', except ');
  const kinds = /^any (?:other )?(user or role|user|role|principal)/.exec(who)?.[1];
  if (kinds !== undefined && kinds !== 'principal' && !kinds.split(' or ').includes(kind)) return false;
  const of = /(?:of|in) (this account|[0-9]{12})/.exec(who)?.[1];
  if (of !== undefined && (of === 'this account' ? ACCOUNT : of) !== account) return false;
  const start = /that starts with (\S+)/.exec(who)?.[1];
  if (start !== undefined && !name.startsWith(start)) return false;
  return !except
    .split(/, | and /)
    .some((out) => out === principal || out === `${kind}/${name}` || (kinds === kind && out === name));
}

describe('metamorphic', () => {
  const check = (numRuns: number): fc.Parameters<unknown> => ({ seed: 20261130, numRuns: runs(numRuns) });

  test('order, repetition, case of actions and lists of one change nothing', () => {
    fc.assert(
      fc.property(statements, fc.nat(), fc.boolean(), (list, at, upper) => {
        const again = list.toReversed().toSpliced(at % list.length, 0, list[at % list.length] ?? {});
        const other = again.map((written) => ({
          ...written,
          ...('Action' in written
            ? {
                Action: (written['Action'] as readonly string[]).map((name) =>
                  upper ? name.toUpperCase() : name.toLowerCase(),
                ),
              }
            : {}),
        }));
        expect(comparePolicies(policy(...list), policy(...other), WORLD)).toMatchObject(NOTHING);
      }),
      check(200),
    );
  });

  test('another Deny gives nobody anything, another Allow takes nothing away', () => {
    fc.assert(
      fc.property(statements, statement, (list, more) => {
        const before = policy(...list);
        const denied = comparePolicies(before, policy(...list, { ...more, Effect: 'Deny' }), WORLD);
        expect(denied.gained).toEqual([]);
        const allowed = comparePolicies(before, policy({ ...more, Effect: 'Allow' }, ...list), WORLD);
        expect(allowed.lost).toEqual([]);
      }),
      check(200),
    );
  });

  test('the way back is the mirror of the way there', () => {
    fc.assert(
      fc.property(edited, ([old, now]) => {
        const [before, after] = [policy(...old), policy(...now)];
        const there = comparePolicies(before, after, WORLD);
        const back = comparePolicies(after, before, WORLD);
        expect(back.exact).toBe(there.exact);
        expect([back.gained.length, back.lost.length]).toEqual([there.lost.length, there.gained.length]);
        const content = (rows: readonly AccessChange[]): readonly string[] =>
          rows.map(({ layer, who, actions, when }) => JSON.stringify([layer, who, actions, when])).toSorted();
        expect(content(back.gained)).toEqual(content(there.lost));
        expect(content(back.lost)).toEqual(content(there.gained));
      }),
      check(200),
    );
  });
});
