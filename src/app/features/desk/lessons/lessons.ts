/** The lessons: pure data. Each is something to do on this desk, and says how it is known to be done. */
import { paths } from '../../../paths.ts';
import type { Box } from '../custody.ts';
import type { ReadingId } from './readings.ts';
import { deskAt, type DeskMark } from './steps.ts';

export type Proof =
  /** These steps were reached, or these acts done. */
  | { readonly by: 'marks'; readonly marks: readonly DeskMark[]; readonly words: string }
  /** A question whose answer stands on this desk alone. Who may not do what it takes to find it is asked for the marks instead. */
  | {
      readonly by: 'reading';
      readonly reading: ReadingId;
      readonly actions: readonly string[];
      readonly question: string;
      readonly help: string;
      readonly marks: readonly DeskMark[];
      readonly words: string;
      /** It is of the keys of the desk. Where there is none there is nothing to ask: this is said, and the marks count. */
      readonly withoutKeys?: { readonly words: string; readonly place: Place };
    };

export interface Place {
  readonly label: string;
  readonly href: string;
}

export interface Lesson {
  readonly id: string;
  readonly part: PartId;
  readonly title: string;
  /** Two or three sentences; where they hang on what this desk's vault is, one for each. */
  readonly words: string | Readonly<Record<Box, string>>;
  /** What there is to do. */
  readonly task: string;
  /** Exactly where; the first is the next thing to press. */
  readonly places: readonly [Place, ...Place[]];
  readonly proof: Proof;
}

export const PARTS = {
  takeaways: 'Six takeaways',
  places: 'Where keys live, and what is protected when',
  mistakes: 'Four mistakes that cost hours',
} as const;
export type PartId = keyof typeof PARTS;

const AT_EACH_PLACE =
  'In code, in the environment, in a KMS, in an HSM of your own: at each place fewer can see the key.';

