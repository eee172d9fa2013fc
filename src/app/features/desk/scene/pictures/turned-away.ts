import type { Label, Mark, PictureTable } from '../picture.ts';
import { at, cross, label, mono, no, small } from './write.ts';

/** Where the desk itself says no: the envelope never came in. */
export const AT_THE_DESK: Mark = cross([332, 196], [142, 420]);
/** Where the vault tried and the seal did not match. */
export const IN_THE_VAULT: Mark = cross([160, 242], [372, 150]);

export const REFUSED_AT_DESK: Label = label(
  [no('Turned away', 'Denied'), small('and written down', 'and logged')],
  at(338, 102, { anchor: 'middle', leader: 'M300 126V228' }),
  at(26, 336, { leader: 'M132 362V458' }),
);

export const REFUSED_IN_VAULT: Label = label(
  [no('The seal does not match', 'The tag does not verify'), small('written down: failed', 'logged: failed')],
  at(224, 104),
  at(26, 336),
);

const NAME = label([mono('{guest}')], at(452, 147, { anchor: 'middle' }), at(420, 372, { anchor: 'end' }));

/** At the desk: policy, disabled, pending deletion. The vault is not asked, and stays dark. */
const desk = (guest: 'stranger' | 'desk', under: readonly [hotel: string, field: string]): PictureTable => ({
  lit: ['desk'],
  at: {
    others: 'back-shelf:faint',
    rack: 'rack:stand',
    luggage: 'rack:locked',
    guest: `at-desk:${guest}`,
    clerk: 'behind-desk:palm',
    envelope: 'hand:sealed',
  },
  halo: [],
  line: true,
  order: ['guest', 'envelope', 'clerk', 'line'],
  enters: { envelope: 'hand' },
  labels: [{ ...REFUSED_AT_DESK, lines: [no('Turned away', 'Denied'), small(...under)] }, NAME],
  marks: [AT_THE_DESK],
});

/** In the vault: wrong context, flipped bit. The policy said yes; the seal says no. */
const vault = (
  under: readonly [hotel: string, field: string],
  envelope: 'sealed' | 'flipped' = 'sealed',
): PictureTable => ({
  lit: ['vault'],
  at: {
    others: 'back-shelf:faint',
    rack: 'rack:stand',
    luggage: 'rack:locked',
    guest: 'at-desk:desk',
    clerk: 'behind-desk:palm',
    envelope: `press:${envelope}`,
  },
  halo: [],
  line: true,
  order: ['guest', 'envelope', 'clerk', 'line'],
  enters: { envelope: 'counter' },
  labels: [{ ...REFUSED_IN_VAULT, lines: [REFUSED_IN_VAULT.lines[0] ?? small(''), small(...under)] }],
  marks: [IN_THE_VAULT],
});

/** Five ways to be told no, each where it happens. */
export const TURNED_AWAY = {
  policy: desk('stranger', ['and written down', 'and logged']),
  context: vault(['another label was named', 'another context was sent']),
  disabled: desk('desk', ['the key is disabled', 'the key is disabled']),
  deletion: desk('desk', ['the key waits for deletion', 'the key is pending deletion']),
  'flipped-bit': vault(['one bit was changed', 'one bit was flipped'], 'flipped'),
} satisfies Record<string, PictureTable>;
