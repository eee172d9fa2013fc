import type { PictureTable } from '../picture.ts';
import {
  at,
  bold,
  cipher,
  label,
  mono,
  nonce,
  plate,
  small,
  strong,
  tag,
  thin,
  way,
  wayBehind,
} from './write.ts';

/** Encrypt: ask for a data key, get two copies, encrypt here, wipe, store both together. */
export const CHECK_IN = {
  ask: {
    lit: ['desk'],
    at: {
      others: 'back-shelf:faint',
      guest: 'at-desk:desk',
      rack: 'rack:stand',
      luggage: 'rack:open',
      clerk: 'behind-desk:out',
      slip: 'handed:asking',
    },
    halo: [],
    line: true,
    enters: { slip: 'offered' },
    labels: [
      label(
        [
          strong('Luggage stays here', 'Payload stays here'),
          small('no byte goes to the desk', 'no byte goes to the KMS'),
        ],
        at(578, 128, { anchor: 'middle', leader: 'M578 152v44' }),
        at(418, 366, {
          anchor: 'end',
          leader: 'M372 394v34',
          lines: [strong('Luggage', 'Payload'), strong('stays here')],
        }),
      ),
    ],
    marks: [way('plain', 'M414 206H276', 'M226 424H100')],
  },
  'two-copies': {
    lit: ['vault', 'desk'],
    at: {
      others: 'back-shelf:faint',
      guest: 'at-desk:desk',
      rack: 'rack:stand',
      luggage: 'rack:open',
      ghost: 'press-key:kept',
      clerk: 'behind-desk:tray',
      envelope: 'tray-envelope:sealed',
      roomkey: 'tray-key:whole',
    },
    halo: ['seals'],
    line: false,
    order: ['ghost', 'clerk', 'envelope', 'roomkey'],
    enters: { envelope: 'press', roomkey: 'press-key' },
    labels: [
      label([small('the same key, twice')], at(343, 107, { anchor: 'middle' }), null),
      label(
        [strong('Open', 'Plaintext'), small('use now')],
        at(298, 134, { anchor: 'middle' }),
        at(124, 346, { anchor: 'middle', lines: [strong('Open', 'Plain'), small('use now')] }),
      ),
      label(
        [strong('Sealed', 'Wrapped'), small('keep')],
        at(388, 134, { anchor: 'middle' }),
        at(208, 346, { anchor: 'middle' }),
      ),
      label([plate('no copy kept')], at(102, 345, { anchor: 'middle' }), at(300, 231, { anchor: 'middle' })),
    ],
    marks: [
      wayBehind('key', 'M146 278Q166 240 208 238', 'M250 231H167V384'),
      thin('M286 120v-6h114v6', null),
      bold('M337 176h11M337 183h11', 'M162 400h10M162 407h10'),
    ],
  },
  encrypt: {
    lit: ['guest'],
    at: {
      others: 'back-shelf:faint',
      clerk: 'behind-desk:down',
      guest: 'at-case:case',
      rack: 'rack:stand',
      roomkey: 'lock:whole',
      luggage: 'rack:locked',
      envelope: 'tied:sealed',
    },
    halo: [],
    line: false,
    order: ['guest', 'roomkey', 'luggage', 'envelope', 'clerk'],
    labels: [
      label(
        [strong('locked', ''), cipher('ciphertext')],
        at(546, 158, { anchor: 'middle', leader: 'M548 182v54' }),
        at(274, 330, { anchor: 'middle', leader: 'M296 357L326 452' }),
      ),
      label(
        [strong('ticket', ''), nonce('nonce')],
        at(618, 158, { anchor: 'middle', leader: 'M618 182v34' }),
        at(356, 374, { anchor: 'middle', leader: 'M368 400L390 440' }),
      ),
      label(
        [strong('lead seal', ''), tag('tag')],
        at(646, 330, { leader: 'M644 318L624 278' }),
        at(420, 330, { anchor: 'end', leader: 'M418 358V478L412 484' }),
      ),
    ],
    marks: [],
  },
  wipe: {
    lit: ['guest'],
    at: {
      others: 'back-shelf:faint',
      clerk: 'behind-desk:down',
      guest: 'at-case:wipe',
      rack: 'rack:stand',
      luggage: 'rack:locked',
      envelope: 'tied:sealed',
      roomkey: 'falling:wiped',
    },
    halo: [],
    line: false,
    order: ['guest', 'roomkey'],
    labels: [
      label(
        [strong('Room key destroyed', 'Data key overwritten'), mono('00 00 00 00 …')],
        at(552, 116, { anchor: 'middle' }),
        at(420, 338, { anchor: 'end' }),
      ),
      label(
        [small('only this'), small('is left of it')],
        at(668, 178, { anchor: 'middle', leader: 'M668 200v50' }),
        null,
      ),
    ],
    marks: [],
  },
  store: {
    lit: ['storage'],
    at: {
      others: 'back-shelf:faint',
      clerk: 'behind-desk:down',
      guest: 'at-desk:free',
      rack: 'rack:stand',
      luggage: 'shelf:locked',
      envelope: 'shelf-envelope:sealed',
    },
    halo: [],
    line: false,
    order: ['guest', ['luggage', 'envelope']],
    labels: [
      label(
        [strong('Together, in one record'), small('neither opens the other')],
        at(598, 196, { anchor: 'middle' }),
        at(26, 656),
      ),
    ],
    marks: [way('plain', 'M602 266Q660 214 728 296', 'M362 540V640Q340 700 186 742')],
  },
} satisfies Record<string, PictureTable>;
