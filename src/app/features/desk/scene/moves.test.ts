import { describe, expect, test } from 'vitest';
import { LONGEST, planOf, wayBetween, type Move } from './moves.ts';
import type { FlowId, Layout, SceneFacts } from './picture.ts';
import { PICTURES } from './pictures.ts';
import { GRILLE, pointOf, STATIONS, transformTo, type Station } from './stations.ts';
import { pictureOf } from './table.ts';

const FACTS: Pick<SceneFacts, 'place' | 'refusedAt'> = { place: 'kms', refusedAt: null };
const flows = Object.keys(PICTURES) as readonly FlowId[]; // of a record by flow
const LAYOUTS: readonly Layout[] = ['wide', 'tall'];

/** Every step forward by one, in both pictures. */
const walks = flows.flatMap((flow) => {
  const steps = Object.keys(PICTURES[flow]);
  return steps.slice(1).flatMap((step, at) =>
    LAYOUTS.map((layout) => {
      const before = pictureOf(flow, steps[at] ?? '', FACTS);
      const after = pictureOf(flow, step, FACTS);
      return {
        name: `${flow}/${step} (${layout})`,
        step,
        layout,
        after,
        plan: planOf(before, after, layout, step === 'new-version'),
      };
    }),
  );
});

const goes = (moves: readonly Move[]): readonly Move[] => moves.filter(({ kind }) => kind === 'go');

test.each(walks)('$name takes at most 1.8 s and ends where its table says', ({ plan, after, layout }) => {
  expect(plan.total).toBeLessThanOrEqual(LONGEST + 0.001);
  for (const move of plan.moves) expect(move.start + move.duration).toBeLessThanOrEqual(plan.total + 0.001);
  for (const { target, along } of goes(plan.moves)) {
    if (target.of !== 'thing') throw new Error('only things go');
    const [station] = (after.at[target.thing] ?? '').split(':') as [Station];
    expect(along?.at(-1)).toBe(transformTo(pointOf(station, layout)));
  }
});

test.each(walks)('$name: one thing moves at a time, but what is tied together', ({ plan, after }) => {
  const together = (after.order ?? [])
    .filter((entry) => typeof entry !== 'string')
    .map((entry) => entry.join());
  const moving = goes(plan.moves);
  for (const [at, one] of moving.entries()) {
    for (const other of moving.slice(at + 1)) {
      const apart =
        one.start + one.duration <= other.start + 0.001 || other.start + other.duration <= one.start + 0.001;
      if (apart || one.target.of !== 'thing' || other.target.of !== 'thing') continue;
      const pair = [one.target.thing, other.target.thing];
      expect(together.some((entry) => pair.every((thing) => entry.includes(thing)))).toBe(true);
    }
  }
});

test('master keys are in no plan: only the halo comes to them, and a new version appears on its hook', () => {
  for (const { plan, name, step } of walks) {
    for (const { target, kind } of plan.moves) {
      if (target.of !== 'part') continue;
      if (target.part === 'halo' || target.part === 'fresh') expect(kind, name).toBe('appear');
      if (target.part === 'fresh') expect(step).toBe('new-version');
    }
  }
});

test('the line is in the book before anything comes back', () => {
  const walk = walks.find(({ name }) => name === 'rotate/re-encrypt (wide)');
  const line = walk?.plan.moves.find(({ kind }) => kind === 'write');
  const back = walk?.plan.moves.filter(
    ({ target }) => target.of === 'thing' && (target.thing === 'roomkey' || target.thing === 'renewed'),
  );
  expect(new Set(back?.map(({ target }) => target.of === 'thing' && target.thing)).size).toBe(2);
  for (const move of back ?? []) {
    expect(move.start).toBeGreaterThanOrEqual((line?.start ?? Infinity) + (line?.duration ?? 0) - 0.001);
  }
});

test('a step that writes a line draws it', () => {
  for (const { plan, after, name } of walks) {
    expect(plan.moves.filter(({ kind }) => kind === 'write').length, name).toBe(after.line ? 1 : 0);
  }
});

describe('the grille is the only opening of the vault', () => {
  const stations = Object.keys(STATIONS) as readonly Station[]; // of a record by station
  const inside = stations.filter((station) => STATIONS[station].room === 'vault');
  const outside = stations.filter((station) => STATIONS[station].room !== 'vault');
  test.each(LAYOUTS)('in the %s picture', (layout) => {
    expect(inside.length).toBeGreaterThan(0);
    for (const from of inside) {
      for (const to of outside) {
        expect(wayBetween(from, to, layout)).toContainEqual(GRILLE[layout]);
        expect(wayBetween(to, from, layout)).toContainEqual(GRILLE[layout]);
      }
    }
  });
});

test('an opened envelope does not close again on its way: the guest’s copy is another', () => {
  const plan = planOf(
    pictureOf('come-back', 'unwrap', FACTS),
    pictureOf('come-back', 'decrypt', FACTS),
    'wide',
    false,
  );
  expect(plan.leaving.map(({ thing }) => thing)).toContain('envelope');
  expect(goes(plan.moves).some(({ target }) => target.of === 'thing' && target.thing === 'envelope')).toBe(
    false,
  );
});

test('people turn where they stand: they never slide', () => {
  for (const { plan, name } of walks) {
    for (const { target } of goes(plan.moves)) {
      expect(target.of === 'thing' && ['guest', 'clerk', 'thief'].includes(target.thing), name).toBe(false);
    }
  }
});

test('whatever leaves a picture fades out of it', () => {
  for (const { plan, name } of walks) {
    for (const { thing } of plan.leaving) {
      const fades = plan.moves.filter(({ target }) => target.of === 'old' && target.thing === thing);
      expect(fades, `${name}: ${thing}`).toHaveLength(1);
    }
  }
});
