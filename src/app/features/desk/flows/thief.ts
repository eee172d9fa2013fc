import type { Flow, Step } from '../walk/step.ts';
import type { Words } from '../scene/picture.ts';
import {
  bytes,
  ENVELOPE,
  empty,
  holding,
  MASTER,
  not,
  OTHERS,
  RECORD,
  ROOT,
  STORED,
  LUGGAGE,
  ROOM_KEY,
  thing,
} from './parts.ts';

const NOTHING: Words = [
  'No line: stealing does not pass the desk. That is why what can be stolen must reveal nothing by itself.',
  'No event: a theft does not call the KMS. That is why what can be stolen must reveal nothing by itself.',
];
/** With the key in code or in the environment there is no vault to ask, and no envelope: one key for everything. */
const ELSEWHERE = {
  holds: holding(
    [empty('No key in here', 'No key in here')],
    [
      thing(
        'key',
        ['One key for everything', 'One static key'],
        ['as long as the guest lives', 'as long as the process runs'],
      ),
    ],
    [thing('case', ['Locked luggage', 'Ciphertexts'], ['all by the one key', 'all under the one key'])],
  ),
  bytes: bytes({
    payload: not('locked', 'encrypted'),
    'data-key': not('none: one key for everything'),
    'wrapped-key': not('none: nothing wraps the key'),
    nonce: not('with each record'),
    ciphertext: not('the thief’s card has it'),
    tag: not('with each record'),
  }),
} as const;

const AT_REST = bytes({
  ...RECORD,
  payload: not('locked', 'encrypted'),
  'data-key': not('sealed below', 'wrapped below'),
});
const IN_STORAGE = holding([MASTER, ROOT], [empty('Empty hands', 'Nothing: key wiped')], STORED);

type Theft = Pick<Step, 'id' | 'name' | 'tale' | 'act' | 'belief'> & Partial<Step>;
const theft = (step: Theft): Step => ({
  holds: IN_STORAGE,
  bytes: AT_REST,
  where: 'what the thief tries',
  sample: 'thief',
  shows: 'nothing',
  log: NOTHING,
  elsewhere: ELSEWHERE,
  ...step,
});

/** What can be read, for the place that was chosen, stands beside the scene: see `thief.ts`. */
export const thief: Flow = {
  id: 'thief',
  name: ['The thief', 'Theft'],
  steps: [
    theft({
      id: 'storage',
      name: 'Storage',
      tale: [
        'The thief has emptied the storage room, every suitcase and every envelope, and comes to the desk without a name.',
        'The database has been stolen, every ciphertext and every wrapped key, and the thief calls the KMS without credentials.',
      ],
      belief: {
        said: 'The key was stored next to the data.',
        fact: [
          'Yes, sealed by v{v}. To open it the thief must come to the desk, and be allowed.',
          'Yes, wrapped by v{v}. To unwrap it the thief must call the KMS, and be allowed.',
        ],
      },
      act: 'stolenStorage',
      shows: 'answer',
      log: [
        'No line of its own: nobody was known. Visits without a name are counted in one line a minute. A program without an access key is answered likewise.',
        'No event of its own: nobody was known. Calls without credentials are counted in one event a minute. A program without an access key is answered likewise.',
      ],
      elsewhere: {
        ...ELSEWHERE,
        tale: [
          'The thief has emptied the storage room; one key opens all of it, and that key is kept in the open.',
          'The database has been stolen; one key decrypts all of it, and that key is kept in the open.',
        ],
        belief: {
          said: 'The data is encrypted, so it is safe.',
          fact: 'Until the key is found, which is where this key is kept.',
        },
      },
    }),
    theft({
      id: 'backup',
      name: 'Backup',
      tale: [
        'An old trunk from the cellar is gone: luggage of years, each piece with its sealed envelope.',
        'A database backup is gone: records of years, each with its wrapped key.',
      ],
      belief: {
        said: 'Backups are out of reach, so they need no thought.',
        fact: 'They are the copy that nobody watches. A key in a vault still governs them: disable it, and they are shut.',
      },
      act: null,
    }),
    theft({
      id: 'memory',
      name: 'App memory',
      tale: [
        'Looking over the guest’s shoulder, the thief sees this luggage and this room key, until it is wiped, and nothing else.',
        'Reading the application’s memory, the thief sees this payload and this data key, until it is wiped, and nothing else.',
      ],
      belief: {
        said: 'With a KMS, memory does not matter.',
        fact: [
          'It does, for a moment: so wipe at once, and one room key for one piece of luggage.',
          'It does, for a moment: so wipe at once, and one data key for one record.',
        ],
      },
      act: 'stolenMemory',
      holds: holding([MASTER, ROOT], [LUGGAGE, ROOM_KEY, ENVELOPE], [OTHERS]),
      bytes: bytes({ payload: 'hot', 'data-key': 'hot', 'wrapped-key': 'shown' }),
      where: 'check-in, between steps 2 and 4',
      sample: 'generate-data-key',
      shows: 'answer',
      log: [
        'No line for the theft; this one says which record’s key was out, and with whom.',
        'No event for the theft; this one says which record’s key was out, and with whom.',
      ],
    }),
    theft({
      id: 'network',
      name: 'Network',
      tale: [
        'The thief listens at the counter while the guest asks and the desk answers.',
        'The thief listens on the network while the application calls and the KMS answers.',
      ],
      belief: {
        said: 'It is encrypted at rest, so the wire does not matter.',
        fact: 'At rest defends the stolen disk, in transit the tapped wire. You need both.',
      },
      act: null,
      holds: holding([MASTER, ROOT], [LUGGAGE, ROOM_KEY, ENVELOPE], [OTHERS]),
      bytes: bytes({ payload: 'shown', 'data-key': 'hot', 'wrapped-key': 'hot' }),
      where: 'check-in, while the answer is on its way',
      log: [
        'No line for listening; the line of the visit says whose room key it was.',
        'No event for listening; the event of the call says whose data key it was.',
      ],
    }),
    theft({
      id: 'git',
      name: 'Git',
      tale: [
        'The thief reads the guest’s notebook, every page of it, also those that were torn out.',
        'The thief has a clone of the repository, with its whole history.',
      ],
      belief: {
        said: 'I deleted the key from the file.',
        fact: 'History keeps it, and so does every clone. A key that touched a repository is compromised.',
      },
      act: 'wipeAfterTheft',
    }),
    theft({
      id: 'environment',
      name: 'Environment',
      tale: [
        'The thief reads the board on the guest’s wall, where everything hangs that the guest must remember.',
        'The thief reads the environment of the process: a crash report, a CI log, /proc.',
      ],
      belief: {
        said: 'An environment variable is a safe.',
        fact: 'It is plaintext with another address.',
      },
      act: null,
    }),
    theft({
      id: 'hsm-box',
      name: 'HSM box',
      tale: ['The thief carries off the vault itself.', 'The thief carries off the HSM itself.'],
      belief: {
        said: 'It makes no difference what a vault is made of.',
        fact: '{vaultMade}',
      },
      act: null,
      holds: holding(
        [thing('none', ['Carried off', 'Taken away'])],
        [empty('Empty hands', 'Nothing: key wiped')],
        STORED,
      ),
    }),
  ],
};
