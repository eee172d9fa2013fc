/**
 * What a thief can read: of what is stolen, for where the key lives, at this very step. Pure, and complete: seven things to steal, four
 * places for a key, and what is in memory and in storage just now.
 */
import type { KeyPlace, Words } from './scene/picture.ts';

export const STOLEN = ['storage', 'backup', 'memory', 'network', 'git', 'environment', 'hsm-box'] as const;
export type Stolen = (typeof STOLEN)[number];

export const PLACES = ['code', 'environment', 'kms', 'hsm'] as const satisfies readonly KeyPlace[];

export const STOLEN_WORDS: Readonly<Record<Stolen, Words>> = {
  storage: ['The storage room', 'The database or bucket'],
  backup: ['A trunk of old luggage', 'A backup of the database'],
  memory: ['What the guest has in hand', 'The application’s memory'],
  network: ['What is said at the counter', 'The network'],
  git: ['The guest’s notebook', 'The Git repository'],
  environment: ['The board on the guest’s wall', 'The environment of the process'],
  'hsm-box': ['The vault itself', 'The HSM box'],
};

export const PLACE_WORDS: Readonly<Record<KeyPlace, string>> = {
  code: 'in code',
  environment: 'in an environment variable',
  kms: 'in a KMS',
  hsm: 'in a dedicated HSM',
};

/** How far the loot reaches. */
export type Reach = 'nothing' | 'pass' | 'this-record' | 'everything';

/** What can be a thief's; the page has the bytes of some of it. */
export type Loot =
  | 'payload'
  | 'data-key'
  | 'static-key'
  | 'master-key'
  | 'ciphertext'
  | 'wrapped-key'
  | 'key-name'
  | 'sizes'
  | 'credentials';

export interface Theft {
  readonly reach: Reach;
  readonly reads: readonly Loot[];
  readonly cannot: readonly Loot[];
  /** Why, in one sentence. */
  readonly why: Words;
}

/** What is where at this step, and how this desk is reached and kept. */
export interface Standing {
  /** The plaintext data key is in the application's memory. */
  readonly dataKeyInMemory: boolean;
  /** The payload is there in the clear. */
  readonly payloadInMemory: boolean;
  /** The record is in storage. */
  readonly stored: boolean;
  /** The page reaches the desk by TLS. */
  readonly tls: boolean;
  /** What the vault of this desk is: a device, SoftHSM's files, or this browser (a desk in the page). */
  readonly box: 'device' | 'files' | 'browser';
}

const inKms = (place: KeyPlace): place is 'kms' | 'hsm' => place === 'kms' || place === 'hsm';

const theft = (reach: Reach, reads: readonly Loot[], cannot: readonly Loot[], why: Words): Theft => ({
  reach,
  reads,
  cannot,
  why,
});

function ofStorage(place: KeyPlace, { stored }: Standing, old: boolean): Theft {
  if (!stored && !old)
    return theft(
      'nothing',
      [],
      ['payload', 'ciphertext'],
      [
        'The luggage is not in the storage room yet: of this record there is nothing to steal.',
        'The record is not stored yet: of this record there is nothing to steal.',
      ],
    );
  if (!inKms(place))
    return theft(
      'nothing',
      ['ciphertext', 'sizes'],
      ['payload', 'static-key'],
      old
        ? [
            'Locked luggage of many years, all by one key that never changed: the day it leaks, this trunk opens, too.',
            'Ciphertexts of many years under one key that never changed: the day it leaks, this backup opens, too.',
          ]
        : [
            'Locked luggage alone. But one key opens all of it, and that key lies where every developer can read it.',
            'Ciphertext alone. But one key decrypts all of it, and that key lies where every developer can read it.',
          ],
    );
  return theft(
    'nothing',
    ['ciphertext', 'wrapped-key', 'sizes', 'key-name'],
    ['payload', 'data-key', 'master-key'],
    old
      ? [
          'Locked luggage, sealed envelopes. Disable or destroy the master key, and this trunk never opens again: no copy of it has to be found.',
          'Ciphertext and wrapped keys. Disable or destroy the master key, and every backup is unreadable: no copy of it has to be found.',
        ]
      : [
          'Locked luggage, sealed envelopes. To open one the thief must come to the desk, be allowed, and be written down.',
          'Ciphertext and wrapped keys. To unwrap one the thief must call the KMS, be allowed, and be logged.',
        ],
  );
}