export const LESSONS: readonly Lesson[] = [
  {
    id: 'encryption-is-the-easy-part',
    part: 'takeaways',
    title: 'Encrypting is the easy part',
    words:
      'One call of a library makes ciphertext. Where its key lives, who may use it, and who can say so later is the work.',
    task: 'Walk to the step that encrypts: it is one line of code. Every other step of the walk is about the key.',
    places: [{ label: 'Check in, step 3', href: deskAt('desk/check-in/encrypt') }],
    proof: {
      by: 'marks',
      marks: ['desk/check-in/encrypt'],
      words: 'Done when you have encrypted.',
    },
  },
  {
    id: 'the-master-key-stays',
    part: 'takeaways',
    title: 'The master key stays in the vault',
    words:
      'A KMS works with the master key on your behalf. You bring it something wrapped, it brings back what was inside; no answer carries the key itself.',
    task: 'Watch the press while the wrapped key is opened: which key comes out, and which stays on its hook.',
    places: [{ label: 'Come back, step 3', href: deskAt('desk/come-back/unwrap') }],
    proof: {
      by: 'marks',
      marks: ['desk/come-back/unwrap'],
      words: 'Done when the vault has unwrapped for you.',
    },
  },
  {
    id: 'an-envelope-of-your-own',
    part: 'takeaways',
    title: 'Ciphertext and wrapped key, side by side',
    words:
      'The envelope is both: your data under a data key, and that data key under the master key. It may lie anywhere, because neither opens without the vault.',
    task: 'Check in something of your own, take the envelope away as a file, and drop it back in to open it.',
    places: [
      { label: 'Check in, step 5', href: deskAt('desk/check-in/store') },
      { label: 'Come back, step 1', href: deskAt('desk/come-back/send') },
    ],
    proof: {
      by: 'marks',
      marks: ['desk/envelope/taken', 'desk/envelope/opened'],
      words: 'Done when you have taken an envelope away, and opened one.',
    },
  },
  {
    id: 'out-of-code',
    part: 'takeaways',
    title: 'Keys out of code and environment',
    words:
      'A key in a repository is in every clone and in its history. A key in the environment is in every crash report. With a KMS neither holds the key: its name stands there, and at worst an access key, which can be replaced.',
    task: 'Let the thief take the Git repository, then the environment. Choose each place that the key can live in, and see what they read.',
    places: [
      { label: 'The thief, Git repository', href: deskAt('desk/thief/git', 'code') },
      { label: 'The thief, environment', href: deskAt('desk/thief/environment', 'environment') },
    ],
    proof: {
      by: 'marks',
      marks: ['desk/thief/git', 'desk/thief/environment'],
      words: 'Done when both were stolen.',
    },
  },
  {
    id: 'two-attackers',
    part: 'takeaways',
    title: 'At rest and in transit: two attackers',
    words:
      'Who walks off with the disk and who listens on the wire are not stopped by the same thing. One without the other is an open door.',
    task: 'Let the thief take the storage, then tap the network. Find what each sees that the other does not.',
    places: [
      { label: 'The thief, storage', href: deskAt('desk/thief/storage') },
      { label: 'The thief, network', href: deskAt('desk/thief/network') },
    ],
    proof: {
      by: 'marks',
      marks: ['desk/thief/storage', 'desk/thief/network'],
      words: 'Done when you have seen both.',
    },
  },
  {
    id: 'rotate-scope-audit',
    part: 'takeaways',
    title: 'Rotate, scope, and audit every call',
    words:
      'Each of your Decrypts is a line in the log: which key and version, which context, which statement allowed it. Nothing was answered before that line was on disk.',
    task: 'Open an envelope on the desk, then find that Decrypt in the log.',
    places: [
      { label: 'Come back, step 5', href: deskAt('desk/come-back/wipe') },
      {
        label: 'Decrypts in the log',
        href: paths.audit({ operation: 'Decrypt', outcome: 'allowed', practice: '1' }),
      },
    ],
    proof: {
      by: 'reading',
      reading: 'own-decrypt',
      actions: ['keydesk:SearchAuditEvents', 'keydesk:OpenDeskSandbox'],
      question: 'What is the number of a Decrypt of yours?',
      help: 'Open the event: its number is in the heading.',
      marks: ['desk/come-back/decrypt', 'desk/rotate/still-opens'],
      words: 'Done when you have come back, and opened yesterday’s envelope after a rotation.',
    },
  },
  {
    id: 'the-spectrum',
    part: 'places',
    title: 'From the source file to the vault',
    words: {
      device: `${AT_EACH_PLACE} Nobody can carry it out of hardware, and this desk’s vault is that.`,
      files: `${AT_EACH_PLACE} Nobody can carry it out of hardware. This desk’s vault is SoftHSM: who has its files and the PIN has the keys.`,
      browser: `${AT_EACH_PLACE} Nobody can carry it out of hardware. This desk’s vault is a browser: who has its profile has the keys.`,
    },
    task: 'Let the thief take the HSM box, then look at the resident keys of the vault that stands behind this desk.',
    places: [
      { label: 'The thief, HSM box', href: deskAt('desk/thief/hsm-box', 'hsm') },
      { label: 'Vault', href: paths.vault() },
    ],
    proof: {
      by: 'reading',
      reading: 'log-key',
      actions: ['keydesk:DescribeVault'],
      question: 'How does the fingerprint of the log key begin?',
      help: 'Four characters are enough. A fingerprint is all that the desk shows of it.',
      marks: ['desk/thief/hsm-box', 'desk/thief/memory'],
      words: 'Done when the thief had the HSM box, and the memory.',
    },
  },
  {
    id: 'the-other-end-of-the-wire',
    part: 'places',
    title: 'The other end of the wire',
    words:
      'Encryption at rest is for the stolen disk and the lost backup. A data key also travels once, from the desk to the application, and only TLS protects it there. The log says to which address it went.',
    task: 'Let the thief take a backup. Then find in the log from where you spoke to the desk.',
    places: [
      { label: 'The thief, backup', href: deskAt('desk/thief/backup') },
      { label: 'Everything in the log', href: paths.audit({ kind: 'all', practice: '1' }) },
    ],
    proof: {
      by: 'reading',
      reading: 'own-address',
      actions: ['keydesk:SearchAuditEvents'],
      question: 'From which address did you speak to this desk?',
      help: 'It stands in each of your events, as “From”.',
      marks: ['desk/thief/backup', 'desk/thief/network'],
      words: 'Done when a backup was stolen, and the network tapped.',
    },
  },
  {
    id: 'keys-in-code',
    part: 'mistakes',
    title: 'Keys in code or config',
    words:
      'What was in a repository once is in it forever: treat it as known. On a KMS what can still leak is an access key, so each has an age and can be replaced without a gap.',
    task: 'Look up the check on the age of access keys, and how many it looked at.',
    places: [
      { label: 'Posture, access keys', href: paths.posture({ show: 'all', check: 'old-access-key' }) },
    ],
    proof: {
      by: 'reading',
      reading: 'access-keys',
      actions: ['keydesk:DescribePosture'],
      question: 'How many access keys are in use on this desk?',
      help: 'The check says how many it looked at, and how many of them are too old.',
      marks: ['desk/thief/git'],
      words: 'Done when the Git repository was stolen.',
    },
  },
  {
    id: 'no-rotation',
    part: 'mistakes',
    title: 'No rotation',
    words:
      'A key that has wrapped everything for three years opens three years when it leaks. With envelopes a rotation is one small key in the vault, and no data is touched.',
    task: 'Rotate on the desk and see that yesterday’s envelope still opens. Then count the keys of this desk that have no schedule.',
    places: [
      { label: 'Rotate, step 2', href: deskAt('desk/rotate/new-version') },
      { label: 'Keys without a schedule', href: paths.rotation({ status: 'Off' }) },
    ],
    proof: {
      by: 'reading',
      reading: 'without-schedule',
      actions: ['keydesk:ListRotationSchedule'],
      question: 'How many keys of this desk have no schedule?',
      help: 'It stands in the line of figures, over all keys.',
      marks: ['desk/rotate/new-version', 'desk/rotate/still-opens'],
      words: 'Done when you have rotated, and yesterday’s envelope still opened.',
      withoutKeys: {
        words:
          'This desk has no key of its own yet, so there is none to count. Create one first, or leave it at the walk: its steps count.',
        place: { label: 'Create a key', href: paths.newKey() },
      },
    },
  },
  {
    id: 'one-key-for-everything',
    part: 'mistakes',
    title: 'One key for everything',
    words:
      'When one caller of a shared key is compromised, all that the key ever wrapped is open. A key for each domain and environment keeps the loss where it happened.',
    task: 'Compromise one of ten services that share a key, and count what opens. Do it again with ten keys.',
    places: [
      { label: 'One key, compromised', href: deskAt('desk/one-key/one-key-stolen') },
      { label: 'Ten keys, compromised', href: deskAt('desk/one-key/ten-keys-stolen') },
    ],
    proof: {
      by: 'marks',
      marks: ['desk/one-key/one-key-stolen', 'desk/one-key/ten-keys-stolen'],
      words: 'Done when you have counted both.',
    },
  },
  {
    id: 'no-audit',
    part: 'mistakes',
    title: 'No audit of key use',
    words:
      'Abuse that nobody can see goes on. A refusal is logged like a success, so an attack is in the log before it works.',
    task: 'Be turned away at the desk, then find a refusal in the log.',
    places: [
      { label: 'Turned away, step 1', href: deskAt('desk/turned-away/policy') },
      { label: 'What was denied', href: paths.audit({ outcome: 'denied', practice: '1' }) },
    ],
    proof: {
      by: 'reading',
      reading: 'a-refusal',
      actions: ['keydesk:SearchAuditEvents', 'keydesk:OpenDeskSandbox'],
      question: 'What is the number of a denied request?',
      help: 'Open the event: its number is in the heading.',
      marks: ['desk/turned-away/policy'],
      words: 'Done when the policy has turned you away.',
    },
  },
];

