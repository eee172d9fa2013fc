import { describe, expect, test } from 'vitest';
import { LOOKS, THINGS, type FlowId, type Layout, type SceneFacts } from './picture.ts';
import { PICTURES } from './pictures.ts';
import { STATIONS, VIEW, type Station } from './stations.ts';
import { pictureOf, placedIn } from './table.ts';
import { HOTEL } from './testing/hotel.ts';
import { widthOf } from './testing/widths.ts';
import { DRAWINGS } from './things.tsx';
import { LEADING, written } from './writings.tsx';

/** The steps that the walks have: fixed, for the URL holds them. */
const STEPS: Readonly<Record<FlowId, readonly string[]>> = {
  'check-in': ['ask', 'two-copies', 'encrypt', 'wipe', 'store'],
  'come-back': ['send', 'check', 'unwrap', 'decrypt', 'wipe'],
  rotate: ['before', 'new-version', 'still-opens', 're-encrypt'],
  'turned-away': ['policy', 'context', 'disabled', 'deletion', 'flipped-bit'],
  thief: ['storage', 'backup', 'memory', 'network', 'git', 'environment', 'hsm-box'],
  'one-key': ['one-key', 'one-key-stolen', 'ten-keys', 'ten-keys-stolen'],
  direct: ['small', 'too-large', 'measured', 'compared'],
};

const PLACES = ['code', 'environment', 'kms', 'hsm'] as const;
/** Of what the vault is made, and what the way to the desk is covered with. */
const TRUTHS = [false, true].flatMap((soft) => [false, true].map((tls) => ({ soft, tls })));
const LAYOUTS: readonly Layout[] = ['wide', 'tall'];

/** Facts whose words are as long as they get. */
const LONG: SceneFacts = {
  keyName: 'guest-records-of-the-north-wing',
  versions: [8, 9, 10, 11, 12],
  keyState: 'Enabled',
  guest: 'role/an-unusually-long-name-of-a-service-account',
  payload: 'guest 4471, room 212, passport C01X00T47',
  cipher: '11b9821a440834e127af664671f75225c5d4a4357ca518e5',
  secondCipher: '6278ad782de4020b109b8e703490cec622a9',
  seal: 10,
  secondSeal: 12,
  line: 'allowed',
  place: 'kms',
  opened: { count: 10, of: 10 },
  refusedAt: null,
};

const flows = Object.keys(STEPS) as readonly FlowId[]; // of a record by flow
const all = flows.flatMap((flow) =>
  STEPS[flow].flatMap((step) =>
    PLACES.flatMap((place) =>
      ([null, 'desk', 'vault'] as const).flatMap((refusedAt) =>
        TRUTHS.map(({ soft, tls }) => ({
          flow,
          step,
          place,
          refusedAt,
          table: pictureOf(flow, step, { place, refusedAt, soft, tls }),
        })),
      ),
    ),
  ),
);
const meant = all.filter(({ refusedAt }) => refusedAt === null);

test('every step of every walk has a picture, and no picture is left over', () => {
  for (const flow of flows) expect(Object.keys(PICTURES[flow])).toEqual(STEPS[flow]);
  for (const { table } of meant) expect(placedIn(table).length).toBeGreaterThan(0);
});

test('everything stands at a station of both pictures, in a look that it has and that is drawn', () => {
  for (const { flow, step, table } of all) {
    for (const { thing, station, look } of placedIn(table)) {
      const what = `${flow}/${step}: ${thing} at ${station} looking ${look}`;
      for (const layout of LAYOUTS) {
        const [left, top, width, height] = VIEW[layout];
        const [x, y] = STATIONS[station][layout];
        expect(x, what).toBeGreaterThanOrEqual(left);
        expect(x, what).toBeLessThanOrEqual(left + width);
        expect(y, what).toBeGreaterThanOrEqual(top);
        expect(y, what).toBeLessThanOrEqual(top + height);
      }
      expect(LOOKS[thing], what).toContain(look);
      expect(Object.keys(DRAWINGS[thing]), what).toContain(look);
    }
  }
});