function ofMemory(place: KeyPlace, { dataKeyInMemory, payloadInMemory }: Standing): Theft {
  if (!inKms(place))
    return theft(
      'everything',
      ['static-key', ...(payloadInMemory ? (['payload'] as const) : [])],
      [],
      [
        'The one key for all luggage is in the guest’s hands all day: at this step and at every other.',
        'The one key for every record is in memory as long as the process runs: at this step and at every other.',
      ],
    );
  if (!dataKeyInMemory && !payloadInMemory)
    return theft(
      'pass',
      ['key-name', 'credentials'],
      ['payload', 'data-key', 'master-key'],
      [
        'At this step the guest’s hands hold no key and no open luggage. Only the pass to the desk may be there: each use of it is decided by policy and written down, and it can be taken back.',
        'At this step memory holds no key and no plaintext. Only the access key may be there: each call with it is decided by policy and logged, and it can be revoked.',
      ],
    );
  return theft(
    'this-record',
    [
      ...(payloadInMemory ? (['payload'] as const) : []),
      ...(dataKeyInMemory ? (['data-key'] as const) : []),
      'credentials',
    ],
    ['master-key'],
    [
      'This one piece of luggage, at this moment. Not the others, which have keys of their own, and never a master key.',
      'This one record, at this moment. Not the others, which have data keys of their own, and never a master key.',
    ],
  );
}

function ofNetwork(place: KeyPlace, { tls, dataKeyInMemory }: Standing): Theft {
  if (!inKms(place))
    return theft(
      'nothing',
      ['sizes'],
      ['static-key'],
      [
        'The key does not travel: it is in the code or in the environment, which is what makes it easy to steal there. The payload on its way to the application needs TLS of its own.',
        'The key does not travel: it is in the code or in the environment, which is what makes it easy to steal there. The payload on its way to the application needs TLS of its own.',
      ],
    );
  if (tls)
    return theft(
      'nothing',
      ['sizes'],
      ['payload', 'data-key', 'master-key'],
      [
        'The counter is closed to listeners: TLS. They learn that somebody came, and when.',
        'The call is inside TLS: a listener learns its time and size.',
      ],
    );
  if (!dataKeyInMemory)
    return theft(
      'nothing',
      ['sizes', 'key-name'],
      ['payload', 'data-key', 'master-key'],
      [
        'At this step nobody stands at the counter: there is nothing to hear. When the desk answers, the open room key crosses it.',
        'At this step nothing is on the wire. When the KMS answers, the plaintext data key is.',
      ],
    );
  return theft(
    'this-record',
    ['data-key', 'wrapped-key', 'key-name'],
    ['master-key'],
    [
      'This desk is reached without TLS, which it allows on this machine’s own loopback only. Whoever listens there hears the open room key. At rest and in transit are two doors: close both.',
      'This desk is reached over plain HTTP, which it allows on loopback only. Whoever listens there reads the plaintext data key in the answer. At rest and in transit are two doors: close both.',
    ],
  );
}

function ofGit(place: KeyPlace): Theft {
  if (place === 'code')
    return theft(
      'everything',
      ['static-key', 'ciphertext'],
      [],
      [
        'The key is written in the notebook, and in every copy of it that was ever made. All luggage opens.',
        'The key is in the history of every clone, for good. With it every record opens that was ever encrypted.',
      ],
    );
  return theft(
    'nothing',
    ['key-name'],
    inKms(place) ? ['payload', 'data-key', 'master-key'] : ['static-key', 'payload'],
    [
      place === 'environment'
        ? 'The notebook says where the key hangs, not the key, as long as nobody copies it in.'
        : 'The notebook says which key is asked for, not the key.',
      place === 'environment'
        ? 'The repository has the variable’s name, not its value, as long as nobody commits the file that sets it.'
        : 'The repository has the key’s alias, not the key.',
    ],
  );
}

