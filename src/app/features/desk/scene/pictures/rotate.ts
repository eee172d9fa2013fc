import type { PictureTable } from '../picture.ts';
import { at, label, small, strong, TO_PRESS, wayBehind } from './write.ts';

const YESTERDAY = label(
  [strong('yesterday, not touched')],
  at(734, 242),
  at(24, 692, { lines: [strong('yesterday'), small('not touched')] }),
);
const TODAY = label([strong('today')], at(734, 108), at(236, 712));

/** A new version hangs beside the old one; in storage nothing moves. */
export const ROTATE = {
  before: {
    lit: ['storage'],
    at: {
      clerk: 'behind-desk:down',
      rack: 'rack:stand',
      luggage: 'shelf:locked',
      envelopeStays: 'shelf-envelope:sealed',
    },
    halo: [],
    line: false,
    labels: [
      label(
        [strong('yesterday, sealed by v{seal}', 'yesterday, wrapped by v{seal}')],
        at(734, 242),
        at(24, 692, { lines: [strong('yesterday'), small('sealed by v{seal}', 'wrapped by v{seal}')] }),
      ),
    ],
    marks: [],
  },
  'new-version': {
    lit: ['vault'],
    at: {
      clerk: 'behind-desk:down',
      rack: 'rack:stand',
      luggage: 'shelf:locked',
      envelopeStays: 'shelf-envelope:sealed',
    },
    halo: ['seals'],
    line: true,
    labels: [
      label(
        [
          strong('v{newest} hangs beside the old', 'v{newest} beside the old'),
          small('v{seal} stays: it still opens', 'v{seal} stays: it still unwraps'),
        ],
        at(224, 104, { touches: 'seals' }),
        at(420, 334, {
          anchor: 'end',
          lines: [
            strong('v{newest} hangs beside it', 'v{newest} beside the old'),
            small('v{seal} still opens', 'v{seal} still unwraps'),
          ],
        }),
      ),
      YESTERDAY,
    ],
    marks: [],
  },
  'still-opens': {
    lit: ['vault', 'storage'],
    at: {
      rack: 'rack:stand',
      luggage: 'shelf:locked',
      envelopeStays: 'shelf-envelope:sealed',
      luggage2: 'upper:locked',
      envelope2: 'upper-envelope:sealed',
      guest: 'at-desk:desk',
      clerk: 'behind-desk:down',
      envelope: 'press:sealed',
    },
    halo: ['opens'],
    line: true,
    order: [['luggage2', 'envelope2'], 'guest', 'envelope', 'line'],
    enters: { envelope: 'counter' },
    labels: [
      label(
        [
          strong('v{newest} seals from now on', 'v{newest} wraps from now on'),
          small('v{seal} still opens what it sealed', 'v{seal} still unwraps what it wrapped'),
        ],
        at(224, 104, { touches: 'seals' }),
        at(420, 334, {
          anchor: 'end',
          lines: [
            strong('v{newest} seals from now on', 'v{newest} wraps from now on'),
            small('v{seal} opens what it sealed', 'v{seal} opens what it wrapped'),
          ],
        }),
      ),
      TODAY,
      YESTERDAY,
    ],
    marks: [
      wayBehind(
        'plain',
        'M388 236Q270 180 188 239Q158 260 139 278',
        `M200 438Q170 420 170 380${TO_PRESS}262`,
      ),
    ],
  },
  're-encrypt': {
    lit: ['vault'],
    at: {
      rack: 'rack:stand',
      luggage: 'shelf:locked',
      luggage2: 'upper:locked',
      envelope2: 'upper-envelope:sealed',
      guest: 'at-desk:desk',
      clerk: 'behind-desk:out',
      envelopeStays: 'shelf-envelope:sealed',
      envelope: 'press:opened',
      roomkey: 'press-key:bare',
      renewed: 'hand:sealed',
    },
    halo: ['opens', 'seals'],
    line: true,
    order: ['clerk', 'envelope', 'line', 'roomkey', 'renewed'],
    enters: { renewed: 'press' },
    labels: [
      label(
        [
          strong('v{old} opens, v{newest} seals again', 'v{old} unwraps, v{newest} wraps again'),
          small('the room key stays the same', 'the data key stays the same'),
        ],
        at(224, 104, { touches: 'seals' }),
        at(420, 334, {
          anchor: 'end',
          lines: [
            strong('v{old} opens, v{newest} seals again', 'v{old} unwraps, v{newest} wraps'),
            small('the key inside is the same'),
          ],
        }),
      ),
      label(
        [strong('A new envelope', 'New wrapped key'), small('store it, or not')],
        at(344, 152, { anchor: 'middle' }),
        at(26, 342),
      ),
      TODAY,
      YESTERDAY,
    ],
    marks: [
      wayBehind(
        'plain',
        'M142 272Q160 252 188 239Q250 206 338 206',
        'M262 171H246Q236 171 236 181V221Q236 231 226 231H190Q182 231 182 239V402',
      ),
    ],
  },
} satisfies Record<string, PictureTable>;
