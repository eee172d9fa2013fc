/** What each thing is called, in the hotel and in the field; where it can be pointed at; and which bytes it stands for. */
import { hasEnvelopes, haloed, newestOf } from './facts.ts';
import type { ByteName, Layout, PictureTable, SceneFacts, Thing } from './picture.ts';
import type { Placed } from './table.ts';

/** A part of the picture that hover and focus can name. The box is in the thing's own coordinates: x, y, width, height. */
export interface Named {
  readonly key: string;
  readonly hotel: string;
  readonly field: string;
  readonly byte: ByteName | null;
  readonly box: readonly [x: number, y: number, width: number, height: number];
  /** Whether the Tab key stops here. What is part of a thing that has a stop may go without. */
  readonly stop: boolean;
}

const named = (
  key: string,
  hotel: string,
  field: string,
  box: Named['box'],
  byte: ByteName | null = null,
): Named => ({ key, hotel, field, byte, box, stop: true });

const BODY = [-32, -206, 64, 208] as const;
const ENVELOPE = [-36, -25, 72, 50] as const;
const CASE = [-4, -100, 120, 104] as const;

const PARTS: readonly Named[] = [
  named('ticket', 'Ticket', 'nonce', [76, -96, 42, 27], 'nonce'),
  named('lead-seal', 'Lead seal', 'authentication tag', [84, -58, 28, 32], 'tag'),
];

const sealed = (key: string, version: number, byte: ByteName | null): readonly Named[] => [
  named(key, 'Sealed envelope', `wrapped data key, by v${version}`, ENVELOPE, byte),
];

type Names = Readonly<Record<Thing, (look: string, facts: SceneFacts) => readonly Named[]>>;

const NAMES: Names = {
  others: () => [],
  rack: () => [],
  beam: () => [],
  thief: () => [named('thief', 'The thief', 'an attacker', BODY)],
  guest: (look, facts) => [
    named(
      'guest',
      look === 'stranger' ? 'Another guest' : 'The guest',
      `your application, ${facts.guest}`,
      BODY,
    ),
  ],
  clerk: () => [named('clerk', 'The clerk', 'KMS API: checks policy, writes the log, answers', BODY)],
  box: (look) => [
    named(
      'box',
      'The vault, carried off',
      look === 'whole' ? 'HSM of software: its keys are in it' : 'HSM: tampered with, its keys are zero',
      [-72, -154, 142, 156],
    ),
  ],
  trunk: (look, facts) => [
    look === 'copy'
      ? named(
          'trunk',
          'A trunk of copies',
          hasEnvelopes(facts) ? 'backup: ciphertexts and wrapped keys' : 'backup: ciphertexts',
          [-2, -108, 122, 110],
        )
      : named('trunk', 'A large trunk', 'payload of more than 4 KiB', [-2, -92, 110, 94]),
  ],
  notebook: (look) => [
    named(
      'notebook',
      'The guest’s notebook',
      look === 'keyed' ? 'Git repository, with the key in it' : 'Git repository, with the key’s name',
      [-62, -78, 124, 84],
    ),
  ],
  board: (look) => [
    named(
      'board',
      'The board on the wall',
      {
        keyed: 'environment variables, the key among them',
        pass: 'environment variables, credentials among them',
        plain: 'environment variables, no key among them',
      }[look] ?? 'environment variables',
      [-64, -36, 128, 72],
    ),
  ],
  services: () => [],
  luggage: (look) =>
    look === 'open'
      ? [named('luggage', 'Open luggage', 'payload in plaintext', [-4, -104, 120, 108], 'payload')]
      : [named('luggage', 'Locked luggage', 'ciphertext', CASE, 'ciphertext'), ...PARTS],
  luggageStays: () => [
    named('luggage-stays', 'Locked luggage', 'ciphertext, in storage', CASE, 'ciphertext'),
  ],
  luggage2: () => [named('luggage-2', 'Today’s luggage', 'ciphertext of another record', CASE)],
  parcel: () => [
    named('parcel', 'Open luggage', 'payload in plaintext, sent to the KMS', [-4, -50, 60, 54], 'payload'),
  ],
  envelope: (look, facts) =>
    look === 'opened'
      ? [
          named(
            'envelope',
            'Opened envelope',
            'wrapped data key, unwrapped inside the HSM',
            [-36, -42, 72, 68],
            'wrapped-key',
          ),
        ]
      : look === 'flipped'
        ? [
            named(
              'envelope',
              'Damaged envelope',
              `wrapped data key, by v${facts.seal}, one bit flipped`,
              ENVELOPE,
              'wrapped-key',
            ),
          ]
        : sealed('envelope', facts.seal, 'wrapped-key'),
  envelopeStays: (_look, facts) => sealed('envelope-stays', facts.seal, 'wrapped-key'),
  envelope2: (_look, facts) => sealed('envelope-2', facts.secondSeal, null),
  renewed: (_look, facts) => sealed('renewed', newestOf(facts), 'wrapped-key'),
  roomkey: (look) =>
    look === 'wiped'
      ? [
          named(
            'room-key',
            'Room key, destroyed',
            'plaintext data key, overwritten with zeros',
            [-15, -15, 75, 50],
            'data-key',
          ),
        ]
      : [
          named(
            'room-key',
            'Room key',
            'plaintext data key',
            [-15, -15, 75, look === 'bare' ? 31 : 58],
            'data-key',
          ),
        ],
  ghost: () => [named('ghost', 'No copy kept', 'the HSM keeps no copy of the data key', [-14, 6, 74, 30])],
  slips: () => [named('slips', 'Many slips', 'one Encrypt call for each record', [-74, -18, 148, 34])],
  single: () => [named('single', 'One slip', 'one GenerateDataKey call', [-18, -14, 36, 28])],
  cover: (look) => [
    look === 'off'
      ? named('cover', 'A cover, put aside', 'TLS, not in use', [-42, -48, 84, 52])
      : named('cover', 'A cover', 'TLS', [-42, -48, 84, 52]),
  ],
  slip: (_look, facts) => [
    named('slip', 'Request slip', `GenerateDataKey for ${facts.keyName}: no payload`, [-84, -31, 168, 62]),
  ],
};

