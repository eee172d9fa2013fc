import type { Flow } from '../walk/step.ts';
import { bytes, empty, FROM_DESK, holding, master, no, not, ROOT, thing, reads } from './parts.ts';

const TEN_ENVELOPES = thing(
  'env',
  ['Ten pieces of luggage', 'Ten records'],
  'one a service, each with a data key of its own',
);
const ONE = master('Master key guest-records v{newest}', 'for all ten services');
const TEN = master('Ten master keys', 'one a service');
const BYTES = bytes({
  payload: not('ten of them, locked', 'ten of them, encrypted'),
  'data-key': not('ten of them, each wiped at once'),
  'wrapped-key': 'hot',
  nonce: not('in each record'),
  ciphertext: not('in each record'),
  tag: not('in each record'),
});

export const oneKey: Flow = {
  id: 'one-key',
  name: 'One key for everything',
  steps: [
    {
      id: 'one-key',
      name: 'Ten services, one key',
      tale: [
        'Ten guests check in, and one master key seals every envelope.',
        'Ten services encrypt, and one master key wraps every data key.',
      ],
      belief: {
        said: 'Each record has its own data key, so one master key will do.',
        fact: 'Whoever may unwrap with that one key may unwrap all of them.',
      },
      act: 'oneKey',
      holds: holding(
        [ONE, ROOT],
        [empty('Ten guests, no key in hand', 'Ten services, no key in memory')],
        [TEN_ENVELOPES],
      ),
      bytes: BYTES,
      where: FROM_DESK,
      sample: 'generate-data-key',
      shows: 'answer',
      log: 'The last of ten lines, one a service; you play all ten.',
    },
    {
      id: 'one-key-stolen',
      name: 'One is compromised',
      tale: [
        'One of the ten was taken over: {opened} of {of} envelopes open for it.',
        'One of the ten services was compromised: {opened} of {of} data keys are unwrapped for it.',
      ],
      belief: {
        said: 'Only that service’s data is lost.',
        fact: 'One compromised caller decrypts the whole company: {opened} of {of}.',
      },
      act: 'tryFleet',
      holds: holding(
        [ONE, ROOT],
        [reads(['{opened} of {of} pieces of luggage', '{opened} of {of} records'])],
        [TEN_ENVELOPES],
      ),
      bytes: BYTES,
      where: FROM_DESK,
      sample: 'decrypt',
      shows: 'answer',
      log: 'All by one principal, within a second: that is what an alarm looks for. You play all ten services, so all lines are yours.',
    },
    {
      id: 'ten-keys',
      name: 'Ten services, ten keys',
      tale: [
        'The same ten guests, and each one’s envelope is sealed by a master key of its own.',
        'The same ten services, and each one’s data key is wrapped by a master key of its own.',
      ],
      belief: {
        said: 'Ten keys are ten times the work.',
        fact: 'They rotate by themselves, and each has a policy that names one service.',
      },
      act: 'tenKeys',
      holds: holding(
        [TEN, ROOT],
        [empty('Ten guests, no key in hand', 'Ten services, no key in memory')],
        [TEN_ENVELOPES],
      ),
      bytes: BYTES,
      where: FROM_DESK,
      sample: 'generate-data-key',
      shows: 'answer',
      log: 'The last of ten lines, each of another key.',
    },
    {
      id: 'ten-keys-stolen',
      name: 'One is compromised',
      tale: [
        'The same one was taken over: {opened} of {of} envelopes opens for it, and {refused} times it is turned away.',
        'The same service was compromised: {opened} of {of} data keys is unwrapped for it, and {refused} calls are denied.',
      ],
      belief: {
        said: 'It makes no difference who wraps.',
        fact: 'Scope keys by service and environment: {opened} of {of} instead of all.',
      },
      act: 'tryFleet',
      holds: holding(
        [TEN, ROOT],
        [
          reads(['{opened} of {of} pieces of luggage', '{opened} of {of} records']),
          no('Denied', ['{refused} times, by “{statement}”', '{refused} calls, by “{statement}”']),
        ],
        [TEN_ENVELOPES],
      ),
      bytes: BYTES,
      where: FROM_DESK,
      sample: 'decrypt',
      shows: 'answer',
      log: 'service-1 was taken over: only its own key says yes. {refused} refusals in a row are seen by whoever looks.',
    },
  ],
};