function ofEnvironment(place: KeyPlace): Theft {
  if (place === 'environment')
    return theft(
      'everything',
      ['static-key'],
      [],
      [
        'The key hangs on the board: a crash report, a build log, or anybody in the room shows it. All luggage opens.',
        'The key is in the environment: a crash report, a CI log, /proc or a debug page shows it. Every record opens.',
      ],
    );
  if (place === 'code')
    return theft(
      'nothing',
      [],
      ['static-key'],
      [
        'Nothing hangs on the board; the key is in the notebook, and worse off there.',
        'The environment has no key; the code has it, and that is worse.',
      ],
    );
  return theft(
    'pass',
    ['key-name', 'credentials'],
    ['payload', 'data-key', 'master-key'],
    [
      'The board has the guest’s pass, if it was left there: with it the thief may come to the desk. Each visit is written down, and the pass can be taken back; a key that was read cannot.',
      'The environment has an access key, if it is kept there: with it the thief may call the KMS. Each call is logged, and the access key can be revoked; a key that was read cannot.',
    ],
  );
}

function ofBox(place: KeyPlace, { box }: Standing): Theft {
  if (!inKms(place))
    return theft(
      'nothing',
      [],
      [],
      [
        'There is no vault to carry off: the key lies where the code runs.',
        'There is no HSM to steal: the key lies where the code runs.',
      ],
    );
  if (place === 'kms' && box === 'files')
    return theft(
      'everything',
      ['master-key'],
      [],
      [
        'The vault of this desk is a folder and its PIN (SoftHSM): who has a copy of both has a copy of every key. A vault of steel would wipe itself. See the Vault page.',
        'This desk’s HSM is SoftHSM, files and a PIN: who has a copy of both has a copy of every key. An HSM of hardware would zeroize. See the Vault page.',
      ],
    );
  if (place === 'kms' && box === 'browser')
    return theft(
      'everything',
      ['master-key'],
      [],
      [
        'The vault of this desk is this browser: who has a copy of its profile has a copy of every key. A vault of steel would wipe itself.',
        'This desk’s vault is WebCrypto in this browser: who has a copy of its profile has a copy of every key. An HSM of hardware would zeroize.',
      ],
    );
  return theft(
    'nothing',
    [],
    ['payload', 'data-key', 'master-key'],
    [
      place === 'hsm'
        ? 'Forced open, the vault wipes every key in it. The thief has a box; you need the backup of your token.'
        : 'The vault is not in your house, and forced open it wipes every key in it.',
      place === 'hsm'
        ? 'Tampered with, a dedicated HSM zeroizes: FIPS 140 level 3 asks for it. The thief has a box; you need the backup of your token.'
        : 'The provider’s HSMs are not yours to lose, and tampered with they zeroize.',
    ],
  );
}

export function theftOf(stolen: Stolen, place: KeyPlace, standing: Standing): Theft {
  switch (stolen) {
    case 'storage':
      return ofStorage(place, standing, false);
    case 'backup':
      return ofStorage(place, standing, true);
    case 'memory':
      return ofMemory(place, standing);
    case 'network':
      return ofNetwork(place, standing);
    case 'git':
      return ofGit(place);
    case 'environment':
      return ofEnvironment(place);
    case 'hsm-box':
      return ofBox(place, standing);
  }
}

export const LOOT_WORDS: Readonly<Record<Loot, Words>> = {
  payload: ['open luggage', 'the payload'],
  'data-key': ['the open room key', 'the plaintext data key'],
  'static-key': ['the one key for everything', 'the one static key'],
  'master-key': ['the master key', 'the master key'],
  ciphertext: ['locked luggage', 'ciphertext'],
  'wrapped-key': ['sealed envelopes', 'wrapped data keys'],
  'key-name': ['the name of a key', 'the alias of a key'],
  sizes: ['sizes and times', 'sizes and times'],
  credentials: ['a pass to the desk, if it was left there', 'credentials, if they are kept there'],
};

export const REACH_WORDS: Readonly<Record<Reach, string>> = {
  nothing: 'Opens nothing',
  pass: 'Opens what a pass left there may, until it is revoked',
  'this-record': 'Opens this one record',
  everything: 'Opens everything',
};
