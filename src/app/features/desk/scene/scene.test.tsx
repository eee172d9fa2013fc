import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { ofItsKey } from './facts.ts';
import { fixturesOf, namesOf } from './names.ts';
import type { FlowId, Layout, SceneFacts } from './picture.ts';
import { PICTURES } from './pictures.ts';
import { hooksOf, railLeader } from './rail.ts';
import { pictureOf, placedIn } from './table.ts';
import { HOTEL } from './testing/hotel.ts';
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

test('there are no envelopes where one key in code or environment encrypts all', () => {
  for (const place of ['code', 'environment', 'kms', 'hsm'] as const) {
    for (const step of Object.keys(PICTURES.thief)) {
      const placed = placedIn(pictureOf('thief', step, { place, refusedAt: null }));
      const markup = placed.map((one) =>
        renderToStaticMarkup(drawingOf(one, 'wide', { facts: { ...FACTS, place }, words: 'hotel' })),
      );
      if (place === 'code' || place === 'environment')
        expect(markup.join(''), `${place}: ${step}`).not.toContain('wax');
      else if (step === 'storage' || step === 'backup') expect(markup.join('')).toContain('wax');
    }
  }
});

test('in the step that encrypts, every part of the envelope can be pointed at', () => {
  const placed = placedIn(pictureOf('check-in', 'encrypt', FACTS));
  const bytes = placed.flatMap((one) => namesOf(one, FACTS).map(({ byte }) => byte));
  expect(new Set(bytes.filter((byte) => byte !== null))).toEqual(
    new Set(['ciphertext', 'nonce', 'tag', 'wrapped-key', 'data-key']),
  );
});

test('what a bubble says in the field’s words has none of the hotel’s', () => {
  const facts = { ...FACTS, keyName: 'orders', guest: 'role/orders' };
  for (const flow of flows) {
    for (const step of Object.keys(PICTURES[flow])) {
      for (const place of ['code', 'environment', 'kms', 'hsm'] as const) {
        const table = pictureOf(flow, step, { place, refusedAt: null });
        const names = placedIn(table).flatMap((one) => namesOf(one, facts));
        for (const { field } of [...fixturesOf(table, facts, 'wide'), ...names]) {
          expect(field, `${flow}/${step} (${place})`).not.toMatch(HOTEL);
        }
      }
    }
  }
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

const railOf = (facts: SceneFacts, table = pictureOf('rotate', 'new-version', facts)): string =>
  renderToStaticMarkup(
    <svg>
      <Rail table={table} facts={facts} layout="wide" fresh={false} />
    </svg>,
  );

test('the rail says how many versions it does not show, and whether they are older than all that it shows', () => {
  expect(railOf({ ...FACTS, versions: [1, 2] })).not.toMatch(/…|older|more/u);
  expect(railOf({ ...FACTS, versions: [4, 5], seal: 4, older: 3 })).toMatch(/root.*….*\+3 older.*v4.*v5/u);
  expect(railOf({ ...FACTS, versions: [8, 9, 10, 11, 12], seal: 12, older: 0 })).toContain('+2 older');
  expect(railOf({ ...FACTS, versions: [1, 5], older: 3 })).toMatch(/root.*v1.*….*\+3 more.*v5/u);
  expect(
    fixturesOf({ ...pictureOf('rotate', 'before', FACTS) }, { ...FACTS, older: 3 }, 'wide')[0]?.field,
  ).toContain('v1 and 3 more of guest-records');
});

test('a step about another key hangs that key alone in the vault, with its name', () => {
  const facts = ofItsKey({ ...FACTS, versions: [1, 2], keyState: 'Disabled', otherKey: 'night-exports' });
  const table = pictureOf('turned-away', 'policy', facts);
  expect(railOf(facts, table)).toMatch(/root.*v1.*night-exports/u);
  expect(railOf(facts, table)).not.toMatch(/v2|disabled/u);
  expect(fixturesOf(table, facts, 'wide')[0]?.field).toContain('v1 of night-exports');
  expect(railOf(FACTS, table)).not.toContain('night-exports');
});

test('the bit that was flipped can be seen on its envelope, and nowhere else', () => {
  const of = (step: string) =>
    placedIn(pictureOf('turned-away', step, FACTS))
      .map((placed) => renderToStaticMarkup(drawingOf(placed, 'wide', { facts: FACTS, words: 'hotel' })))
      .join('');
  expect(of('flipped-bit')).toContain('class="flip"');
  for (const step of ['policy', 'context', 'disabled', 'deletion'])
    expect(of(step)).not.toContain('class="flip"');
});

test('of the ten services the first is the one in the thief’s coat, and it is named', () => {
  for (const step of ['one-key-stolen', 'ten-keys-stolen']) {
    const table = pictureOf('one-key', step, FACTS);
    const markup = placedIn(table)
      .map((placed) => renderToStaticMarkup(drawingOf(placed, 'wide', { facts: FACTS, words: 'hotel' })))
      .join('');
    expect(
      [...markup.matchAll(/class="coat-([ac])"/gu)]
        .slice(-10)
        .map(([, coat]) => coat)
        .join(''),
    ).toBe('caaaaaaaaa');
    expect(table.labels.flatMap(({ lines }) => lines.map(({ say }) => say))).toContain('service-1');
  }
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
