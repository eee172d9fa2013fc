import type { PictureTable } from '../picture.ts';
import { at, cross, label, no, small, strong, way } from './write.ts';

const TO_THE_DESK = [
  way('refusal', 'M704 280H420', 'M376 716V500Q366 440 236 440'),
  cross([406, 280], [220, 440]),
];

/** Everything from storage: unreadable, as long as the key is elsewhere. */
const storage: PictureTable = {
  lit: [],
  at: {
    clerk: 'behind-desk:down',
    luggage: 'loot:locked',
    envelope: 'loot-envelope:sealed',
    thief: 'in-store:torch',
  },
  halo: [],
  line: false,
  labels: [
    label(
      [
        strong('To open it, one must pass the desk', 'To unwrap it, one must call the KMS'),
        small('which refuses, and writes it down', 'which refuses, and logs it'),
      ],
      at(558, 240, { anchor: 'middle' }),
      at(418, 352, {
        anchor: 'end',
        lines: [
          strong('To open it, one', 'To unwrap it, one'),
          strong('must pass the desk', 'must call the KMS'),
        ],
      }),
    ),
  ],
  marks: TO_THE_DESK,
};

/** The application's memory: this one record, until the wipe. */
const memory: PictureTable = {
  lit: ['guest'],
  at: {
    others: 'back-shelf:faint',
    clerk: 'behind-desk:down',
    rack: 'rack:stand',
    luggage: 'rack:open',
    roomkey: 'lock:whole',
    guest: 'at-case:case',
    thief: 'shoulder:spy',
  },
  halo: [],
  line: false,
  labels: [
    label(
      [no('This one can be read, until the wipe'), small('not the others, and not v{newest}')],
      at(556, 122, { anchor: 'middle' }),
      at(420, 330, {
        anchor: 'end',
        lines: [no('This one can be read,'), no('until the wipe')],
      }),
    ),
  ],
  marks: [
    way('refusal', 'M662 180L614 226', 'M212 392Q300 372 346 424'),
    way('refusal', 'M660 173Q540 150 496 246', null),
  ],
};

/** What is stolen, and what can be read of it. */
export const THIEF = { storage, memory } satisfies Record<string, PictureTable>;
