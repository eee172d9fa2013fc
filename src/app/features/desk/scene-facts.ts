/** What the picture writes on its things, from what is true. */
import { toHex } from '../../../domain/bytes.ts';
import type { KeyPlace, SceneFacts } from './scene/picture.ts';
import type { Standing } from './thief.ts';
import { MAIN, type Moment } from './walk/moment.ts';
import type { Step } from './walk/step.ts';
import type { Stopped } from './walk/walk.ts';

const HEX_ON_A_CASE = 40;

const hex = (bytes: Uint8Array | undefined): string | null =>
  bytes === undefined ? null : toHex(bytes.subarray(0, HEX_ON_A_CASE));

/** Where a refusal happened: at the counter, or in the press. */
const placeOf = (code: string | undefined): SceneFacts['refusedAt'] =>
  code === 'InvalidCiphertextException' || code === 'IncorrectKeyException' ? 'vault' : 'desk';

export function sceneFacts(
  moment: Moment,
  guest: string,
  place: KeyPlace,
  box: Standing['box'],
  stopped: Stopped | null,
): SceneFacts {
  const main = moment.keys.find(({ name }) => name === MAIN);
  const sealed = moment.minted ?? moment.record;
  const newest = main?.version ?? 1;
  const seal = sealed?.version ?? newest;
  const secondSeal = moment.second?.version ?? newest;
  const { opened, envelopes } = moment.fleet ?? { opened: null, envelopes: [] };
  const versions = [...new Set([seal, secondSeal, newest])]
    .filter((v) => v > 0 && v <= newest)
    .toSorted((a, b) => a - b);
  const sealedBy = moment.keys.find(({ arn }) => arn === sealed?.keyArn)?.name ?? MAIN;
  return {
    keyName: MAIN,
    versions,
    older: Math.max(0, newest - versions.length),
    tls: location.protocol === 'https:',
    ...(sealedBy === MAIN ? {} : { otherKey: sealedBy }),
    keyState: main?.state === 'Disabled' || main?.state === 'PendingDeletion' ? main.state : 'Enabled',
    guest,
    payload: moment.payload.text ?? '',
    cipher: hex(moment.record?.ciphertext),
    secondCipher: hex(moment.second?.ciphertext),
    seal,
    secondSeal,
    line: stopped?.call?.event?.Outcome ?? moment.call?.event?.Outcome ?? null,
    place,
    soft: box !== 'device',
    opened: opened === null ? null : { count: opened.filter(Boolean).length, of: envelopes.length },
    refusedAt: stopped === null ? null : placeOf(stopped.call?.refusal?.code),
  };
}

const isLive = (bytes: Uint8Array | undefined): boolean => bytes?.some((byte) => byte !== 0) === true;

/** Where the record of these walks is made, or there is none: in all others it lies in storage. */
const NOT_STORED: readonly string[] = ['check-in', 'direct'];

/** What is where at a step, for a thief. */
export const standingAt = (
  flow: string,
  step: Step,
  moment: Moment,
  desk: Pick<Standing, 'tls' | 'box'>,
): Standing => ({
  ...desk,
  dataKeyInMemory: typeof step.bytes['data-key'] === 'string' && isLive(moment.dataKey?.bytes),
  payloadInMemory: typeof step.bytes.payload === 'string',
  stored: !NOT_STORED.includes(flow) || step.holds.storage.some(({ glyph }) => glyph === 'case'),
});
