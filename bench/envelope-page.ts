/** The part of bench/envelope-browser.ts that runs in the page: Vite makes one script of it and of what it imports. */
import { partsOf } from '../src/app/features/desk/files.ts';
import { decryptEnvelopeStream, encryptEnvelopeStream, type EnvelopeKms } from '../src/client/envelope.ts';
import { concat } from '../src/domain/bytes.ts';
import { CHUNK_BYTES, TAG_BYTES } from '../src/domain/envelope/envelope-file.ts';

const CHUNKS = 1024;
/** As many as src/client/envelope.ts has under way. */
const AT_ONCE = 4;

export type Way = 'encrypt' | 'encrypt a file' | 'decrypt a file';

export interface EnvelopeBench {
  /** What is sealed and opened is made, and one round of each is run. */
  prepare(): Promise<void>;
  /** MiB/s through the streaming form, into nothing. */
  ours(way: Way): Promise<number>;
  /** The most that the page held in the last run of `ours`, objects and buffers, in bytes. */
  most(): Promise<number>;
  /** MiB/s of WebCrypto itself with chunks that lie in memory. */
  bare(way: Way): Promise<number>;
  /** MiB/s of WebCrypto itself over the same source: what reading alone takes is in it. */
  bareFrom(way: Way): Promise<number>;
}

type Bytes = Uint8Array<ArrayBuffer>;

const dataKey = crypto.getRandomValues(new Uint8Array(32));
const wrapped = crypto.getRandomValues(new Uint8Array(81));
const kms: EnvelopeKms = {
  generateDataKey: async () => ({ Plaintext: dataKey.slice(), CiphertextBlob: wrapped, KeyId: 'bench' }),
  decrypt: async () => ({ Plaintext: dataKey.slice() }),
};

/** 1 MiB, of which every payload here is made: nothing else is held. */
const chunk: Bytes = new Uint8Array(CHUNK_BYTES);
for (let at = 0; at < CHUNK_BYTES; at += 65_536) crypto.getRandomValues(chunk.subarray(at, at + 65_536));

async function* again(bytes: Bytes): AsyncGenerator<Bytes, void> {
  for (let at = 0; at < CHUNKS; at++) yield bytes;
}

/** The browser keeps a Blob outside the page; this one has the same chunk again and again. */
const chunkOfFile = new Blob([chunk]);
const file = new Blob(Array.from({ length: CHUNKS }, () => chunkOfFile));
let sealedFile = new Blob([]);
let sealedChunk: Bytes = new Uint8Array();

async function rateOf(run: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await run();
  return (CHUNKS * CHUNK_BYTES) / 2 ** 20 / ((performance.now() - began) / 1000);
}

/** Of the last run through the streaming form, in bytes; the browser is started so that it tells them exactly. */
let most = 0;
interface Told extends Performance {
  readonly memory?: { readonly usedJSHeapSize: number };
}

async function drain(source: AsyncIterable<Uint8Array>, more: number): Promise<void> {
  let bytes = 0;
  most = 0;
  for await (const part of source) {
    bytes += part.length;
    most = Math.max(most, (performance as Told).memory?.usedJSHeapSize ?? NaN); // Chromium's own
  }
  if (bytes < CHUNKS * CHUNK_BYTES || bytes > CHUNKS * CHUNK_BYTES + more)
    throw new Error(`${bytes} bytes came out`);
}

const iv = new Uint8Array(12);
const additionalData = new Uint8Array(64);
const key = crypto.subtle.importKey('raw', dataKey, 'AES-GCM', false, ['encrypt', 'decrypt']);
const gcm = { name: 'AES-GCM', iv, additionalData };

/** Nothing but the calls, as many at once as the streaming form has. */
async function bareOver(direction: 'encrypt' | 'decrypt', source: AsyncIterable<Uint8Array>): Promise<void> {
  const imported = await key;
  const under: Promise<ArrayBuffer>[] = [];
  for await (const part of source) {
    const bytes = part as Bytes; // no shared memory here
    under.push(crypto.subtle[direction](gcm, imported, bytes));
    if (under.length >= AT_ONCE) await under.shift();
  }
  await Promise.all(under);
}

/** Pieces of `size` of a file, whose parts come in any size. */
async function* cut(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array, void> {
  let held: Uint8Array[] = [];
  let length = 0;
  for await (const part of source)
    for (let at = 0; at < part.length;) {
      const take = part.subarray(at, at + size - length);
      held.push(take);
      length += take.length;
      at += take.length;
      if (length < size) continue;
      yield held.length === 1 ? take : concat(...held);
      held = [];
      length = 0;
    }
}

const bench: EnvelopeBench = {
  async prepare() {
    sealedChunk = new Uint8Array(await crypto.subtle.encrypt(gcm, await key, chunk));
    const parts: Blob[] = [];
    for await (const part of encryptEnvelopeStream(kms, { keyId: 'bench' }, again(chunk)))
      parts.push(new Blob([part as Bytes])); // as above
    sealedFile = new Blob(parts);
    for (const way of ['encrypt', 'decrypt a file'] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await bench.bare(way);
    }
  },
  ours: (way) =>
    rateOf(() =>
      way === 'encrypt'
        ? drain(encryptEnvelopeStream(kms, { keyId: 'bench' }, again(chunk)), 2 ** 20)
        : way === 'encrypt a file'
          ? drain(encryptEnvelopeStream(kms, { keyId: 'bench' }, partsOf(file)), 2 ** 20)
          : drain(decryptEnvelopeStream(kms, partsOf(sealedFile)), 0),
    ),
  most: async () => most,
  bare: (way) =>
    rateOf(() =>
      way === 'decrypt a file' ? bareOver('decrypt', again(sealedChunk)) : bareOver('encrypt', again(chunk)),
    ),
  bareFrom: (way) =>
    rateOf(async () => {
      if (way === 'encrypt') await bareOver('encrypt', again(chunk));
      else if (way === 'encrypt a file') await bareOver('encrypt', cut(partsOf(file), CHUNK_BYTES));
      // Every chunk is read and cut; the bytes that are opened are the ones that fit the one nonce.
      else
        await bareOver(
          'decrypt',
          mapped(cut(partsOf(sealedFile), CHUNK_BYTES + TAG_BYTES), () => sealedChunk),
        );
    }),
};

async function* mapped(
  source: AsyncIterable<Uint8Array>,
  to: (bytes: Uint8Array) => Uint8Array,
): AsyncGenerator<Uint8Array, void> {
  for await (const each of source) yield to(each);
}

(globalThis as unknown as { envelopeBench: EnvelopeBench }).envelopeBench = bench; // the page has nothing else
