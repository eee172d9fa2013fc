/** Every walk on a real desk, in Node: that of the page. What is shown is decrypted here again, by other means. */
import { createDecipheriv } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createClient } from '../../../../client/client.ts';
import { concat, equalBytes, fromUtf8 } from '../../../../domain/bytes.ts';
import { envelopeData, parseEnvelope, formatEnvelope } from '../../../../domain/envelope/envelope-file.ts';
import { openInPageDesk, type InPageDesk } from '../../../../hosts/browser/desk/in-page.ts';
import { payloadOfText } from '../envelope-file-rules.ts';
import { FLOWS, flowOf } from '../flows/flows.ts';
import { envelopeShelf } from '../storage-room.ts';
import { fill, inWords, valuesOf } from '../values.ts';
import { ACTS, beginWalk, fromEnvelope, toEnvelope } from './acts.ts';
import { DEFAULT_CONTEXT, DEFAULT_PAYLOAD, keyNamed, MAIN, type Moment, type Sealed } from './moment.ts';
import type { FlowId } from '../scene/picture.ts';
import { openWorld, Refused, type World } from './world.ts';

let desk: InPageDesk;
let world: World;

function memory() {
  const kept = new Map<string, string>();
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => void kept.set(name, text),
  };
}

beforeAll(async () => {
  desk = await openInPageDesk({ version: 'test' });
  const nobody: typeof fetch = (input, init) => desk.fetch(input, { ...init, credentials: 'omit' });
  const kept = memory();
  world = openWorld(
    createClient({ fetch: desk.fetch }),
    createClient({ fetch: nobody }),
    envelopeShelf('test', () => kept),
  );
});
afterAll(() => desk.close());

/** A moment after each step of a flow. */
async function walk(id: FlowId): Promise<readonly Moment[]> {
  const moments: Moment[] = [];
  let moment = await beginWalk(world, payloadOfText(DEFAULT_PAYLOAD), DEFAULT_CONTEXT);
  for (const { act } of flowOf(id).steps) {
    // oxlint-disable-next-line no-await-in-loop -- a walk
    if (act !== null) moment = await ACTS[act](world, moment);
    const { call } = moment;
    // oxlint-disable-next-line no-await-in-loop -- as the page does after each step
    if (call !== null) moment = { ...moment, call: (await world.withLines([call]))[0] ?? call };
    moments.push(moment);
  }
  return moments;
}

/** As somebody with the data key would, with Node's own AES. */
function open({ keyArn, wrapped, context, nonce, ciphertext, tag }: Sealed, key: Uint8Array): string {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAAD(envelopeData({ keyId: keyArn, wrappedKey: wrapped, context }));
  decipher.setAuthTag(tag);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString();
}

async function unwrap(sealed: Pick<Sealed, 'wrapped' | 'context'>): Promise<Uint8Array> {
  const { output } = await world.ask('Decrypt', {
    CiphertextBlob: sealed.wrapped,
    EncryptionContext: sealed.context,
  });
  return output.Plaintext ?? new Uint8Array();
}

const isZero = (bytes: Uint8Array | undefined): boolean => bytes?.every((byte) => byte === 0) === true;

describe('check in', () => {
  it('makes a record that decrypts, wipes the data key, and stores both together', async () => {
    const moments = await walk('check-in');
    const [ask, copies, encrypt, wipe, store] = moments;
    expect(ask?.call).toMatchObject({ operation: 'GenerateDataKey', refusal: null });
    expect(ask?.call?.event).toMatchObject({ Operation: 'GenerateDataKey', Outcome: 'allowed' });
    // The request carries no byte of the payload.
    expect(JSON.stringify(ask?.call?.request)).not.toContain('guest 4471');
    expect(copies?.minted?.wrapped).toHaveLength(84);
    expect(encrypt?.call).toBeNull();
    const record = encrypt?.record;
    if (record == null) throw new Error('no record');
    expect(open(record, await unwrap(record))).toBe(DEFAULT_PAYLOAD);
    // One array, whichever step looks at it: it was overwritten.
    expect([copies, encrypt, wipe].map((each) => isZero(each?.dataKey?.bytes))).toEqual([true, true, true]);
    expect(store?.record).toEqual(record);
    const kept = world.shelf.all().at(-1);
    expect(kept).toEqual(toEnvelope(record));
    expect(fromEnvelope(parseEnvelope(formatEnvelope(toEnvelope(record))))).toEqual(record);
  });
});

