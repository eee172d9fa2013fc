/**
 * What really happens on the way to a step: calls to the desk with keys of the person's own, WebCrypto in the page. An act takes what is
 * true and gives what is true afterwards; a refusal that the step is not about rejects with Refused.
 */
import { webCryptoCipher, type PayloadCipher } from '../../../../client/envelope.ts';
import {
  NONCE_BYTES,
  TAG_BYTES,
  envelopeData,
  type Envelope,
} from '../../../../domain/envelope/envelope-file.ts';
import { concat, utf8 } from '../../../../domain/bytes.ts';
import { parseCiphertext } from '../../../../domain/keys/ciphertext.ts';
import { median, MOST_DIRECT_BYTES } from '../direct.ts';
import { payloadOfBytes, payloadOfText } from '../envelope-file-rules.ts';
import {
  CLOSED,
  DEFAULT_PAYLOAD,
  firstMoment,
  keyNamed,
  MAIN,
  serviceKey,
  SERVICES,
  type CallMade,
  type DataKey,
  type Minted,
  type Moment,
  type Payload,
  type SandboxKey,
  type Sealed,
} from './moment.ts';
import { Refused, type World } from './world.ts';

export type Act = (world: World, moment: Moment) => Promise<Moment>;

/** Version of the master key that a blob's header names; 0 for a blob that is not ours. */
export const versionOf = (blob: Uint8Array): number => parseCiphertext(blob)?.keyVersion ?? 0;

async function openSandbox(world: World): Promise<readonly SandboxKey[]> {
  const { output } = await world.ask('OpenDeskSandbox', {});
  return output.Keys.map((key) => ({
    name: key.Name,
    keyId: key.KeyId,
    arn: key.Arn,
    alias: key.Alias,
    version: key.CurrentVersion,
    state: key.KeyState,
  }));
}

/** Before the first step: the sandbox, with everything in it mended. */
export const beginWalk = async (
  world: World,
  payload: Payload,
  context: ReadonlyMap<string, string>,
): Promise<Moment> => firstMoment(await openSandbox(world), payload, context);

/** A change of a key that this walk made itself, and the desk answered. */
const withKey = (moment: Moment, name: string, change: Partial<SandboxKey>): Moment => ({
  ...moment,
  keys: moment.keys.map((key) => (key.name === name ? { ...key, ...change } : key)),
});

const standing = (moment: Moment): Moment => ({ ...moment, call: null, beside: [] });

async function mintUnder(
  world: World,
  arn: string,
  context: ReadonlyMap<string, string>,
): Promise<{ readonly minted: Minted; readonly dataKey: DataKey; readonly made: CallMade }> {
  const { output, made } = await world.ask('GenerateDataKey', {
    KeyId: arn,
    KeySpec: 'AES_256',
    EncryptionContext: context,
  });
  const minted = {
    keyArn: output.KeyId,
    context,
    wrapped: output.CiphertextBlob,
    version: versionOf(output.CiphertextBlob),
  };
  // `required`: without a recipient the answer always has it.
  if (output.Plaintext === undefined) throw new Error('The desk answered without a data key.');
  return { minted, dataKey: { bytes: output.Plaintext }, made };
}

/** WebCrypto's own copy cannot be read again; the walk's is shown until its step to wipe it. There is no third. */
const cipherOf = async ({ bytes }: DataKey): Promise<PayloadCipher> => webCryptoCipher(bytes);

async function lock(minted: Minted, dataKey: DataKey, payload: Uint8Array): Promise<Sealed> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const cipher = await cipherOf(dataKey);
  const sealed = await cipher.seal(nonce, envelopeData(headerOf(minted)), payload);
  return {
    ...minted,
    nonce,
    ciphertext: sealed.subarray(0, sealed.length - TAG_BYTES),
    tag: sealed.subarray(sealed.length - TAG_BYTES),
  };
}

const headerOf = ({ keyArn, wrapped, context }: Minted) => ({
  keyId: keyArn,
  wrappedKey: wrapped,
  context,
});

export const toEnvelope = (sealed: Sealed): Envelope => ({
  ...headerOf(sealed),
  nonce: sealed.nonce,
  ciphertext: concat(sealed.ciphertext, sealed.tag),
});

