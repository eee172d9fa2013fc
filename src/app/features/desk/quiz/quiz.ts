/** What a person can answer after a flow: pure data. Every answer says why it is right or wrong. */
import type { FlowId } from '../scene/picture.ts';

export interface QuizAnswer {
  readonly id: string;
  readonly text: string;
  readonly right: boolean;
  /** Why, in one or two sentences. */
  readonly why: string;
}

export interface QuizCard {
  readonly id: string;
  /** Asked when this flow was walked. */
  readonly flow: FlowId;
  readonly question: string;
  readonly answers: readonly QuizAnswer[];
}

const wrong = (id: string, text: string, why: string): QuizAnswer => ({ id, text, right: false, why });
const right = (id: string, text: string, why: string): QuizAnswer => ({ id, text, right: true, why });

export const QUIZ: readonly QuizCard[] = [
  {
    id: 'who-holds-the-master-key',
    flow: 'check-in',
    question: 'Who holds the master key?',
    answers: [
      wrong(
        'application',
        'The application, while it encrypts',
        'What it held was the data key, for a moment. No answer of the desk carries the master key.',
      ),
      wrong(
        'storage',
        'The storage, sealed in the envelope',
        'In the envelope is the data key, wrapped by the master key. The master key itself is in no envelope.',
      ),
      right(
        'vault',
        'The vault alone',
        'No call gives it out: it wraps and unwraps inside. Where the vault is software, its files and its PIN are to be guarded like the key.',
      ),
      wrong(
        'administrator',
        'The administrator who created it',
        'They may change its policy or disable it. They have never seen it: it was made inside the vault.',
      ),
    ],
  },
  {
    id: 'why-storage-alone-reveals-nothing',
    flow: 'come-back',
    question: 'The whole storage is copied, ciphertext and wrapped key. Why does that reveal nothing?',
    answers: [
      wrong(
        'hidden',
        'Because the wrapped key is hidden elsewhere',
        'It lies right beside the ciphertext, and may. What protects it is the seal, not the place.',
      ),
      right(
        'sealed',
        'Because the data key is sealed by a master key that only the vault has',
        'To open it somebody must come to the desk, be allowed by the policy, and leave a line in the log.',
      ),
      wrong(
        'encoded',
        'Because the bytes are stored in a format that only this desk reads',
        'A format keeps nobody out. Take the file apart: every field of it is public but the sealed key.',
      ),
      wrong(
        'password',
        'Because the storage asks for a password',
        'Whoever copied it is past that. Encryption at rest is for exactly this day.',
      ),
    ],
  },
  {
    id: 'why-rotation-is-cheap',
    flow: 'rotate',
    question: 'Why is it cheap to rotate the master key?',
    answers: [
      wrong(
        'background',
        'Because the data is encrypted anew in the background',
        'No byte of it is touched. Look at both cases: they are as they were.',
      ),
      wrong(
        'same-key',
        'Because the new version is derived from the old one',
        'It is a new random key. If it followed from the old one, a leak of that would be a leak of both.',
      ),
      wrong(
        'forgotten',
        'Because old data is given up',
        'Yesterday’s envelope opened just now: the vault keeps the version that sealed it.',
      ),
      right(
        'versions',
        'Because the vault keeps old versions: they still open what they sealed',
        'A rotation makes one small key. Petabytes may lie under the old one, and stay where they are.',
      ),
    ],
  },
  {
    id: 'where-a-wrong-context-fails',
    flow: 'turned-away',
    question:
      'Somebody allowed brings a true wrapped key with the wrong encryption context. Where does it fail?',
    answers: [
      wrong(
        'nowhere',
        'Nowhere: context is only a label for the log',
        'It is in the log too. But it was sealed in with the key: without it the seal does not open.',
      ),
      right(
        'press',
        'In the vault: the seal does not fit',
        'The context was authenticated with the wrapped key, so unwrapping fails, as it does for a flipped bit.',
      ),
      wrong(
        'application',
        'In the application, when it decrypts',
        'It gets no data key, so it cannot even begin.',
      ),
    ],
  },
  {
    id: 'what-a-refusal-leaves',
    flow: 'turned-away',
    question: 'What does a refusal leave behind?',
    answers: [
      wrong(
        'nothing',
        'Nothing, since nothing was done',
        'Then nobody would see an attack before it works. Each refusal is an event.',
      ),
      right(
        'event',
        'An event in the desk’s log',
        'Who, from where, which key, and why not. It is on disk before the refusal leaves the desk. Denied calls are what an auditor reads first.',
      ),
      wrong(
        'error',
        'An error in the application’s own log',
        'Perhaps, and whoever owns the application can delete it. The desk’s line is not theirs.',
      ),
    ],
  },
  {
    id: 'what-memory-gives-away',
    flow: 'thief',
    question: 'A thief reads the application’s memory between encrypt and wipe. What can they open?',
    answers: [
      wrong(
        'nothing',
        'Nothing, the keys are in the KMS',
        'The data key was there in the clear. A KMS makes that moment short; it does not take it away.',
      ),
      wrong(
        'everything',
        'Every record under that master key',
        'The other records have data keys of their own, and those are sealed.',
      ),
      right(
        'this-record',
        'This one record',
        'One data key for one object: that is as far as the loss goes. So wipe early, and make a new key each time.',
      ),
      wrong(
        'master',
        'The master key, and with it all of them',
        'It was never in that memory. It is in no memory but the vault’s.',
      ),
    ],
  },
  {
    id: 'where-a-key-is-safe',
    flow: 'thief',
    question: 'Which theft gives everything away when the key is an environment variable?',
    answers: [
      right(
        'dump',
        'A dump of the process, or a crash report with its environment',
        'The key stands there in the clear, for every child process and every log that prints the environment.',
      ),
      wrong(
        'backup',
        'A backup of the database',
        'The key is not in it. Storage alone still reveals nothing.',
      ),
      wrong(
        'wire',
        'A tapped wire between application and database',
        'Ciphertext goes over it. The key does not, though other things may: that is what TLS is for.',
      ),
    ],
  },
  {
    id: 'one-key-or-ten',
    flow: 'one-key',
    question: 'Ten services, one of them is compromised. What do ten keys change?',
    answers: [
      wrong(
        'harder',
        'Each key is harder to break',
        'No key was broken. The compromised service asked, and the desk answered, as its policy says.',
      ),
      right(
        'scope',
        'It opens only what is its own',
        'The policy of each key names one service. A key per domain and environment is a wall around each.',
      ),
      wrong(
        'time',
        'The attacker needs ten times as long',
        'Ten calls instead of one take no time. It is the policy that refuses nine of them.',
      ),
    ],
  },
  {
    id: 'why-not-directly',
    flow: 'direct',
    question: 'Why is a large payload not encrypted directly by the KMS?',
    answers: [
      wrong(
        'weaker',
        'Because the KMS’s cipher is weaker',
        'Both are AES-256-GCM. Only the place where it runs differs.',
      ),
      right(
        'bytes',
        'Every byte would cross the network, and a call takes 4,096 of them at most',
        'A data key is one call however large the payload is. The rest runs locally, as fast as memory.',
      ),
      wrong(
        'forbidden',
        'Because a master key may be used once only',
        'It may be used very often. But the fewer calls, the less there is to wait for, to pay and to limit.',
      ),
    ],
  },
];

export const quizOf = (flow: FlowId): readonly QuizCard[] => QUIZ.filter((card) => card.flow === flow);
export const quizMark = ({ id }: Pick<QuizCard, 'id'>): string => `quiz/${id}`;