it('leaves no copy of the data key: whatever was given to WebCrypto is zeros after the wipe', async () => {
  const given: Uint8Array[] = [];
  const importKey = crypto.subtle.importKey.bind(crypto.subtle);
  const spy = vi.spyOn(crypto.subtle, 'importKey').mockImplementation(((
    ...args: Parameters<typeof importKey>
  ) => {
    const [format, bytes, algorithm] = args;
    // Those of the desk in this process are AES keys, too, and not the page's: theirs are not extractable bytes of a data key.
    if (format === 'raw' && algorithm === 'AES-GCM' && bytes instanceof Uint8Array && bytes.length === 32)
      given.push(bytes);
    return importKey(...args);
  }) as typeof importKey);
  try {
    const moments = await walk('check-in');
    const mine = moments[3]?.dataKey?.bytes;
    expect(given).toContain(mine);
    expect(given.filter((bytes) => bytes === mine).every(isZero)).toBe(true);
  } finally {
    spy.mockRestore();
  }
});

describe('come back', () => {
  it('opens what lies in storage, and wipes again', async () => {
    const [send, , , decrypt, wipe] = await walk('come-back');
    expect(send?.call).toMatchObject({ operation: 'Decrypt' });
    expect(send?.record).toEqual(fromEnvelope(world.shelf.all().at(-1)!)); // there is one
    expect(fromUtf8(decrypt?.opened ?? new Uint8Array())).toBe(DEFAULT_PAYLOAD);
    expect(isZero(wipe?.dataKey?.bytes)).toBe(true);
  });

  it('shows what came out, whatever the guest brings today', async () => {
    const moment = await beginWalk(world, payloadOfText('the tea is in the left cupboard'), DEFAULT_CONTEXT);
    const minted = await ACTS.mint(world, moment);
    await ACTS.store(world, await ACTS.lock(world, minted));
    const later = await beginWalk(world, payloadOfText(DEFAULT_PAYLOAD), DEFAULT_CONTEXT);
    const opened = await ACTS.unlock(world, await ACTS.fetchRecord(world, later));
    expect(opened.payload.text).toBe('the tea is in the left cupboard');
    // Others find the sample there again.
    world.shelf.dropNewest();
  });

  it('says so when the record in storage was altered', async () => {
    const moment = await beginWalk(world, payloadOfText(DEFAULT_PAYLOAD), DEFAULT_CONTEXT);
    const fetched = await ACTS.fetchRecord(world, moment);
    const record = fetched.record;
    if (record === null) throw new Error('no record');
    const ciphertext = record.ciphertext.slice();
    ciphertext[0] = (ciphertext[0] ?? 0) ^ 1;
    await expect(ACTS.unlock(world, { ...fetched, record: { ...record, ciphertext } })).rejects.toThrow(
      'altered',
    );
  });
});

describe('rotate', () => {
  it('adds a version; yesterday’s record opens by the old one, and is never rewritten', async () => {
    const [before, rotated, opens, reEncrypted] = await walk('rotate');
    const old = before?.record?.version ?? 0;
    const versions = [before, rotated].map((each) => (each === undefined ? 0 : keyNamed(each, MAIN).version));
    expect(versions).toEqual([old, old + 1]);
    expect(opens?.call?.event).toMatchObject({ Operation: 'Decrypt', KeyVersion: old });
    expect(opens?.second?.version).toBe(old + 1);
    expect(reEncrypted?.record).toEqual(before?.record);
    expect(reEncrypted?.rewrapped?.version).toBe(old + 1);
    const { record, rewrapped } = reEncrypted ?? {};
    if (record == null || rewrapped == null) throw new Error('nothing was rewrapped');
    expect(equalBytes(await unwrap(record), await unwrap(rewrapped))).toBe(true);
  });
});