export const fromEnvelope = ({ keyId, wrappedKey, context, nonce, ciphertext }: Envelope): Sealed => ({
  keyArn: keyId,
  context,
  wrapped: wrappedKey,
  version: versionOf(wrappedKey),
  nonce,
  ciphertext: ciphertext.subarray(0, ciphertext.length - TAG_BYTES),
  tag: ciphertext.subarray(ciphertext.length - TAG_BYTES),
});

/** A whole check-in without a word, for a walk that begins with a record in storage. */
async function checkIn(world: World, moment: Moment, arn: string): Promise<Sealed> {
  const { minted, dataKey } = await mintUnder(world, arn, moment.context);
  const sealed = await lock(minted, dataKey, moment.payload.bytes);
  dataKey.bytes.fill(0);
  return sealed;
}

/** The newest envelope in storage that a key of this sandbox sealed; else one is made. */
async function fromStorage(world: World, moment: Moment): Promise<Sealed> {
  const main = keyNamed(moment, MAIN);
  const kept = world.shelf.all().findLast((each) => each.keyId === main.arn);
  if (kept !== undefined) return fromEnvelope(kept);
  const sealed = await checkIn(world, moment, main.arn);
  world.shelf.keep(toEnvelope(sealed));
  return sealed;
}

const recordOf = ({ record }: Moment): Sealed => {
  if (record === null) throw new Error('There is no record yet: begin the walk anew.');
  return record;
};
const dataKeyOf = ({ dataKey }: Moment): DataKey => {
  if (dataKey === null) throw new Error('There is no data key: begin the walk anew.');
  return dataKey;
};

const decryptInput = ({ wrapped, context }: Minted) => ({
  CiphertextBlob: wrapped,
  EncryptionContext: context,
});

/** Asks for what will be refused. Rejects when it is not: then the walk would have shown what is not so. */
async function refused(asked: Promise<{ readonly made: CallMade }>): Promise<CallMade> {
  try {
    await asked;
  } catch (error) {
    if (error instanceof Refused) return error.call;
    throw error;
  }
  throw new Error(
    'The desk allowed what it was expected to refuse: another tab may have mended the practice key meanwhile. Begin anew.',
  );
}

/** Within the wrapped key, behind the header that names whose it is. */
const FLIPPED_AT = 40;

const flipped = (blob: Uint8Array): Uint8Array => {
  const copy = blob.slice();
  copy[FLIPPED_AT] = (copy[FLIPPED_AT] ?? 0) ^ 1;
  return copy;
};

/** Yesterday's record is made, whatever lies in storage: it has the version that is current now. */
async function freshRecord(world: World, moment: Moment): Promise<Moment> {
  const record = await checkIn(world, moment, keyNamed(moment, MAIN).arn);
  world.shelf.keep(toEnvelope(record));
  return { ...standing(moment), record };
}

async function mintFleet(world: World, moment: Moment, arnOf: (place: number) => string): Promise<Moment> {
  const envelopes: Minted[] = [];
  const beside: CallMade[] = [];
  for (let place = 1; place <= SERVICES; place++) {
    // oxlint-disable-next-line no-await-in-loop -- as ten services would, but in order, so that the log reads in order
    const { minted, dataKey, made } = await mintUnder(
      world,
      arnOf(place),
      new Map([['service', `service-${place}`]]),
    );
    dataKey.bytes.fill(0);
    envelopes.push(minted);
    beside.push(made);
  }
  return { ...moment, call: beside.at(-1) ?? null, beside, fleet: { envelopes, opened: null } };
}

/** The first service was taken over: who did tries all ten envelopes. */
async function tryFleet(world: World, moment: Moment): Promise<Moment> {
  const { fleet } = moment;
  if (fleet === null) throw new Error('There are no envelopes: begin the walk anew.');
  const beside: CallMade[] = [];
  for (const envelope of fleet.envelopes) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- in order, so that the log reads in order
      const { output, made } = await world.ask('Decrypt', decryptInput(envelope));
      output.Plaintext?.fill(0);
      beside.push(made);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      beside.push(error.call);
    }
  }
  const opened = beside.map(({ refusal }) => refusal === null);
  return { ...moment, call: beside.at(-1) ?? null, beside, fleet: { ...fleet, opened } };
}

const MEASURED_CALLS = 15;
/** Small enough that the page is not held up while its result is copied. */
const LOCAL_BYTES = 1024 * 1024;
const LOCAL_ROUNDS = 9;

async function timed(world: World, work: () => Promise<unknown>): Promise<number> {
  const begun = world.now();
  await work();
  return world.now() - begun;
}

