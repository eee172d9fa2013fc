/** The facts that a sentence of the desk may name: `{v}` is the version on the seal, and so on. Numbers as people read them. */
import { decidedByText, sourceName } from '../../query/event-words.ts';
import type { AuditEvent } from '../../query/contract.ts';
import { MOST_DIRECT_BYTES } from './direct.ts';
import type { Vocabulary, Words } from './scene/picture.ts';
import type { Standing } from './thief.ts';
import { MAIN, type Moment } from './walk/moment.ts';

export type Values = Readonly<Record<string, string>>;

const number = new Intl.NumberFormat('en');

/** "55 bytes", "1.2 MiB". */
export function sizeText(bytes: number): string {
  if (bytes === 1) return '1 byte';
  if (bytes < 10_240) return `${number.format(bytes)} bytes`;
  const units = ['KiB', 'MiB', 'GiB'] as const;
  let value = bytes / 1024;
  let at = 0;
  while (value >= 1024 && at < units.length - 1) {
    value /= 1024;
    at++;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[at]}`;
}

/** "3.1 ms", "2.4 s", "3 min", "4 h", "12 days". */
export function durationText(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`;
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`;
  if (ms < 172_800_000) return `${Math.round(ms / 3_600_000)} h`;
  return `${number.format(Math.round(ms / 86_400_000))} days`;
}

const deciding = (event: AuditEvent | null) =>
  event?.DecidedBy.find((each) => each.Effect === 'Deny') ?? event?.DecidedBy.at(-1);

/** Of the last refusal when there are several calls: what turned them away. */
function tellingEvent({ call, beside }: Moment): AuditEvent | null {
  const refused = beside.findLast(({ refusal }) => refusal !== null);
  return (refused ?? call)?.event ?? null;
}

const VAULT_MADE: Readonly<Record<Standing['box'], string>> = {
  device: 'Hardware that is forced wipes its keys; files do not.',
  files:
    'Hardware that is forced wipes its keys. This desk’s SoftHSM is files and a PIN: a copy of both is every key.',
  browser:
    'Hardware that is forced wipes its keys. This desk’s vault is a browser’s profile: a copy of it is every key.',
};

/** `box`: what the vault of the desk is. */
export function valuesOf(moment: Moment, guest: string, box: Standing['box']): Values {
  const { record, minted, second, payload, fleet, measured } = moment;
  const main = moment.keys.find(({ name }) => name === MAIN);
  const sealed = minted ?? record;
  const event = tellingEvent(moment);
  const by = deciding(event);
  const opened = fleet?.opened?.filter(Boolean).length ?? 0;
  const of = fleet?.envelopes.length ?? 0;
  return {
    v: String(sealed?.version ?? main?.version ?? 1),
    newest: String(main?.version ?? 1),
    secondVersion: String(second?.version ?? main?.version ?? 1),
    payloadSize: sizeText(payload.bytes.length),
    wrappedSize: sizeText(sealed?.wrapped.length ?? 0),
    guest,
    vaultMade: VAULT_MADE[box],
    sealKey: moment.keys.find(({ arn }) => arn === sealed?.keyArn)?.name ?? MAIN,
    statement: event === null ? 'the key policy' : decidedByText(event),
    policy: by === undefined ? 'the key’s policy' : `the ${sourceName(by)}`.replace('the policy ', 'policy '),
    opened: String(opened),
    of: String(of),
    refused: String(of - opened),
    encryptMs: durationText(measured?.encryptMs ?? 0),
    localPerCall: sizeText(Math.round((measured?.encryptMs ?? 0) * (measured?.localBytesPerMs ?? 0))),
    measuredCalls: String((measured?.calls ?? 0) * 2),
    measuredLines: String((measured?.calls ?? 0) * 2),
    mostDirect: number.format(MOST_DIRECT_BYTES),
  };
}

/** One vocabulary of a pair. */
export const inWords = (words: Words, vocabulary: Vocabulary): string =>
  typeof words === 'string' ? words : words[vocabulary === 'hotel' ? 0 : 1];

/** Puts the facts in. A name without a fact stays as it is, so that a test finds it. */
export const fill = (text: string, values: Values): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
  );

export const say = (words: Words, vocabulary: Vocabulary, values: Values): string =>
  fill(inWords(words, vocabulary), values);

/** Hex in groups of four, as the panel and the cases show it. */
export const hexGroups = (hex: string): string => (hex.match(/.{1,4}/g) ?? []).join(' ');
