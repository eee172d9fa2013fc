import type { Label, Overlay, PictureTable } from '../picture.ts';
import { at, cross, label, no, small, strong, way, wayBehind } from './write.ts';

type Said = Label['lines'];

/** The way to the desk that a thief would have to take, and where it ends. */
const TO_THE_DESK = [
  way('refusal', 'M704 280H420', 'M376 716V500Q366 440 236 440'),
  cross([406, 280], [220, 440]),
];

/** Where the key lives in the guest's own room, the vault hangs empty and nobody stands at the desk. */
const NO_VAULT = label(
  [small('no key', 'no key'), small('in here', 'in here')],
  at(102, 140, { anchor: 'middle' }),
  at(118, 150, { anchor: 'middle' }),
);

/** What is said in the guest's room, over what stands there. */
const overGuest = (lines: Said, tall: Said = lines): Label =>
  label(lines, at(556, 110, { anchor: 'middle' }), at(420, 334, { anchor: 'end', lines: tall }));

const elsewhere = (lines: Said, placed: PictureTable['at'], tall: Said = lines): Overlay => ({
  vault: 'empty',
  at: placed,
  labels: [overGuest(lines, tall), NO_VAULT],
  marks: [],
});

const IN_NOTEBOOK = small('it lies in the notebook', 'it is in the repository');
const ON_BOARD = small('it hangs on the board', 'it is in the environment');
const NOTEBOOK = { rack: 'rack:stand', notebook: 'lectern:keyed' } as const;
const BOARD = { board: 'wall:keyed' } as const;

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
        small('which turns away whoever has no name', 'which refuses calls without credentials'),
      ],
      at(558, 240, { anchor: 'middle' }),
      at(420, 334, {
        anchor: 'end',
        lines: [
          strong('To open it, one', 'To unwrap it, one'),
          strong('must pass the desk', 'must call the KMS'),
        ],
      }),
    ),
  ],
  marks: TO_THE_DESK,
  where: {
    code: elsewhere([strong('The key is not in storage'), IN_NOTEBOOK], {
      ...NOTEBOOK,
      luggage: 'loot:locked',
      thief: 'in-store:torch',
    }),
    environment: elsewhere([strong('The key is not in storage'), ON_BOARD], {
      ...BOARD,
      luggage: 'loot:locked',
      thief: 'in-store:torch',
    }),
    hsm: { vault: 'own' },
  },
};

const notInCopy = (where: Said[number], placed: PictureTable['at']): Overlay => ({
  vault: 'empty',
  at: placed,
  labels: [
    label(
      [strong('The key is not'), strong('in the copy'), where],
      at(404, 98),
      at(420, 330, { anchor: 'end', lines: [strong('The key is not'), strong('in the copy')] }),
    ),
    NO_VAULT,
  ],
  marks: [],
});

/** A copy of storage, in a trunk: it opens no better than what was copied. */
const backup: PictureTable = {
  lit: [],
  at: {
    clerk: 'behind-desk:down',
    luggageStays: 'shelf:locked',
    envelopeStays: 'shelf-envelope:sealed',
    trunk: 'chest:copy',
    thief: 'by-chest:torch',
  },
  halo: [],
  line: false,
  labels: [
    overGuest(
      [
        strong('A copy opens no better', 'A copy decrypts no better'),
        small('sealed by v{seal}, and v{seal} is not in it', 'wrapped by v{seal}, which is not in it'),
      ],
      [strong('A copy opens', 'A copy decrypts'), strong('no better')],
    ),
  ],
  marks: [way('refusal', 'M470 280H420', 'M376 716V500Q366 440 236 440'), cross([406, 280], [220, 440])],
  where: {
    code: notInCopy(IN_NOTEBOOK, {
      luggageStays: 'shelf:locked',
      notebook: 'pinned:keyed',
      trunk: 'chest:copy',
      thief: 'by-chest:torch',
    }),
    environment: notInCopy(ON_BOARD, {
      board: 'wall-high:keyed',
      luggageStays: 'shelf:locked',
      trunk: 'chest:copy',
      thief: 'by-chest:torch',
    }),
    hsm: { vault: 'own' },
  },
};