export const ACTS = {
  mint: async (world, moment) => {
    const { minted, dataKey, made } = await mintUnder(world, keyNamed(moment, MAIN).arn, moment.context);
    return { ...moment, minted, dataKey, call: made, beside: [] };
  },
  lock: async (_world, moment) => {
    const { minted } = moment;
    if (minted === null) throw new Error('There is no data key: begin the walk anew.');
    return {
      ...standing(moment),
      record: await lock(minted, dataKeyOf(moment), moment.payload.bytes),
    };
  },
  wipe: async (_world, moment) => {
    dataKeyOf(moment).bytes.fill(0);
    return standing(moment);
  },
  store: async (world, moment) => {
    return { ...standing(moment), kept: world.shelf.keep(toEnvelope(recordOf(moment))) };
  },

  fetchRecord: async (world, moment) => {
    const record = await fromStorage(world, moment);
    const { output, made } = await world.ask('Decrypt', decryptInput(record));
    if (output.Plaintext === undefined) throw new Error('The desk answered without a data key.');
    return { ...moment, record, dataKey: { bytes: output.Plaintext }, call: made, beside: [] };
  },
  unlock: async (_world, moment) => {
    const record = recordOf(moment);
    const cipher = await cipherOf(dataKeyOf(moment));
    const data = envelopeData(headerOf(record));
    const opened = await cipher.open(record.nonce, data, concat(record.ciphertext, record.tag));
    if (opened === null)
      throw new Error(
        'The record was altered since it was stored: its tag does not fit, and nothing of it is shown.',
      );
    // What is shown from here on is what came out.
    return { ...moment, beside: [], opened, payload: payloadOfBytes(null, opened) };
  },

  freshRecord,
  rotate: async (world, moment) => {
    const main = keyNamed(moment, MAIN);
    const { made } = await world.ask('RotateKeyOnDemand', { KeyId: main.keyId });
    return { ...withKey(moment, MAIN, { version: main.version + 1 }), call: made, beside: [] };
  },
  openYesterdays: async (world, moment) => {
    const { output, made } = await world.ask('Decrypt', decryptInput(recordOf(moment)));
    output.Plaintext?.fill(0);
    const second = await checkIn(world, moment, keyNamed(moment, MAIN).arn);
    return { ...moment, second, call: made, beside: [] };
  },
  reEncrypt: async (world, moment) => {
    const record = recordOf(moment);
    const { output, made } = await world.ask('ReEncrypt', {
      CiphertextBlob: record.wrapped,
      SourceEncryptionContext: record.context,
      DestinationEncryptionContext: record.context,
      DestinationKeyId: keyNamed(moment, MAIN).arn,
    });
    const wrapped = output.CiphertextBlob;
    return {
      ...moment,
      rewrapped: { keyArn: record.keyArn, context: record.context, wrapped, version: versionOf(wrapped) },
      call: made,
      beside: [],
    };
  },

  refusedByPolicy: async (world, moment) => {
    const record = await checkIn(world, moment, keyNamed(moment, CLOSED).arn);
    const call = await refused(world.ask('Decrypt', decryptInput(record)));
    return { ...moment, record, call, beside: [] };
  },
  refusedByContext: async (world, moment) => {
    const record = await fromStorage(world, moment);
    const context = new Map([...record.context].map(([name, value]) => [name, `${value}x`]));
    const call = await refused(
      world.ask('Decrypt', { CiphertextBlob: record.wrapped, EncryptionContext: context }),
    );
    return { ...moment, record, call, beside: [] };
  },
  refusedAsDisabled: async (world, moment) => {
    const { keyId } = keyNamed(moment, MAIN);
    const record = recordOf(moment);
    const disabled = await world.ask('DisableKey', { KeyId: keyId });
    const call = await refused(world.ask('Decrypt', decryptInput(record)));
    // Whoever leaves now leaves an enabled key.
    const enabled = await world.ask('EnableKey', { KeyId: keyId });
    return { ...withKey(moment, MAIN, { state: 'Disabled' }), call, beside: [disabled.made, enabled.made] };
  },
  refusedAsDeleting: async (world, moment) => {
    const { keyId } = keyNamed(moment, MAIN);
    const scheduled = await world.ask('ScheduleKeyDeletion', { KeyId: keyId, PendingWindowInDays: 7 });
    const call = await refused(world.ask('Decrypt', decryptInput(recordOf(moment))));
    const cancelled = await world.ask('CancelKeyDeletion', { KeyId: keyId });
    const enabled = await world.ask('EnableKey', { KeyId: keyId });
    return {
      ...withKey(moment, MAIN, { state: 'PendingDeletion' }),
      call,
      beside: [scheduled.made, cancelled.made, enabled.made],
    };
  },
  refusedAsAltered: async (world, moment) => {
    const record = recordOf(moment);
    const call = await refused(
      world.ask('Decrypt', { ...decryptInput(record), CiphertextBlob: flipped(record.wrapped) }),
    );
    return { ...withKey(moment, MAIN, { state: 'Enabled' }), call, beside: [] };
  },

  stolenStorage: async (world, moment) => {
    const record = await fromStorage(world, moment);
    const bytes = crypto.getRandomValues(new Uint8Array(32));
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
    const cipher = await webCryptoCipher(bytes);
    const ciphertext = await cipher.seal(nonce, new Uint8Array(), moment.payload.bytes);
    const call = await world.askAsNobody('Decrypt', decryptInput(record));
    return { ...moment, record, bare: { bytes, nonce, ciphertext }, call, beside: [] };
  },
  stolenMemory: async (world, moment) => {
    const { minted, dataKey, made } = await mintUnder(world, keyNamed(moment, MAIN).arn, moment.context);
    return { ...moment, minted, dataKey, call: made, beside: [] };
  },
  wipeAfterTheft: async (_world, moment) => {
    dataKeyOf(moment).bytes.fill(0);
    return { ...standing(moment), minted: null };
  },

  oneKey: (world, moment) => mintFleet(world, moment, () => keyNamed(moment, MAIN).arn),
  tenKeys: (world, moment) => mintFleet(world, moment, (place) => keyNamed(moment, serviceKey(place)).arn),
  tryFleet,

  encryptDirectly: async (world, moment) => {
    // The sample, whatever the guest brings: a payload of one's own never goes over the counter.
    const sample = payloadOfText(DEFAULT_PAYLOAD);
    const { made } = await world.ask('Encrypt', {
      KeyId: keyNamed(moment, MAIN).arn,
      Plaintext: sample.bytes,
      EncryptionContext: moment.context,
    });
    return { ...moment, payload: sample, call: made, beside: [] };
  },
  refusedAsTooLarge: async (world, moment) => {
    const call = await refused(
      world.ask('Encrypt', {
        KeyId: keyNamed(moment, MAIN).arn,
        Plaintext: new Uint8Array(MOST_DIRECT_BYTES + 1),
        EncryptionContext: moment.context,
      }),
    );
    return { ...moment, call, beside: [] };
  },
  measure: async (world, moment) => {
    const { arn } = keyNamed(moment, MAIN);
    const [encrypts, dataKeys]: [number[], number[]] = [[], []];
    const piece = new Uint8Array(MOST_DIRECT_BYTES);
    let last: CallMade | null = null;
    for (let i = 0; i < MEASURED_CALLS; i++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other is what is measured
      const direct = await world.ask('Encrypt', {
        KeyId: arn,
        Plaintext: piece,
        EncryptionContext: moment.context,
      });
      encrypts.push(direct.made.milliseconds);
      // oxlint-disable-next-line no-await-in-loop -- likewise
      const { dataKey, made } = await mintUnder(world, arn, moment.context);
      dataKey.bytes.fill(0);
      dataKeys.push(made.milliseconds);
      last = made;
    }
    const cipher = await webCryptoCipher(crypto.getRandomValues(new Uint8Array(32)));
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
    const payload = new Uint8Array(LOCAL_BYTES);
    await cipher.seal(nonce, new Uint8Array(), utf8('warm'));
    const locals: number[] = [];
    for (let i = 0; i < LOCAL_ROUNDS; i++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other is what is measured
      locals.push(await timed(world, async () => cipher.seal(nonce, new Uint8Array(), payload)));
      // oxlint-disable-next-line no-await-in-loop -- the page lives between two of them
      await new Promise((done) => setTimeout(done));
    }
    const local = median(locals);
    return {
      ...moment,
      call: last,
      beside: [],
      measured: {
        encryptMs: median(encrypts),
        dataKeyMs: median(dataKeys),
        localBytesPerMs: LOCAL_BYTES / Math.max(local, 0.01),
        calls: MEASURED_CALLS,
      },
    };
  },
} satisfies Record<string, Act>;

export type ActName = keyof typeof ACTS;
