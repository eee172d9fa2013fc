import type { Flow, Held, Step } from '../walk/step.ts';
import type { Words } from '../scene/picture.ts';
import {
  bytes,
  empty,
  ENVELOPE,
  holding,
  LOCKED,
  MASTER,
  master,
  no,
  not,
  OTHERS,
  RECORD,
  ROOT,
} from './parts.ts';

const NO_KEY = no('No key', 'nothing opens');
const UNTOUCHED = empty('Not touched: the envelope never came in', 'Not called');
const tried: Held = no('Tried with v{v}', [
  'the seal does not match, nothing comes out',
  'the tag does not verify, nothing comes out',
]);

type Refusal = Pick<Step, 'id' | 'name' | 'tale' | 'act' | 'log' | 'sample'> & {
  readonly belief: NonNullable<Step['belief']>;
  readonly vault: readonly Held[];
  readonly where?: Words;
};

const refusal = ({ vault, belief, where = 'as {guest}', ...step }: Refusal): Step => ({
  ...step,
  belief,
  where,
  holds: holding(vault, [LOCKED, ENVELOPE, NO_KEY], [OTHERS]),
  bytes: bytes({
    ...RECORD,
    'wrapped-key': step.id === 'flipped-bit' ? 'hot' : 'shown',
    payload: not('still locked', 'still encrypted'),
    'data-key': not('never handed over'),
  }),
  shows: 'answer',
});

export const turnedAway: Flow = {
  id: 'turned-away',
  name: ['Turned away', 'Denied'],
  steps: [
    refusal({
      id: 'policy',
      name: 'Policy denies',
      tale: [
        'This guest has luggage and envelope, and still gets no key: the policy turns the guest away.',
        'This caller has ciphertext and wrapped key, and still gets no data key: the key policy denies the call.',
      ],
      belief: {
        said: 'A stolen wrapped key is as good as the key.',
        fact: 'It is a request that policy can refuse, and the refusal is written down.',
      },
      act: 'refusedByPolicy',
      vault: [
        master('Master key {sealKey} v{v}', ['on its hook', 'used inside the HSM only']),
        ROOT,
        UNTOUCHED,
      ],
      sample: 'decrypt',
      log: 'Decided by “{statement}” of {policy}. Who may encrypt need not be able to decrypt.',
    }),
    refusal({
      id: 'context',
      name: 'Wrong context',
      tale: [
        'The label that the guest names is not the one under the seal; the seal does not match, and nothing is opened.',
        'The encryption context is part of what the tag covers; with another context the wrapped key does not verify.',
      ],
      belief: {
        said: 'The context is a comment.',
        fact: [
          'It is under the seal: name another, and nothing opens.',
          'The tag covers it: name another, and nothing is unwrapped.',
        ],
      },
      act: 'refusedByContext',
      vault: [MASTER, ROOT, tried],
      sample: 'decrypt',
      log: 'The context that was named stands in the line, and it is not the one under the seal.',
    }),
    refusal({
      id: 'disabled',
      name: 'Key disabled',
      tale: [
        'The master key carries a tag that says disabled; until it is taken off, no envelope is opened.',
        'The KMS key is disabled; until it is enabled again, nothing is unwrapped.',
      ],
      belief: {
        said: 'A disabled key is a lost key.',
        fact: [
          'Enable it, and every envelope opens again.',
          'Enable it, and everything it wrapped is unwrapped again.',
        ],
      },
      act: 'refusedAsDisabled',
      vault: [master('Master key v{v}', 'disabled', 'new'), ROOT, UNTOUCHED],
      sample: 'decrypt',
      log: 'Enable the key to use it again: nothing is lost. The walk has done so at once.',
    }),
    refusal({
      id: 'deletion',
      name: 'Pending deletion',
      tale: [
        'The master key waits to be destroyed; until then it opens nothing.',
        'The KMS key is pending deletion; until that is cancelled, nothing is unwrapped.',
      ],
      belief: {
        said: 'Deleting a key deletes one thing.',
        fact: 'It ends every record that it wrapped, backups included. That is why it waits for days.',
      },
      act: 'refusedAsDeleting',
      vault: [master('Master key v{v}', 'pending deletion', 'new'), ROOT, UNTOUCHED],
      sample: 'decrypt',
      log: 'Cancel the deletion before its date to use the key again. The walk has done so at once.',
    }),
    refusal({
      id: 'flipped-bit',
      name: 'One flipped bit',
      tale: [
        'One bit of the envelope was changed on the way; the seal no longer matches, and nothing is opened.',
        'One bit of the wrapped key was flipped on the way; the tag no longer verifies, and nothing is unwrapped.',
      ],
      belief: {
        said: 'A small error does small harm.',
        fact: 'One bit of {wrappedSize}, and nothing comes out at all. That is what authenticated encryption means.',
      },
      act: 'refusedAsAltered',
      vault: [MASTER, ROOT, tried],
      sample: 'decrypt',
      log: 'One bit of {wrappedSize}. It is marked above; the desk does not say which, nor that it was a bit: that would help who tries.',
    }),
  ],
};