const IN_MEMORY = {
  rack: 'rack:stand',
  luggage: 'rack:open',
  roomkey: 'lock:whole',
  guest: 'at-case:case',
  thief: 'shoulder:idle',
} as const;

const SEES = [
  way('refusal', 'M662 180L614 226', 'M212 392Q300 372 346 424'),
  way('refusal', 'M660 173Q540 150 496 246', null),
];

const ONE_KEY: Said = [
  no('The one key: it opens every record', 'The one key: it decrypts every record'),
  small('and it is never wiped'),
];
const ONE_KEY_TALL: Said = [
  no('The one key: it opens', 'The one key: it'),
  no('every record', 'decrypts every record'),
];

/** The application's memory: this one record, until the wipe. */
const memory: PictureTable = {
  lit: ['guest'],
  at: { ...IN_MEMORY, others: 'back-shelf:faint', clerk: 'behind-desk:down' },
  halo: [],
  line: false,
  labels: [
    overGuest(
      [no('This one can be read, until the wipe'), small('not the others, and not v{newest}')],
      [no('This one can be read,'), no('until the wipe')],
    ),
  ],
  marks: SEES,
  where: {
    code: {
      ...elsewhere(ONE_KEY, { ...IN_MEMORY, luggageStays: 'shelf:locked' }, ONE_KEY_TALL),
      marks: SEES,
    },
    environment: {
      ...elsewhere(ONE_KEY, { ...IN_MEMORY, luggageStays: 'shelf:locked' }, ONE_KEY_TALL),
      marks: SEES,
    },
    hsm: { vault: 'own' },
  },
};

const PASSES: Overlay = {
  lit: ['guest'],
  ...elsewhere(
    [strong('Only locked luggage passes', 'Only ciphertext passes'), small('the key stays where it is')],
    {
      rack: 'rack:stand',
      luggage: 'rack:locked',
      guest: 'at-case:free',
      thief: 'shoulder:idle',
    },
    [strong('Only locked luggage', 'Only ciphertext'), strong('passes')],
  ),
  marks: [wayBehind('plain', 'M640 262Q690 226 742 262', 'M362 540V700')],
};

/** On the network: without a cover, for that is how this desk is reached; under one where there is TLS. */
const network: PictureTable = {
  lit: ['desk'],
  at: {
    others: 'back-shelf:faint',
    rack: 'rack:stand',
    luggage: 'rack:open',
    guest: 'at-desk:desk',
    clerk: 'behind-desk:tray',
    roomkey: 'tray-bare:whole',
    cover: 'put-aside:off',
    thief: 'in-between:idle',
  },
  halo: [],
  line: false,
  labels: [
    label(
      [
        no(
          'This desk is reached without TLS: on loopback only',
          'This KMS is reached without TLS: on loopback only',
        ),
        small('whoever listens there hears the room key', 'whoever listens there reads the data key'),
      ],
      at(206, 108),
      at(26, 334, {
        lines: [
          no('Without TLS, on loopback only:'),
          small('a listener hears the room key', 'a listener reads the data key'),
        ],
      }),
    ),
  ],
  marks: [],
  tls: {
    at: {
      others: 'back-shelf:faint',
      rack: 'rack:stand',
      luggage: 'rack:open',
      guest: 'at-desk:desk',
      clerk: 'behind-desk:tray',
      cover: 'tray-cover:closed',
      thief: 'in-between:idle',
    },
    labels: [
      label(
        [
          strong('Covered on its way', 'Encrypted in transit'),
          small('the thief hears when, not what', 'a listener learns when, not what'),
        ],
        at(338, 108, { anchor: 'middle' }),
        at(26, 334),
      ),
    ],
  },
  where: { code: PASSES, environment: PASSES, hsm: { vault: 'own' } },
};