/** What can be pointed at of a thing in a look; nothing for what is only background. */
export const namesOf = ({ thing, look, station }: Placed, facts: SceneFacts): readonly Named[] =>
  NAMES[thing](look, facts).map((one) => ({
    ...one,
    // Ticket and lead seal are stops where the step is about them: on the rack, beside the guest.
    stop: station === 'rack' || !PARTS.includes(one),
  }));

const FIXTURES = {
  wide: { rail: [24, 72, 156, 142], press: [46, 218, 112, 138], book: [268, 230, 66, 24] },
  tall: { rail: [40, 84, 158, 140], press: [244, 104, 112, 138], book: [86, 454, 66, 24] },
} as const;

/** What stands in the rooms in every step: the rail with its keys, the press, the book. */
export function fixturesOf(table: PictureTable, facts: SceneFacts, layout: Layout): readonly Named[] {
  const at = FIXTURES[layout];
  const used = haloed(table.halo, facts);
  const others = facts.older === undefined || facts.older === 0 ? '' : ` and ${facts.older} more`;
  const versions = facts.versions.map((version) => `v${version}`).join(', ') + others;
  const rail = {
    ten: named('rail', 'Ten master keys', 'ten KMS keys, one for each service', at.rail),
    empty: named('rail', 'Empty hooks', 'no key in an HSM: it lives elsewhere', at.rail),
    gone: named('rail', 'Where the vault stood', 'the HSM was carried off', at.rail),
    hung: named(
      'rail',
      'Master keys on their hooks',
      `root key and ${versions} of ${facts.keyName}, not exportable${used.length > 0 ? `; in use: ${used.map((version) => `v${version}`).join(', ')}` : ''}`,
      at.rail,
    ),
  };
  const { vault } = table;
  const hangs = vault === 'ten' || vault === 'empty' || vault === 'gone' ? vault : 'hung';
  return [
    rail[hangs],
    ...(vault === 'gone' || !table.lit.includes('vault')
      ? []
      : [named('press', 'Seal press', 'where the HSM wraps and unwraps', at.press)]),
    named(
      'book',
      'Logbook',
      table.line && facts.line !== null ? `audit log: this step wrote a line, ${facts.line}` : 'audit log',
      at.book,
    ),
  ];
}
