import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { fixturesOf, namesOf } from './names.ts';
import type { FlowId, Layout, SceneFacts } from './picture.ts';
import { PICTURES } from './pictures.ts';
import { hooksOf, railLeader } from './rail.ts';
import { pictureOf, placedIn } from './table.ts';
import { drawingOf } from './things.tsx';
import { Rail } from './vault.tsx';

const FACTS: SceneFacts = {
  keyName: 'guest-records',
  versions: [1],
  keyState: 'Enabled',
  guest: 'role/guest-records',
  payload: 'guest 4471, room 212',
  cipher: '11b9821a440834e127af664671f75225c5d4a4357ca518e5',
  secondCipher: '6278ad782de4020b109b8e703490cec622a9',
  seal: 1,
  secondSeal: 2,
  line: 'allowed',
  place: 'kms',
  opened: { count: 1, of: 10 },
  refusedAt: null,
};

const flows = Object.keys(PICTURES) as readonly FlowId[]; // of a record by flow
const LAYOUTS: readonly Layout[] = ['wide', 'tall'];

test('everything that a table places is drawn', () => {
  for (const flow of flows) {
    for (const step of Object.keys(PICTURES[flow])) {
      for (const place of ['code', 'environment', 'kms', 'hsm'] as const) {
        for (const placed of placedIn(pictureOf(flow, step, { place, refusedAt: null }))) {
          for (const layout of LAYOUTS) {
            const markup = renderToStaticMarkup(drawingOf(placed, layout, { facts: FACTS, words: 'hotel' }));
            expect(markup, `${flow}/${step}: ${placed.thing}`).toMatch(/<(?:path|rect|circle)/u);
          }
        }
      }
    }
  }
});

test('facts are written on things: words of the payload, hex of the ciphertext, version on the seal', () => {
  const of = (thing: 'luggage' | 'envelope', look: string) =>
    renderToStaticMarkup(
      drawingOf({ thing, look, station: 'rack' }, 'wide', { facts: { ...FACTS, seal: 7 }, words: 'hotel' }),
    );
  expect(of('luggage', 'open')).toContain('guest 4471');
  expect(of('luggage', 'locked')).toContain('11b9821a4');
  expect(of('luggage', 'locked')).not.toContain('guest 4471');
  expect(of('envelope', 'sealed')).toContain('v7');
});

test('in the step that encrypts, every part of the envelope can be pointed at', () => {
  const placed = placedIn(pictureOf('check-in', 'encrypt', FACTS));
  const bytes = placed.flatMap((one) => namesOf(one, FACTS).map(({ byte }) => byte));
  expect(new Set(bytes.filter((byte) => byte !== null))).toEqual(
    new Set(['ciphertext', 'nonce', 'tag', 'wrapped-key', 'data-key']),
  );
});

test('no step has more than a dozen things to stop at, and none has a name twice', () => {
  for (const flow of flows) {
    for (const step of Object.keys(PICTURES[flow])) {
      const table = pictureOf(flow, step, FACTS);
      const names = [
        ...fixturesOf(table, FACTS, 'wide'),
        ...placedIn(table).flatMap((one) => namesOf(one, FACTS)),
      ];
      expect(names.filter(({ stop }) => stop).length, `${flow}/${step}`).toBeLessThanOrEqual(12);
      expect(new Set(names.map(({ key }) => key)).size, `${flow}/${step}`).toBe(names.length);
    }
  }
});

test('the rail says which versions hang there, and the key that is disabled or to be deleted has its plate', () => {
  const table = pictureOf('turned-away', 'disabled', FACTS);
  const rail = (facts: SceneFacts) =>
    renderToStaticMarkup(
      <svg>
        <Rail table={table} facts={facts} layout="wide" fresh={false} />
      </svg>,
    );
  expect(rail({ ...FACTS, versions: [1, 2, 3, 4, 5], seal: 5 })).toMatch(/root.*….*v3.*v4.*v5/u);
  expect(rail(FACTS)).not.toMatch(/disabled|deletion/u);
  expect(rail({ ...FACTS, keyState: 'Disabled' })).toContain('disabled');
  expect(rail({ ...FACTS, keyState: 'PendingDeletion' })).toContain('deletion');
});

test('a leader touches the version in use, and is left out where it would cross another key', () => {
  const table = { halo: ['opens'] } as const;
  expect(railLeader('opens', table, FACTS)).toBe('M113 100H218');
  expect(railLeader('seals', table, { ...FACTS, versions: [1, 2] })).toBe('M165 100H218');
  expect(railLeader('opens', table, { ...FACTS, versions: [1, 2] })).toBeNull();
});

test('five hooks still hang inside the vault', () => {
  const { hooks, scale } = hooksOf({ halo: [] }, { ...FACTS, versions: [1, 2, 3, 4], seal: 4 });
  expect(hooks).toHaveLength(5);
  for (const { x } of hooks) expect(Math.abs(x) + 18 * scale).toBeLessThanOrEqual(78);
});