test('every thing and every look is used by some step', () => {
  const used = new Set(
    meant.flatMap(({ table }) => placedIn(table).map(({ thing, look }) => `${thing}:${look}`)),
  );
  const there = THINGS.flatMap((thing) => LOOKS[thing].map((look) => `${thing}:${look}`));
  expect([...used].sort()).toEqual(there.sort());
});

test('no step has more than four labels', () => {
  for (const { flow, step, table } of all) {
    expect(table.labels.length, `${flow}/${step}`).toBeLessThanOrEqual(4);
  }
});

const stationOf = (row: string | undefined): Station => row?.split(':')[0] as Station; // the type of a row is `station:look`

describe('what a picture must not say', () => {
  test('master keys are no thing that a table could place', () => {
    expect(THINGS.filter((thing) => /master|root/u.test(thing))).toEqual([]);
  });

  test('a refusal by policy or by the state of the key stops at the counter, and the vault stays dark', () => {
    for (const step of ['policy', 'disabled', 'deletion']) {
      const { at, lit, line } = pictureOf('turned-away', step, LONG);
      expect([at.envelope, lit, line], step).toEqual(['hand:sealed', ['desk'], true]);
    }
  });

  test('a wrong context and a flipped bit reach the press and fail there', () => {
    for (const [step, look] of [
      ['context', 'sealed'],
      ['flipped-bit', 'flipped'],
    ] as const) {
      const { at, lit, line, halo } = pictureOf('turned-away', step, LONG);
      expect([at.envelope, lit, line, halo], step).toEqual([`press:${look}`, ['vault'], true, []]);
    }
  });

  test('a refusal that was not meant is drawn where it happened, and nothing is handed over', () => {
    for (const { table, refusedAt, flow, step } of all) {
      if (refusedAt === null) continue;
      expect(table.lit, `${flow}/${step}`).toEqual([refusedAt]);
      expect(table.line).toBe(true);
      expect(table.at.roomkey).toBeUndefined();
      expect(table.at.clerk).toBe('behind-desk:palm');
      expect(table.halo).toEqual([]);
    }
  });

  test('a plaintext data key is never at the desk of a step that is past, and is wiped over the guest’s own luggage', () => {
    for (const step of ['wipe', 'store']) {
      const { at } = pictureOf('check-in', step, LONG);
      expect(at.roomkey ?? 'falling:wiped').toBe('falling:wiped');
    }
    expect(STATIONS.falling.room).toBe('guest');
    expect(pictureOf('check-in', 'store', LONG).at.roomkey).toBeUndefined();
  });

  test('the desk is not lit while the guest encrypts or decrypts', () => {
    for (const [flow, step] of [
      ['check-in', 'encrypt'],
      ['check-in', 'wipe'],
      ['come-back', 'decrypt'],
    ] as const) {
      expect(pictureOf(flow, step, LONG).lit).toEqual(['guest']);
      expect(pictureOf(flow, step, LONG).line).toBe(false);
    }
  });

  test('rotating moves nothing in storage, and what ReEncrypt answers is with the guest, not stored', () => {
    const before = pictureOf('rotate', 'before', LONG).at;
    for (const step of ['new-version', 'still-opens', 're-encrypt']) {
      const after = pictureOf('rotate', step, LONG).at;
      expect([after.luggage, after.envelopeStays], step).toEqual([before.luggage, before.envelopeStays]);
    }
    const { renewed, luggage2, envelope2 } = pictureOf('rotate', 're-encrypt', LONG).at;
    expect(STATIONS[stationOf(renewed)].room).not.toBe('storage');
    const today = pictureOf('rotate', 'still-opens', LONG).at;
    expect([luggage2, envelope2]).toEqual([today.luggage2, today.envelope2]);
  });

  test('a key is on the counter for whoever listens only where there is no TLS', () => {
    for (const place of ['kms', 'hsm'] as const) {
      const of = (tls: boolean) => pictureOf('thief', 'network', { place, refusedAt: null, tls });
      expect([of(false).at.roomkey, of(false).at.cover]).toEqual(['tray-bare:whole', 'put-aside:off']);
      expect([of(true).at.roomkey, of(true).at.cover]).toEqual([undefined, 'tray-cover:closed']);
      // One truth each: neither picture speaks of what would be otherwise.
      expect([of(false).labels.length, of(true).labels.length]).toEqual([1, 1]);
    }
    const unsaid = pictureOf('thief', 'network', { place: 'kms', refusedAt: null });
    expect(unsaid).toEqual(pictureOf('thief', 'network', { place: 'kms', refusedAt: null, tls: false }));
  });

  test('nothing lies in storage where nothing was stored', () => {
    for (const step of STEPS.direct) {
      for (const { thing, station } of placedIn(pictureOf('direct', step, LONG))) {
        expect(STATIONS[station].room, `${step}: ${thing}`).not.toBe('storage');
      }
    }
  });

  test('only with the code does the thief find the key in the notebook, only with the environment on the board', () => {
    for (const place of PLACES) {
      const of = (step: string) => pictureOf('thief', step, { place, refusedAt: null });
      expect(of('git').at.notebook).toBe(`lectern:${place === 'code' ? 'keyed' : 'name'}`);
      expect(of('environment').at.board?.endsWith(':keyed')).toBe(place === 'environment');
      expect(of('storage').at.roomkey).toBeUndefined();
      expect(of('hsm-box').vault).toBe(place === 'kms' || place === 'hsm' ? 'gone' : 'empty');
    }
  });
});