export const lessonMark = ({ id }: Pick<Lesson, 'id'>): string => `lesson/${id}`;
export const lessonOf = (id: string | null): Lesson | undefined => LESSONS.find((lesson) => lesson.id === id);

export const wordsOf = ({ words }: Pick<Lesson, 'words'>, box: Box): string =>
  typeof words === 'string' ? words : words[box];

export interface Sight {
  /** This person may do what the action names. */
  readonly may: (action: string) => boolean;
  /** The desk has keys, beside those that people practise on. */
  readonly hasKeys: boolean;
}

/** Why a lesson's question cannot be asked of this person on this desk: an action that they may not do, or that there is no key. */
export function unasked(
  { proof }: Lesson,
  { may, hasKeys }: Sight,
): { readonly action: string } | 'no-keys' | null {
  if (proof.by === 'marks') return null;
  const action = proof.actions.find((each) => !may(each));
  if (action !== undefined) return { action };
  return proof.withoutKeys !== undefined && !hasKeys ? 'no-keys' : null;
}

/** Done by an answer; or by its marks, where those are what it asks for. */
export function isDone(lesson: Lesson, done: ReadonlySet<string>, sight: Sight): boolean {
  if (done.has(lessonMark(lesson))) return true;
  const byMarks = lesson.proof.by === 'marks' || unasked(lesson, sight) !== null;
  return byMarks && lesson.proof.marks.every((mark) => done.has(mark));
}

/** Where to go on: the first that is open, or the first of all. */
export const firstOpen = (isDoneNow: (lesson: Lesson) => boolean): Lesson | undefined =>
  LESSONS.find((lesson) => !isDoneNow(lesson)) ?? LESSONS[0];
