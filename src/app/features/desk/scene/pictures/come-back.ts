import type { PictureTable } from '../picture.ts';
import { at, label, mono, small, strong, way, wayBehind } from './write.ts';

/** Decrypt: send the wrapped key, the desk checks, the vault unwraps, decrypt here, wipe. */
export const COME_BACK = {
  send: {
    lit: ['desk'],
    at: {
      others: 'back-shelf:faint',
      luggageStays: 'shelf:locked',
      envelopeStays: 'shelf-envelope:sealed',
      rack: 'rack:stand',
      luggage: 'rack:locked',
      guest: 'at-desk:desk',
      clerk: 'behind-desk:out',
      envelope: 'counter:sealed',
    },
    halo: [],
    line: false,
    labels: [
      label(
        [
          strong('Only the envelope goes', 'Only the wrapped key goes'),
          small('the luggage stays behind', 'the ciphertext stays here'),
        ],
        at(344, 112, { anchor: 'middle' }),
        at(26, 340, {
          lines: [
            strong('Only the envelope', 'Only the wrapped key'),
            small('goes to the desk', 'goes to the KMS'),
          ],
        }),
      ),
    ],
    marks: [way('plain', 'M414 190H286', 'M226 412H110')],
  },
  check: {
    lit: ['desk'],
    at: {
      others: 'back-shelf:faint',
      luggageStays: 'shelf:locked',
      envelopeStays: 'shelf-envelope:sealed',
      rack: 'rack:stand',
      luggage: 'rack:locked',
      guest: 'at-desk:desk',
      clerk: 'behind-desk:out',
      envelope: 'counter:sealed',
    },
    halo: [],
    line: true,
    labels: [
      label(
        [
          strong('Who asks, for which record?', 'Policy and context'),
          small('checked, and written down first', 'checked, and logged first'),
        ],
        at(330, 102, { anchor: 'middle', leader: 'M300 126V228' }),
        at(26, 334, {
          lines: [
            strong('Who asks, for what?', 'Policy and context'),
            small('written down first', 'logged first'),
          ],
          leader: 'M118 364V456',
        }),
      ),
      label([mono('{guest}')], at(452, 147, { anchor: 'middle' }), at(420, 374, { anchor: 'end' })),
    ],
    marks: [],
  },
  unwrap: {
    lit: ['vault'],
    at: {
      others: 'back-shelf:faint',
      luggageStays: 'shelf:locked',
      envelopeStays: 'shelf-envelope:sealed',
      rack: 'rack:stand',
      luggage: 'rack:locked',
      guest: 'at-desk:desk',
      clerk: 'behind-desk:down',
      envelope: 'press:opened',
      roomkey: 'press-key:bare',
    },
    halo: ['opens'],
    line: false,
    order: ['clerk', 'envelope', 'roomkey'],
    labels: [
      label(
        [
          strong('v{seal} stays on its hook', 'v{seal} stays in the HSM'),
          small('the envelope came to it', 'the wrapped key came to it'),
        ],
        at(224, 104, { touches: 'opens' }),
        at(420, 334, {
          anchor: 'end',
          lines: [strong('v{seal} stays on its hook', 'v{seal} stays in the HSM')],
        }),
      ),
    ],
    marks: [wayBehind('key', 'M146 270Q176 236 206 236', 'M250 231H170V376')],
  },
  decrypt: {
    lit: ['guest'],
    at: {
      others: 'back-shelf:faint',
      luggageStays: 'shelf:locked',
      envelopeStays: 'shelf-envelope:sealed',
      clerk: 'behind-desk:down',
      rack: 'rack:stand',
      envelope: 'beside:sealed',
      guest: 'at-case:case',
      roomkey: 'lock:whole',
      luggage: 'rack:open',
    },
    halo: [],
    line: false,
    order: ['guest', 'roomkey', 'luggage', 'envelope'],
    labels: [
      label(
        [strong('Opened here', 'Decrypted here'), small('the desk is not asked', 'the KMS is not called')],
        at(582, 128, { anchor: 'middle', leader: 'M578 152v44' }),
        at(420, 366, { anchor: 'end', leader: 'M372 394v34' }),
      ),
    ],
    marks: [],
  },
  wipe: {
    lit: ['guest'],
    at: {
      others: 'back-shelf:faint',
      luggageStays: 'shelf:locked',
      envelopeStays: 'shelf-envelope:sealed',
      clerk: 'behind-desk:down',
      rack: 'rack:stand',
      guest: 'at-case:wipe',
      luggage: 'rack:open',
      envelope: 'beside:sealed',
      roomkey: 'falling:wiped',
    },
    halo: [],
    line: false,
    order: ['guest', 'roomkey'],
    labels: [
      label(
        [strong('Destroyed again', 'Overwritten again'), mono('00 00 00 00 …')],
        at(552, 116, { anchor: 'middle' }),
        at(420, 338, { anchor: 'end' }),
      ),
    ],
    marks: [],
  },
} satisfies Record<string, PictureTable>;