test('a label in the field’s words has none of the hotel’s', () => {
  for (const { flow, step, place, table } of all) {
    for (const label of table.labels) {
      for (const layout of LAYOUTS) {
        for (const { say } of label[layout]?.lines ?? label.lines) {
          const field = typeof say === 'string' ? say : say[1];
          const said = field.replaceAll(/\{\w+\}/gu, '');
          expect(said, `${flow}/${step} (${place}, ${layout})`).not.toMatch(HOTEL);
        }
      }
    }
  }
});

/** The largest letters that each picture has. */
const SIZES = {
  wide: { strong: 15.5, small: 15, mono: 14.5 },
  tall: { strong: 17, small: 16, mono: 15 },
} as const;

const FRAME = { wide: [8, 952, 50, 370], tall: [16, 424, 66, 852] } as const;

describe.each(LAYOUTS)('labels of the %s picture', (layout) => {
  const boxes = meant.map(({ flow, step, place, table }) => ({
    name: `${flow}/${step} (${place})`,
    labels: (['hotel', 'field'] as const).flatMap((words) => [
      table.labels.flatMap((label) => {
        const text = written(label, layout, words, LONG, table);
        if (text === null) return [];
        return text.lines.map((line, row) => {
          const mono = line.as === 'mono';
          const size = mono
            ? SIZES[layout].mono
            : line.as === 'strong' || line.as === 'no'
              ? SIZES[layout].strong
              : SIZES[layout].small;
          const width = widthOf(line.text, size, mono);
          const left = { start: text.x, middle: text.x - width / 2, end: text.x - width }[text.anchor];
          const foot = text.y + row * LEADING[layout];
          return { text: line.text, label, left, right: left + width, top: foot - size * 0.75, foot };
        });
      }),
    ]),
  }));

  test('stay inside the house', () => {
    const [left, right, top, foot] = FRAME[layout];
    for (const { name, labels } of boxes) {
      for (const box of labels.flat()) {
        const what = `${name}: ${box.text}`;
        expect(box.left, what).toBeGreaterThanOrEqual(left);
        expect(box.right, what).toBeLessThanOrEqual(right);
        expect(box.top, what).toBeGreaterThanOrEqual(top);
        expect(box.foot, what).toBeLessThanOrEqual(foot);
      }
    }
  });

  test('do not stand in one another', () => {
    for (const { name, labels } of boxes) {
      for (const set of labels) {
        for (const [at, one] of set.entries()) {
          for (const other of set.slice(at + 1)) {
            if (one.label === other.label) continue;
            const apart =
              one.right <= other.left ||
              other.right <= one.left ||
              one.foot <= other.top ||
              other.foot <= one.top;
            expect(apart, `${name}: “${one.text}” and “${other.text}”`).toBe(true);
          }
        }
      }
    }
  });

  test('have no word in braces that the facts do not fill', () => {
    for (const { name, labels } of boxes) {
      for (const box of labels.flat()) expect(box.text, name).not.toMatch(/[{}]/u);
    }
  });
});
