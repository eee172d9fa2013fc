/** Home's sentences, out of facts. */
import type { LogCheck, LogFault } from '../../log-check/check-log.ts';
import type { Restore } from '../../log-check/restored-log.ts';
import type { Output } from '../../query/contract.ts';

export type HomeFacts = Output<'DescribeHome'>;
export type Step = HomeFacts['Steps'][number]['Step'];
export type UpcomingKind = HomeFacts['Upcoming'][number]['Kind'];

const number = new Intl.NumberFormat('en');

/** `2026-11-30 20:46 UTC`. */
const dayAndTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** `one thing`, `12 things`. */
export const counted = (count: number, one: string, many: string): string =>
  `${number.format(count)} ${count === 1 ? one : many}`;

/** What a fault of the log means, and what to do before anything else. */
export const FAULTS: Readonly<Record<LogFault, { readonly what: string; readonly why: string }>> = {
  fork: {
    what: 'The log is not the one that this browser saw before',
    why: 'It does not continue the checkpoint that this browser verified: an event that was there has been altered or taken out, or history was signed anew.',
  },
  smaller: {
    what: 'The log has fewer events than this browser has seen',
    why: 'Events are missing. An older copy of the desk’s folder was put back, or its end was cut off.',
  },
  signature: {
    what: 'The checkpoint is not signed by the log’s key',
    why: 'Somebody other than the desk’s HSM made it, or it was altered on its way.',
  },
  key: {
    what: 'The log is signed by another key than before',
    why: 'A desk’s log key never changes. Somebody may have taken the desk’s place with a token of their own.',
  },
  'other-log': {
    what: 'This is another log than the one that this browser saw here before',
    why: 'Either another desk was set up at this address, or the desk’s data was replaced.',
  },
};

/** What a restore took from what this browser saw. */
export function restoredWords({ backupAt, lost }: Restore): string {
  const from = `restored from the backup of ${dayAndTime(backupAt)}`;
  if (lost === 0) return `${from}, which has all that this browser saw`;
  return lost === null
    ? `${from}; what this browser saw was recorded after another restore, and is not in it`
    : `${from}; ${counted(lost, 'event', 'events')} that this browser saw ${lost === 1 ? 'was' : 'were'} recorded after it, and ${lost === 1 ? 'is' : 'are'} lost`;
}

export const UNKNOWN: Readonly<Record<Extract<LogCheck, { verdict: 'unknown' }>['why'], string>> = {
  unsigned: 'No checkpoint has been signed yet: the first one is due within a second of the first event.',
  browser:
    'This browser cannot check Ed25519 signatures here (it is too old, or the page did not come over HTTPS), so nothing is claimed. “keydesk verify-log” checks everything.',
  unreachable: 'The checkpoint or its proof could not be read. It is tried again with the next one.',
};

/** The first steps in their order: what each is, the act by its name, and what it shows. */
export const STEP_WORDS: Readonly<
  Record<Step, { readonly title: string; readonly act: string; readonly words: string }>
> = {
  'create-key': {
    title: 'Create a key',
    act: 'Create a key',
    words: 'It is made inside the HSM, and never leaves it in the clear.',
  },
  'give-access': {
    title: 'Give a service access',
    act: 'Create a service',
    words: 'Make a service, and name it in the key’s policy.',
  },
  'first-data-key': {
    title: 'Get the first data key with an SDK',
    act: 'Choose a key',
    words: 'Any AWS SDK works: the key’s page has the code with your endpoint filled in.',
  },
  'read-log': {
    title: 'Read its line in the log',
    act: 'Read the log',
    words: 'Who asked, from where, for which record, and which statement allowed it.',
  },
  'turn-on-rotation': {
    title: 'Turn on rotation',
    act: 'Turn on rotation',
    words: 'New versions come by themselves; old ones go on decrypting.',
  },
  'keep-checkpoint': {
    title: 'Keep a checkpoint elsewhere',
    act: 'Keep a checkpoint',
    words: 'One small file that would tell if the log were ever written anew.',
  },
  'second-administrator': {
    title: 'Have a second administrator',
    act: 'Invite somebody',
    words: 'So that a key can be revoked when one of you cannot be reached.',
  },
};

export const UPCOMING_WORDS: Readonly<Record<UpcomingKind, string>> = {
  rotation: 'rotates',
  deletion: 'is destroyed',
  'access-key': 'is 90 days old',
  acceptance: 'is no longer accepted',
};

/** Today's refusals against the week before. */
export function refusalWords({ Today, Most, Unusual }: HomeFacts['Refusals']): string {
  if (Today === 0) return Most === 0 ? 'None today, and none in the seven days before.' : 'None today.';
  if (Unusual) return `Unusual: more than on any of the seven days before (at most ${number.format(Most)}).`;
  return Most === 0
    ? 'There were none in the seven days before.'
    : `Not unusual: up to ${number.format(Most)} a day in the seven days before.`;
}
