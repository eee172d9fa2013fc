/** What the desk does, in a sentence. */
import { shortAlias, shortArn, shortId } from '../../../ui/shorten.ts';
import { totalOf, type View, type Visit } from './visits.ts';
import type { Outcome } from './window.ts';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** A rate: `1,240`, `3.4`. */
export const rateText = (rate: number): string => (rate < 10 ? tenths : whole).format(rate);

export type KeyNames = ReadonlyMap<string, string>;

/** A key as a person calls it. */
export const keyName = (key: string, names: KeyNames): string => names.get(key) ?? shortId(key);

/** First aliases by key id. */
export const namesOf = (
  keys: readonly { readonly KeyId: string; readonly Aliases: readonly string[] }[],
): KeyNames =>
  new Map(
    keys.flatMap(({ KeyId, Aliases: [alias] }) =>
      alias === undefined ? [] : [[KeyId, shortAlias(alias)] as const],
    ),
  );

/** `billing-api`: the kind (`role/`, `user/`) is the figure's coat. */
export const guestName = (principal: string): string => shortArn(principal).replace(/^(role|user)\//, '');

/** `night-e…port`: both ends tell names apart. */
export function middle(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = Math.floor((most - 1) / 2);
  return `${text.slice(0, most - 1 - end)}…${text.slice(text.length - end)}`;
}

/** What comes back over the counter. */
export type Handed = 'both' | 'room-key' | 'envelope' | 'paper';

/** Brass is key material only: a data key in the clear, or sealed. */
export function handedBy(operation: string): Handed {
  switch (operation) {
    case 'GenerateDataKey':
    case 'GenerateDataKeyPair':
      return 'both';
    case 'Decrypt':
      return 'room-key';
    case 'Encrypt':
    case 'ReEncrypt':
    case 'GenerateDataKeyWithoutPlaintext':
    case 'GenerateDataKeyPairWithoutPlaintext':
      return 'envelope';
    default:
      return 'paper';
  }
}

/** As the envelope desk calls things: as a hotel does, or as the field does. Chosen there. */
export const VOCABULARIES = ['hotel', 'field'] as const;
export type Vocabulary = (typeof VOCABULARIES)[number];

const HANDED: Readonly<Record<Vocabulary, Readonly<Record<Handed, string>>>> = {
  hotel: {
    both: 'gets a room key and its sealed envelope',
    'room-key': 'gets back what was sealed',
    envelope: 'gets a sealed envelope',
    paper: 'gets an answer',
  },
  field: {
    both: 'gets a data key, in the clear and wrapped',
    'room-key': 'gets the plaintext',
    envelope: 'gets a ciphertext',
    paper: 'gets an answer',
  },
};

const ENDS: Readonly<Record<Vocabulary, Readonly<Record<Exclude<Outcome, 'allowed'>, string>>>> = {
  hotel: { denied: 'is turned away', failed: 'is sent back: it failed', altered: '' },
  field: { denied: 'is denied', failed: 'gets an error: it failed', altered: '' },
};

/** Where a visit that is refused ends, in the picture. */
export const VERDICTS = {
  hotel: {
    denied: ['Turned away', 'and written down'],
    failed: ['Sent back', 'it failed, and is written down'],
  },
  field: {
    denied: ['Denied', 'and logged'],
    failed: ['Failed', 'and logged'],
  },
} as const;

/** One visit: "billing-api asks for Decrypt with billing-prod and gets the room key out of the envelope." */
export function visitWords(visit: Visit, names: KeyNames, words: Vocabulary = 'hotel'): string {
  if (visit.outcome === 'altered') return `Event ${visit.sequence} is not what was recorded: run verify-log.`;
  const key = visit.key === null ? '' : ` with ${keyName(visit.key, names)}`;
  const end =
    visit.outcome === 'allowed' ? HANDED[words][handedBy(visit.operation)] : ENDS[words][visit.outcome];
  const why = visit.error === null || visit.outcome === 'allowed' ? '' : ` (${visit.error})`;
  return `${shortArn(visit.principal)} asks for ${visit.operation}${key} and ${end}${why}.`;
}

const CALLERS = { hotel: ['visits', 'guest'], field: ['requests', 'caller'] } as const;

/** `40 a second are turned away`: by the counters' words, denied and failed apart. */
function awayWords({ denied, failed }: View['counts'], seconds: number, words: Vocabulary): string {
  const part = (count: number, does: string): readonly string[] =>
    count === 0 ? [] : [`${count < seconds ? 'some' : `${rateText(count / seconds)} a second`} ${does}`];
  const parts = [
    ...part(denied, words === 'hotel' ? 'are turned away' : 'are denied'),
    ...part(failed, 'fail'),
  ].join(', ');
  return parts === '' ? '' : ` ${parts.charAt(0).toUpperCase()}${parts.slice(1)}.`;
}

/** What is shown, and where it stands for many, that it does. `shown`: guests that the picture has room for. Null: nobody is there. */
export function deskSentence(view: View, names: KeyNames, words: Vocabulary = 'hotel'): string | null {
  if (view.mode === 'each')
    return view.visitor === null ? null : visitWords(view.visitor.visit, names, words);
  const standing = view.standing.filter((each) => each !== null).length;
  const [visits, guest] = CALLERS[words];
  const others =
    view.others.visits === 0
      ? ''
      : ` ${rateText(view.others.visits / view.seconds)} a second are of others, who have no room here.`;
  const away = awayWords(view.counts, view.seconds, words);
  return `${rateText(view.rate)} ${visits} a second: shown as ${whole.format(standing)} ${guest}${standing === 1 ? '' : 's'}, ${standing === 1 ? 'standing' : 'each standing'} for many.${away}${others}`;
}

/** The counts of a standing guest, for who cannot see the bar. */
export const countWords = (counts: View['counts'], seconds: number): string =>
  [
    `${rateText(totalOf(counts) / seconds)} a second`,
    ...(counts.denied > 0 ? [`${whole.format(counts.denied)} turned away`] : []),
    ...(counts.failed > 0 ? [`${whole.format(counts.failed)} failed`] : []),
  ].join(', ');
