import type { PictureTable } from '../picture.ts';
import { at, cross, label, no, small, strong, TO_PRESS, wayBehind } from './write.ts';

/** Why not give the desk the luggage itself: size, and a call for each piece. */
export const DIRECT = {
  small: {
    lit: ['vault'],
    at: {
      rack: 'rack:stand',
      guest: 'at-desk:desk',
      clerk: 'behind-desk:down',
      parcel: 'press-parcel:open',
    },
    halo: ['seals'],
    line: true,
    order: ['parcel'],
    enters: { parcel: 'counter-parcel' },
    labels: [
      label(
        [
          strong('The luggage itself goes in', 'The payload itself is sent'),
          small('every byte, over the counter', 'every byte, over the network'),
        ],
        at(224, 104),
        at(420, 334, {
          anchor: 'end',
          lines: [
            strong('The luggage itself', 'The payload itself'),
            small('goes over the counter', 'goes to the KMS'),
          ],
        }),
      ),
    ],
    marks: [
      wayBehind(
        'plain',
        'M388 222Q270 176 188 239Q158 262 133 282',
        `M200 424Q170 410 170 380${TO_PRESS}268`,
      ),
    ],
  },
  'too-large': {
    lit: ['desk'],
    at: {
      rack: 'rack:stand',
      guest: 'at-desk:desk',
      trunk: 'on-counter:large',
      clerk: 'behind-desk:palm',
    },
    halo: [],
    line: true,
    order: ['trunk', 'clerk', 'line'],
    labels: [
      label(
        [
          no('Too large for the grille', 'Too large to encrypt directly'),
          small('4 KiB pass, and no more', '4 KiB, and no more'),
        ],
        at(224, 104, { leader: 'M216 112L200 220' }),
        at(26, 336, {
          leader: 'M106 330H170V262',
          lines: [no('Too large', 'Too large'), small('4 KiB pass, no more', '4 KiB, no more')],
        }),
      ),
    ],
    marks: [cross([316, 146], [130, 372])],
  },
  measured: {
    lit: ['desk'],
    at: {
      rack: 'rack:stand',
      luggage: 'rack:open',
      guest: 'at-desk:desk',
      clerk: 'behind-desk:out',
      slips: 'row-many:many',
    },
    halo: ['seals'],
    line: true,
    order: ['slips', 'line'],
    labels: [
      label(
        [
          strong('A slip for every piece', 'A call for every record'),
          small('each waits for the vault', 'each waits for the HSM'),
        ],
        at(338, 108, { anchor: 'middle' }),
        at(26, 336),
      ),
    ],
    marks: [],
  },
  compared: {
    lit: ['guest'],
    at: {
      rack: 'rack:stand',
      guest: 'at-desk:desk',
      clerk: 'behind-desk:down',
      luggage: 'rack:locked',
      envelope: 'tied:sealed',
      slips: 'row-many:many',
      single: 'row-one:one',
    },
    halo: [],
    line: false,
    order: ['single', 'luggage', 'envelope'],
    labels: [
      label(
        [strong('Directly: one for each', 'Directly: one call for each')],
        at(338, 132, { anchor: 'middle' }),
        at(26, 340, { lines: [strong('Directly: one each')] }),
      ),
      label(
        [strong('With an envelope: one slip', 'With a data key: one call'), small('all bytes stay here')],
        at(582, 128, { anchor: 'middle', leader: 'M578 152v58' }),
        at(420, 384, {
          anchor: 'end',
          lines: [strong('Envelope:', 'Data key:'), strong('one slip', 'one call')],
        }),
      ),
    ],
    marks: [],
  },
} satisfies Record<string, PictureTable>;
