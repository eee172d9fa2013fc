import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { payloadOfText } from '../envelope-file-rules.ts';
import { firstMoment, type Moment } from './moment.ts';
import { begin, movesFrom, shown, walked, wanted, type Walk, type WalkEvent } from './walk.ts';

const moment: Moment = firstMoment([], payloadOfText('x'), new Map());
const went = (to: number, flow: Walk['flow'] = 'check-in', steps = 5): WalkEvent => ({
  kind: 'went',
  flow,
  steps,
  to,
});
const did = (walk: Walk): Walk => {
  const at = wanted(walk);
  return at === null ? walk : walked(walk, { kind: 'did', run: walk.run, at, moment });
};

it('does one act after the other until it has come where the person wants to stand', () => {
  let walk = begin('check-in', 5, 2);
  expect([wanted(walk), shown(walk)]).toEqual([0, null]);
  walk = did(walk);
  expect([wanted(walk), shown(walk)]).toEqual([1, 0]);
  walk = did(did(walk));
  expect([wanted(walk), shown(walk), movesFrom(walk)]).toEqual([null, 2, null]);
});

it('moves for one step forward only: back, jumps and first steps are set', () => {
  let walk = did(begin('check-in', 5, 0));
  expect(movesFrom(walk)).toBeNull();
  walk = walked(walk, went(1));
  expect([shown(walk), movesFrom(walk)]).toEqual([0, null]);
  walk = did(walk);
  expect([shown(walk), movesFrom(walk)]).toEqual([1, 0]);
  walk = walked(walk, went(0));
  expect([shown(walk), movesFrom(walk)]).toEqual([0, null]);
  walk = walked(walk, went(1));
  expect([wanted(walk), movesFrom(walk)]).toEqual([null, 0]);
  walk = did(did(walked(walk, went(3))));
  expect([shown(walk), movesFrom(walk)]).toEqual([3, null]);
});

it('keeps what an act did although the person has gone back meanwhile', () => {
  let walk = walked(did(begin('rotate', 4, 0)), went(1, 'rotate', 4));
  walk = walked(walk, went(0, 'rotate', 4));
  walk = walked(walk, { kind: 'did', run: walk.run, at: 1, moment });
  expect([shown(walk), walk.moments.length]).toEqual([0, 2]);
  expect(wanted(walked(walk, went(1, 'rotate', 4)))).toBeNull();
});

it('drops what an act of another flow or an earlier beginning answers', () => {
  const old = begin('check-in', 5, 0);
  const now = walked(old, went(0, 'rotate', 4));
  expect(walked(now, { kind: 'did', run: old.run, at: 0, moment })).toBe(now);
  const anew = walked(did(old), { kind: 'began-anew' });
  expect(walked(anew, { kind: 'did', run: old.run, at: 0, moment })).toBe(anew);
});

it('stops at a refusal, lets the person go back, and tries again when told', () => {
  let walk = walked(did(begin('check-in', 5, 0)), went(1));
  const stopped = { at: 1, message: 'is disabled', code: 'DisabledException', call: null };
  walk = walked(walked(walk, { kind: 'played' }), { kind: 'failed', run: walk.run, stopped });
  expect([wanted(walk), shown(walk), walk.playing]).toEqual([null, 0, false]);
  walk = walked(walk, went(0));
  expect(walk.stopped).toEqual(stopped);
  walk = walked(walked(walk, went(1)), { kind: 'tried-again' });
  expect([wanted(walk), walk.stopped]).toEqual([1, null]);
});

it('whatever comes in whatever order: what is shown was reached, and acts are done in order, each once', () => {
  const event = fc.oneof(
    fc.record({ kind: fc.constant('went' as const), to: fc.integer({ min: -3, max: 9 }) }),
    fc.constantFrom(
      { kind: 'act' as const },
      { kind: 'fail' as const },
      { kind: 'late' as const },
      { kind: 'tried-again' as const },
      { kind: 'began-anew' as const },
      { kind: 'played' as const },
      { kind: 'paused' as const },
    ),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      let walk = begin('check-in', 5, 0);
      for (const each of events) {
        const before = walk;
        if (each.kind === 'went') walk = walked(walk, went(each.to));
        else if (each.kind === 'act') walk = did(walk);
        else if (each.kind === 'late') walk = walked(walk, { kind: 'did', run: walk.run - 1, at: 0, moment });
        else if (each.kind === 'fail') {
          const at = wanted(walk);
          if (at !== null)
            walk = walked(walk, {
              kind: 'failed',
              run: walk.run,
              stopped: { at, message: '', code: null, call: null },
            });
        } else walk = walked(walk, each);
        const at = shown(walk);
        expect(at === null ? 0 : at).toBeLessThan(Math.max(1, walk.moments.length));
        expect(walk.target >= 0 && walk.target < 5).toBe(true);
        expect(walk.moments.length - before.moments.length).toBeLessThanOrEqual(1);
        if (walk.run === before.run)
          expect(walk.moments.slice(0, before.moments.length)).toEqual(before.moments);
        expect(wanted(walk) ?? walk.moments.length).toBe(walk.moments.length);
      }
    }),
  );
});