/** The Git repository: the guest's notebook, and every copy of it. */
const git: PictureTable = {
  lit: [],
  at: {
    clerk: 'behind-desk:down',
    others: 'back-shelf:faint',
    rack: 'rack:stand',
    notebook: 'lectern:name',
    thief: 'at-lectern:aim',
    beam: 'at-lectern:lit',
  },
  halo: [],
  line: false,
  labels: [
    overGuest(
      [strong('The name of the key, and no key'), small('a name opens nothing', 'a name decrypts nothing')],
      [strong('The name of the key,'), strong('and no key')],
    ),
  ],
  marks: [],
  where: {
    code: elsewhere(
      [
        no('The key itself, in every copy'),
        small('of every notebook, for good', 'of the repository, for good'),
      ],
      { ...NOTEBOOK, luggageStays: 'shelf:locked', thief: 'at-lectern:aim', beam: 'at-lectern:lit' },
      [no('The key itself,'), no('in every copy')],
    ),
    environment: elsewhere([strong('No key in the notebook', 'No key in the repository'), ON_BOARD], {
      ...BOARD,
      rack: 'rack:stand',
      notebook: 'lectern:name',
      thief: 'at-lectern:aim',
      beam: 'at-lectern:lit',
    }),
    hsm: { vault: 'own' },
  },
};

/** The environment of the process: the board on the guest's wall. */
const environment: PictureTable = {
  lit: [],
  at: {
    clerk: 'behind-desk:down',
    others: 'back-shelf:faint',
    board: 'wall-low:pass',
    thief: 'at-lectern:aim',
    beam: 'at-lectern:board',
  },
  halo: [],
  line: false,
  labels: [
    overGuest(
      [
        strong('A pass to the desk, not the key', 'Credentials, not the key'),
        small('each use is written down', 'each use is logged'),
        small('until it is revoked', 'until they are revoked'),
      ],
      [
        strong('A pass, not the key', 'Credentials, no key'),
        small('each use is written down', 'each use is logged'),
      ],
    ),
  ],
  marks: [],
  where: {
    code: elsewhere([strong('No key on the board', 'No key in the environment'), IN_NOTEBOOK], {
      board: 'wall-low:plain',
      thief: 'at-lectern:aim',
      beam: 'at-lectern:board',
    }),
    environment: elsewhere(
      [no('The key itself'), small('good for every record', 'it decrypts every record')],
      {
        board: 'wall-low:keyed',
        luggageStays: 'shelf:locked',
        thief: 'at-lectern:aim',
        beam: 'at-lectern:board',
      },
    ),
    hsm: { vault: 'own' },
  },
};

/** The HSM itself: what is opened by force erases its keys. */
const hsmBox: PictureTable = {
  lit: [],
  at: {
    clerk: 'behind-desk:down',
    others: 'back-shelf:faint',
    box: 'trolley:erased',
    thief: 'at-box:haul',
  },
  halo: [],
  line: false,
  vault: 'gone',
  labels: [
    overGuest(
      [
        strong('Opened by force, it erases its keys'),
        small('a stolen box opens nothing', 'a stolen HSM decrypts nothing'),
      ],
      [strong('Opened by force,'), strong('it erases its keys')],
    ),
  ],
  marks: [],
  soft: {
    at: {
      clerk: 'behind-desk:down',
      others: 'back-shelf:faint',
      box: 'trolley:whole',
      thief: 'at-box:haul',
    },
    labels: [
      overGuest(
        [
          strong('This vault is software', 'This HSM is software'),
          small('who copies its files has every key'),
        ],
        [strong('This is software:'), strong('a copy is every key')],
      ),
    ],
  },
  where: {
    code: elsewhere(
      [
        strong('No box to carry off', 'No HSM to carry off'),
        small('the key lies in the notebook', 'the key is in the repository'),
      ],
      {
        ...NOTEBOOK,
        thief: 'behind-desk:idle',
      },
    ),
    environment: elsewhere(
      [
        strong('No box to carry off', 'No HSM to carry off'),
        small('the key hangs on the board', 'the key is in the environment'),
      ],
      {
        ...BOARD,
        thief: 'behind-desk:idle',
      },
    ),
  },
};

/** What is stolen, and what can be read of it, for each place where a key can live. */
export const THIEF = {
  storage,
  backup,
  memory,
  network,
  git,
  environment,
  'hsm-box': hsmBox,
} satisfies Record<string, PictureTable>;
