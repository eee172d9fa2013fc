import type { PictureTable } from '../picture.ts';
import { at, label, mono, no, small, strong, way } from './write.ts';

const HALL = { lit: [], halo: [], line: false, hall: true, labels: [], marks: [] } as const;

const UP = way('plain', 'M426 212V236H406', 'M106 637H362V500Q356 440 236 440');

/** Which of the ten somebody else has taken over. */
const TAKEN = label([mono('service-1')], at(427, 112, { anchor: 'middle' }), at(20, 642));

/** Ten services, one key or ten; one of them is taken over. */
export const ONE_KEY = {
  'one-key': {
    ...HALL,
    lit: ['vault'],
    at: { clerk: 'behind-desk:down', services: 'hall:row' },
    labels: [
      label(
        [strong('One key for all ten'), small('every envelope has its seal', 'it wrapped every data key')],
        at(206, 104),
        at(26, 340),
      ),
    ],
  },
  'one-key-stolen': {
    ...HALL,
    lit: ['vault'],
    at: { clerk: 'behind-desk:out', services: 'hall:taken' },
    halo: ['opens'],
    line: true,
    labels: [
      label(
        [
          no('{count} of {of} open', '{count} of {of} decrypted'),
          small('to one guest', 'by one service'),
          small('in a false coat', 'taken over'),
        ],
        at(206, 104),
        at(26, 340, {
          lines: [
            no('{count} of {of} open', '{count} of {of} decrypted'),
            small('to one guest, taken over', 'by one service, taken over'),
          ],
        }),
      ),
      TAKEN,
    ],
    marks: [UP],
  },
  'ten-keys': {
    ...HALL,
    lit: ['vault'],
    at: { clerk: 'behind-desk:down', services: 'hall:row' },
    vault: 'ten',
    labels: [
      label(
        [strong('A key for each'), small('ten seals, ten policies', 'ten keys, ten policies')],
        at(206, 104),
        at(26, 340),
      ),
    ],
  },
  'ten-keys-stolen': {
    ...HALL,
    lit: ['vault'],
    at: { clerk: 'behind-desk:palm', services: 'hall:taken' },
    vault: 'ten',
    halo: ['opens'],
    line: true,
    labels: [
      label(
        [
          no('{count} of {of} opens', '{count} of {of} decrypted'),
          small('the other keys refuse', 'the other policies deny'),
        ],
        at(206, 104),
        at(26, 340),
      ),
      TAKEN,
    ],
    marks: [UP],
  },
} satisfies Record<string, PictureTable>;
