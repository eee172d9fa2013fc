import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceptanceId, type Acceptance } from './acceptance.ts';
import { checkOf } from './checks.ts';
import { facts, key, NOW } from './posture.fixture.ts';
import { runCheck, runChecks, scoreOf, type CheckResult, type Verdict } from './report.ts';

const noRotation = checkOf('no-rotation')!; // it is in the table
const given = facts({
  keys: [key({ key: { id: 'a', rotation: null } }), key({ key: { id: 'b', rotation: null } })],
});
const accepting =
  (until: number, ...objects: readonly string[]) =>
  (id: string): Acceptance | undefined => {
    const object = objects.find((each) => acceptanceId('no-rotation', each) === id);
    return object === undefined
      ? undefined
      : { code: 'no-rotation', object, reason: 'x', until, acceptedAt: 0, acceptedBy: 'arn' };
  };

describe('acceptance', () => {
  it('sets a finding apart; one that is left still fails the check', () => {
    const one = runCheck(noRotation, given, accepting(NOW + 1, 'a'));
    expect([one.verdict, one.findings.map(({ id }) => id), one.accepted.map(({ id }) => id)]).toEqual([
      'failed',
      ['b'],
      ['a'],
    ]);
    expect(runCheck(noRotation, given, accepting(NOW + 1, 'a', 'b')).verdict).toBe('accepted');
  });

  it('comes back at its very date, and is of one check alone', () => {
    expect(runCheck(noRotation, given, accepting(NOW, 'a', 'b')).findings).toHaveLength(2);
    const idle = runCheck(
      checkOf('idle-key')!, // likewise
      facts({ keys: [key({ lastUse: 0, key: { id: 'a' } })] }),
      accepting(NOW + 1, 'a'),
    );
    expect(idle.verdict).toBe('failed');
  });
});

describe('score', () => {
  const result = (verdict: Verdict, weight: number): CheckResult => ({
    check: noRotation,
    verdict,
    weight,
    looked: 1,
    findings: [],
    accepted: [],
  });

  it('is the share of weights that passed, and is none when nothing counts', () => {
    expect(
      scoreOf([result('passed', 5), result('failed', 3), result('accepted', 1), result('empty', 5)]),
    ).toEqual({
      checks: 3,
      passed: 2,
      weight: 9,
      passedWeight: 6,
      byAcceptance: 1,
      percent: 66,
    });
    expect(scoreOf([result('empty', 5)]).percent).toBeNull();
  });

  it('is 100 exactly when no check failed, and never rises by a failure', () => {
    const verdict = fc.constantFrom<Verdict>('passed', 'failed', 'accepted', 'empty');
    const results = fc.array(fc.tuple(verdict, fc.constantFrom(1, 3, 5)).map(([v, w]) => result(v, w)));
    fc.assert(
      fc.property(results, (all) => {
        const { percent } = scoreOf(all);
        if (percent === null) return;
        expect(percent === 100).toBe(all.every((each) => each.verdict !== 'failed'));
        expect(scoreOf([...all, result('failed', 1)]).percent).toBeLessThanOrEqual(percent);
      }),
    );
  });
});

it('counts what an empty desk has nothing of neither way', () => {
  const empty = facts({ keys: [], accessKeys: [] });
  const results = [...runChecks(empty, () => undefined)];
  expect(results.filter(({ verdict }) => verdict === 'failed')).toEqual([]);
  expect(results.find(({ check }) => check.code === 'no-rotation')?.verdict).toBe('empty');
  expect(scoreOf(results).percent).toBe(100);
});