describe('turned away', () => {
  it('is refused in five ways, each with its own error and line, and leaves the key enabled', async () => {
    const moments = await walk('turned-away');
    expect(moments.map(({ call }) => [call?.refusal?.code, call?.event?.Outcome])).toEqual([
      ['AccessDeniedException', 'denied'],
      ['InvalidCiphertextException', 'failed'],
      ['DisabledException', 'failed'],
      ['KMSInvalidStateException', 'failed'],
      ['InvalidCiphertextException', 'failed'],
    ]);
    expect(moments[0]?.call?.event?.DecidedBy).toMatchObject([
      { Sid: 'NightExportsNeverDecrypt', Effect: 'Deny' },
    ]);
    // The picture shows the state that refused; the key itself was mended within the step.
    expect(moments.map((each) => keyNamed(each, MAIN).state)).toEqual([
      'Enabled',
      'Enabled',
      'Disabled',
      'PendingDeletion',
      'Enabled',
    ]);
    const again = await world.ask('DescribeKey', { KeyId: keyNamed(moments[0]!, MAIN).keyId }); // there are five
    expect(again.output.KeyMetadata.KeyState).toBe('Enabled');
  });

  it('a walk that was left with the key disabled begins with it enabled again', async () => {
    const first = await beginWalk(world, payloadOfText('x'), DEFAULT_CONTEXT);
    await world.ask('DisableKey', { KeyId: keyNamed(first, MAIN).keyId });
    await expect(ACTS.mint(world, first)).rejects.toBeInstanceOf(Refused);
    const again = await beginWalk(world, payloadOfText('x'), DEFAULT_CONTEXT);
    await expect(ACTS.mint(world, again)).resolves.toMatchObject({ call: { refusal: null } });
  });
});

describe('the thief', () => {
  it('is turned away without a name, and finds a real key where one was left', async () => {
    const [storage, , memoryStep, network] = await walk('thief');
    expect(storage?.call?.refusal?.status).toBe(401);
    expect(storage?.call?.event).toBeNull();
    const { bare } = storage ?? {};
    if (bare == null) throw new Error('no bare key');
    const decipher = createDecipheriv('aes-256-gcm', bare.bytes, bare.nonce);
    const sealed = bare.ciphertext;
    decipher.setAuthTag(sealed.subarray(-16));
    expect(Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]).toString()).toBe(
      DEFAULT_PAYLOAD,
    );
    expect(memoryStep?.minted).not.toBeNull();
    expect(isZero(network?.dataKey?.bytes)).toBe(true);
  });
});

describe('one key for everything', () => {
  it('opens ten of ten with one key, one of ten with ten', async () => {
    const moments = await walk('one-key');
    const opened = moments.map(({ fleet }) => fleet?.opened?.filter(Boolean).length ?? null);
    expect(opened).toEqual([null, 10, null, 1]);
  });
});

describe('why not directly', () => {
  it('never sends what the guest brings', async () => {
    const moment = await beginWalk(world, payloadOfText('my own secret'), DEFAULT_CONTEXT);
    const { call, payload } = await ACTS.encryptDirectly(world, moment);
    expect(call?.request['Plaintext']).toEqual(payload.bytes);
    expect(payload.text).toBe(DEFAULT_PAYLOAD);
  });

  it('encrypts what is small, is refused what is not, and measures', async () => {
    const [small, large, measured] = await walk('direct');
    expect(small?.call).toMatchObject({ operation: 'Encrypt', refusal: null });
    expect(large?.call?.refusal?.code).toBe('ValidationException');
    expect(large?.call?.event).toMatchObject({ Operation: 'Encrypt', Outcome: 'failed' });
    const { encryptMs, dataKeyMs, localBytesPerMs } = measured?.measured ?? {};
    for (const each of [encryptMs, dataKeyMs, localBytesPerMs]) expect(each).toBeGreaterThan(0);
  });
});

it('every sentence of every step names facts that there are', async () => {
  for (const flow of FLOWS) {
    // oxlint-disable-next-line no-await-in-loop -- one walk after the other
    const moments = await walk(flow.id);
    flow.steps.forEach((step, at) => {
      const moment = moments[at];
      if (moment === undefined) throw new Error('no moment');
      const values = valuesOf(moment, 'user/anna', 'files');
      for (const vocabulary of ['hotel', 'field'] as const) {
        const held = [...step.holds.vault, ...step.holds.guest, ...step.holds.storage];
        const sentences = [
          step.name,
          step.tale,
          step.belief?.said ?? '',
          step.belief?.fact ?? '',
          step.where,
          step.log,
          ...held.flatMap(({ name, more }) => [name, more ?? '']),
          ...Object.values(step.bytes).map((state) => (typeof state === 'string' ? '' : state.not)),
        ].map((words) => fill(inWords(words, vocabulary), values));
        for (const sentence of sentences) expect(sentence).not.toMatch(/[{}]|undefined|NaN|v0\b/);
      }
    });
  }
}, 60_000);

it('concat is what storage holds: ciphertext, then tag', async () => {
  const [, , encrypt] = await walk('check-in');
  const { record } = encrypt ?? {};
  if (record == null) throw new Error('no record');
  expect(toEnvelope(record).ciphertext).toEqual(concat(record.ciphertext, record.tag));
});
