import type { Flow } from '../walk/step.ts';
import {
  bytes,
  empty,
  FROM_DESK,
  holding,
  LUGGAGE,
  master,
  MASTER,
  no,
  not,
  ROOT,
  thing,
  WRITTEN,
} from './parts.ts';

const NO_ENVELOPE = bytes({
  payload: 'hot',
  'data-key': not('none: the master key itself encrypts'),
  'wrapped-key': not('none'),
  nonce: not('inside the blob'),
  ciphertext: not('inside the blob'),
  tag: not('inside the blob'),
});
const MEASURED = bytes({
  payload: not('zeros, for measuring'),
  'data-key': not('each wiped at once'),
  'wrapped-key': not('not kept'),
  nonce: not('not kept'),
  ciphertext: not('not kept'),
  tag: not('not kept'),
});

export const direct: Flow = {
  id: 'direct',
  name: 'Why not encrypt directly',
  steps: [
    {
      id: 'small',
      name: 'A small thing',
      tale: [
        'A small thing can be handed over the counter and locked in the vault itself: no room key, no envelope.',
        'A small payload can be encrypted by the KMS itself: no data key, no envelope.',
      ],
      belief: {
        said: 'Then why not always?',
        fact: [
          'Every byte crosses the counter, in the clear, and the master key touches every one of them.',
          'Every byte goes to the KMS, in the clear, and the master key touches every one of them.',
        ],
      },
      act: 'encryptDirectly',
      holds: holding(
        [
          master('Master key v{newest}', ['locks the thing itself', 'encrypts the payload itself'], 'new'),
          ROOT,
        ],
        [LUGGAGE, thing('case', 'One blob', 'ciphertext by the master key')],
        [empty('Nothing yet')],
      ),
      bytes: NO_ENVELOPE,
      where: FROM_DESK,
      sample: 'encrypt-directly',
      shows: 'answer',
      log: WRITTEN,
    },
    {
      id: 'too-large',
      name: '4,097 bytes',
      tale: [
        'A suitcase does not fit through the grille: the desk takes 4,096 bytes, and not one more.',
        'The KMS encrypts at most 4,096 bytes a call, and not one more.',
      ],
      belief: {
        said: 'That is a limit of this product.',
        fact: 'It is AWS KMS’s own. A KMS is for keys; data stays with you.',
      },
      act: 'refusedAsTooLarge',
      holds: holding(
        [MASTER, ROOT],
        [LUGGAGE, no('No blob', ['refused at the counter', 'refused'])],
        [empty('Nothing yet')],
      ),
      bytes: bytes({
        payload: not('4,097 zeros, for this one try'),
        'data-key': not('none'),
        'wrapped-key': not('none'),
        nonce: not('none'),
        ciphertext: not('none'),
        tag: not('none'),
      }),
      where: FROM_DESK,
      sample: 'encrypt-directly',
      shows: 'answer',
      log: 'A refusal is a line, too.',
    },
    {
      id: 'measured',
      name: 'Measured just now',
      tale: [
        'Measured just now, here: one visit takes {encryptMs}, and in the same time the guest alone locks {localPerCall}.',
        'Measured just now, here: one call takes {encryptMs}, and in the same time AES-GCM in this page encrypts {localPerCall}.',
      ],
      belief: {
        said: 'A call is nothing.',
        fact: 'It is a round trip, a policy decision, a use of the HSM and a line in the log. Right for a key, wrong for every 4 KiB.',
      },
      act: 'measure',
      holds: holding(
        [master('Master key v{newest}', 'used {measuredCalls} times')],
        [thing('doc', 'Three numbers', 'Encrypt, GenerateDataKey, and AES here')],
        [empty('Nothing yet')],
      ),
      bytes: MEASURED,
      where: 'the last of the calls that were measured',
      sample: 'generate-data-key',
      shows: 'answer',
      log: 'The last of {measuredLines} lines.',
    },
    {
      id: 'compared',
      name: 'Compared',
      tale: [
        'One visit for each piece of luggage, or one for every 4 KiB of it: choose a size, and see.',
        'One call a record, or one for every 4 KiB of it: choose a size, and see.',
      ],
      belief: {
        said: 'Envelopes are for the very large.',
        fact: 'From the second 4 KiB on they are fewer calls, less waiting and less money.',
      },
      act: null,
      holds: holding(
        [master('Master key v{newest}', 'once a record, however large')],
        [thing('doc', 'The table beside', 'computed from the step before')],
        [empty('Nothing yet')],
      ),
      bytes: MEASURED,
      where: 'nothing more is asked',
      sample: 'encrypt-locally',
      shows: 'nothing',
      log: ['No visit: this is computed.', 'No call: this is computed.'],
    },
  ],
};
