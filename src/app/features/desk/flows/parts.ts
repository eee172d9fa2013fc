/** Things that many steps share, so that each flow is a short table. */
import type { Words } from '../scene/picture.ts';
import type { ByteName, ByteState, Held, Holdings } from '../walk/step.ts';

const held = (glyph: Held['glyph'], name: Words, more?: Words, mark?: Held['mark']): Held => ({
  glyph,
  name,
  ...(more === undefined ? {} : { more }),
  ...(mark === undefined ? {} : { mark }),
});

export const fresh = (thing: Held): Held => ({ ...thing, mark: 'new' });

export const empty = (hotel: string, field = hotel): Held => held('none', [hotel, field], undefined, 'empty');

export const master = (name: Words, more: Words, mark?: Held['mark']): Held =>
  held('master', name, more, mark);
export const MASTER = master('Master key v{v}', ['on its hook', 'used inside the HSM only']);
export const ROOT = held('master', 'Root key', [
  'stays in the vault, wraps the masters',
  'stays in the HSM, wraps the versions',
]);
export const NOTHING_IN_VAULT = empty('No room key, no luggage, ever', 'No data key, no payload, ever');
export const VAULT: readonly Held[] = [MASTER, ROOT, NOTHING_IN_VAULT];

export const LUGGAGE = held('doc', ['Luggage, open', 'Payload'], ['payload in plaintext', 'in plaintext']);
export const ROOM_KEY = held('key', ['Room key', 'Data key'], ['plaintext data key', 'plaintext']);
export const WIPED = held(
  'key',
  ['Room key', 'Data key'],
  ['overwritten with zeros', 'overwritten with zeros'],
  'gone',
);
export const ENVELOPE = held(
  'env',
  ['Sealed envelope', 'Wrapped data key'],
  ['by v{v}: wrapped data key', 'by v{v}'],
);
export const LOCKED = held(
  'case',
  ['Locked luggage', 'Nonce, ciphertext, tag'],
  ['nonce, ciphertext, tag', 'the record'],
);
export const OTHERS = held('env', ['Other luggage, other envelopes', 'Other records, other wrapped keys']);
export const STORED: readonly Held[] = [LOCKED, ENVELOPE, OTHERS];

export const reads = (more: Words): Held => held('yes', 'Can be read', more);
export const cannotRead = (more: Words): Held => held('no', 'Cannot be read', more);
export const no = (name: Words, more?: Words): Held => held('no', name, more);
export const thing = held;

export const holding = (
  vault: readonly Held[],
  guest: readonly Held[],
  storage: readonly Held[],
): Holdings => ({ vault, guest, storage });

const NOT_YET: ByteState = { not: 'not yet' };
const NONE: Readonly<Record<ByteName, ByteState>> = {
  payload: NOT_YET,
  'data-key': NOT_YET,
  'wrapped-key': NOT_YET,
  nonce: NOT_YET,
  ciphertext: NOT_YET,
  tag: NOT_YET,
};
/** Rows that are not named are not there yet. */
export const bytes = (
  states: Readonly<Partial<Record<ByteName, ByteState>>>,
): Readonly<Record<ByteName, ByteState>> => ({ ...NONE, ...states });

export const not = (hotel: string, field = hotel): ByteState => ({ not: [hotel, field] });

/** A record in storage or in the guest's hands: locked, with its envelope. */
export const RECORD = { 'wrapped-key': 'shown', nonce: 'shown', ciphertext: 'shown', tag: 'shown' } as const;

export const NO_VISIT: Words = [
  'No line. The desk was not visited: this step happens in the application alone.',
  'No event. The KMS was not called: this step happens in the application alone.',
];
export const WRITTEN: Words = 'Written before anything was handed over.';
export const TO_DESK: Words = ['request to this desk', 'request to this service'];
export const FROM_DESK: Words = ['answer from this desk', 'answer from this service'];
export const LOCAL: Words = 'local, no call';
