import type { Flow } from '../walk/step.ts';
import {
  bytes,
  empty,
  fresh,
  FROM_DESK,
  holding,
  LOCAL,
  MASTER,
  master,
  not,
  RECORD,
  ROOT,
  STORED,
  thing,
} from './parts.ts';

const OLD = master('Master key v{v}', ['only opens', 'unwraps only']);
const NEW = master('Master key v{newest}', ['seals from now on', 'current, wraps'], 'new');
const YESTERDAYS = thing(
  'case',
  ['Yesterday’s luggage', 'Yesterday’s record'],
  ['envelope v{v}', 'wrapped by v{v}'],
);
const TODAYS = thing(
  'case',
  ['Today’s luggage', 'Today’s record'],
  ['envelope v{secondVersion}', 'wrapped by v{secondVersion}'],
);
const UNTOUCHED = empty('0 bytes rewritten');

export const rotate: Flow = {
  id: 'rotate',
  name: 'Rotate the master',
  steps: [
    {
      id: 'before',
      name: 'Before',
      tale: [
        'One master key hangs in the vault, and yesterday’s envelope bears its seal.',
        'The HSM holds one current version, and yesterday’s data key is wrapped by it.',
      ],
      belief: {
        said: 'A key that works is best left alone.',
        fact: 'The longer it is used, the more it opens when it leaks. Rotation bounds that.',
      },
      act: 'freshRecord',
      holds: holding([MASTER, ROOT], [empty('Empty hands', 'Nothing')], STORED),
      bytes: bytes({
        ...RECORD,
        payload: not('locked, in storage', 'encrypted, in storage'),
        'data-key': not('sealed below', 'wrapped below'),
      }),
      where: LOCAL,
      sample: 'rotate',
      shows: 'nothing',
      log: 'No visit yet.',
    },
    {
      id: 'new-version',
      name: ['v{newest} on its hook', 'A new version'],
      tale: [
        'A second master key is hung beside the first; in storage nothing moves.',
        'A second version is made beside the first; in the database nothing changes.',
      ],
      belief: {
        said: 'The old version is thrown away.',
        fact: ['It stays, to open what it sealed.', 'It stays, to unwrap what it wrapped.'],
      },
      act: 'rotate',
      holds: holding([OLD, NEW, ROOT], [empty('Empty hands', 'Nothing')], [...STORED.slice(0, 2), UNTOUCHED]),
      bytes: bytes({
        ...RECORD,
        payload: not('locked, in storage', 'encrypted, in storage'),
        'data-key': not('sealed below', 'wrapped below'),
      }),
      where: FROM_DESK,
      sample: 'rotate',
      shows: 'answer',
      log: 'The same key, one version more: its id, alias and policy stay.',
    },
    {
      id: 'still-opens',
      name: 'Yesterday still opens',
      tale: [
        'The new master key hangs beside the old: yesterday’s envelope is opened by v{v}, today’s was sealed by v{newest}, and no luggage was touched.',
        'The new version stands beside the old: yesterday’s key is unwrapped by v{v}, today’s was wrapped by v{newest}, and no record was rewritten.',
      ],
      belief: {
        said: 'Rotating means re-encrypting everything.',
        fact: [
          'It added one key to the vault. 0 bytes in storage were rewritten.',
          'It added one version in the HSM. 0 bytes in storage were rewritten.',
        ],
      },
      act: 'openYesterdays',
      holds: holding(
        [OLD, NEW, ROOT],
        [
          thing(
            'env',
            ['Sent a copy of envelope v{v}', 'Sent wrapped key v{v}'],
            ['to be opened', 'to be unwrapped'],
          ),
        ],
        [YESTERDAYS, fresh(TODAYS), UNTOUCHED],
      ),
      bytes: bytes({
        ...RECORD,
        'wrapped-key': 'hot',
        payload: not('locked, in storage', 'encrypted, in storage'),
        'data-key': not('came out, wiped at once'),
      }),
      where: FROM_DESK,
      sample: 'decrypt',
      shows: 'answer',
      log: 'The header of the blob names v{v}; the caller names no version at all.',
    },
    {
      id: 're-encrypt',
      name: ['ReEncrypt, if you like', 'ReEncrypt, optional'],
      tale: [
        'If you like, the vault moves a room key from a v{v} envelope into a v{newest} envelope; the luggage still stays where it is.',
        'Optionally, ReEncrypt rewraps a data key from v{v} to v{newest} inside the HSM; the ciphertext stays as it is.',
      ],
      belief: {
        said: 'ReEncrypt reads my data.',
        fact: [
          'It swaps one envelope of {wrappedSize} for another, inside the vault.',
          'It swaps one wrapped key of {wrappedSize} for another, inside the HSM.',
        ],
      },
      act: 'reEncrypt',
      holds: holding(
        [OLD, NEW, ROOT],
        [
          fresh(
            thing(
              'env',
              ['A new envelope v{newest}', 'A new wrapped key, by v{newest}'],
              ['the same room key inside', 'the same data key inside'],
            ),
          ),
        ],
        [YESTERDAYS, TODAYS, UNTOUCHED],
      ),
      bytes: bytes({
        ...RECORD,
        'wrapped-key': 'hot',
        payload: not('locked, in storage', 'encrypted, in storage'),
        'data-key': not('the same as before, in the vault only', 'the same as before, in the HSM only'),
      }),
      where: FROM_DESK,
      sample: 're-encrypt',
      shows: 'answer',
      log: 'Store the new {wrappedSize} in place of the old, or keep the old: v{v} still opens it. Nonce, ciphertext and tag stay as they are.',
    },
  ],
};
