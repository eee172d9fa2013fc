/**
 * Envelopes as streams: how fast 1 GiB goes through, as a share of what node:crypto does with the same chunks in the same run, and how
 * much memory that takes. No desk: one call makes the data key, whatever the size.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { decryptEnvelopeStream, encryptEnvelopeStream, type EnvelopeKms } from '../src/client/envelope.ts';
import { nodeCipher } from '../src/cli/node-cipher.ts';
import { CHUNK_BYTES } from '../src/domain/envelope/envelope-file.ts';
import { table } from './table.ts';

const CHUNKS = 1024;
const MIB = 1024 * 1024;

const key = randomBytes(32);
const wrapped = randomBytes(81);
const kms: EnvelopeKms = {
  generateDataKey: async () => ({ Plaintext: new Uint8Array(key), CiphertextBlob: wrapped, KeyId: 'bench' }),
  decrypt: async () => ({ Plaintext: new Uint8Array(key) }),
};

async function* payload(): AsyncGenerator<Uint8Array, void> {
  const chunk = randomBytes(CHUNK_BYTES);
  for (let i = 0; i < CHUNKS; i++) yield chunk;
}

/** Runs over all that comes: MiB/s, and the most that was held besides what was held before, in MiB. */
async function through(
  source: AsyncIterable<Uint8Array>,
): Promise<{ readonly rate: number; readonly held: number }> {
  const before = process.memoryUsage();
  const began = performance.now();
  let bytes = 0;
  let held = 0;
  for await (const part of source) {
    bytes += part.length;
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    held = Math.max(held, heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers);
  }
  return { rate: bytes / MIB / ((performance.now() - began) / 1000), held: held / MIB };
}

async function* raw(direction: 'encrypt' | 'decrypt', tags: Buffer[], source: AsyncIterable<Uint8Array>) {
  let at = 0;
  for await (const chunk of source) {
    const nonce = Buffer.alloc(12);
    nonce.writeUInt32BE(at, 8);
    if (direction === 'encrypt') {
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const out = cipher.update(chunk);
      cipher.final();
      tags[at++] = cipher.getAuthTag();
      yield out;
    } else {
      const decipher = createDecipheriv('aes-256-gcm', key, nonce);
      decipher.setAuthTag(tags[at++]!); // one a chunk, kept above
      const out = decipher.update(chunk);
      decipher.final();
      yield out;
    }
  }
}

/** What came out, as it came: both sides read it from memory that is there. */
async function kept(source: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return parts;
}
async function* again(parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void> {
  yield* parts;
}

/** Answers markdown. */
export async function measureEnvelope(): Promise<string> {
  const sealing = { keyId: 'bench', cipher: nodeCipher };
  const opening = { cipher: nodeCipher };
  const rows: string[][] = [];
  const compare = async (
    what: string,
    ours: () => AsyncIterable<Uint8Array>,
    theirs: () => AsyncIterable<Uint8Array>,
  ) => {
    await through(theirs());
    const [own, reference] = [await through(ours()), await through(theirs())];
    rows.push([
      what,
      own.rate.toFixed(0),
      reference.rate.toFixed(0),
      (own.rate / reference.rate).toFixed(2),
      own.held.toFixed(0),
    ]);
    process.stderr.write(`${rows.at(-1)?.join('  ') ?? ''}\n`);
  };
  const tags: Buffer[] = [];
  await compare(
    'encrypt',
    () => encryptEnvelopeStream(kms, sealing, payload()),
    () => raw('encrypt', tags, payload()),
  );
  const sealed = await kept(encryptEnvelopeStream(kms, sealing, payload()));
  const plain = await kept(raw('encrypt', tags, payload()));
  await compare(
    'decrypt',
    () => decryptEnvelopeStream(kms, again(sealed), opening),
    () => raw('decrypt', tags, again(plain)),
  );
  return `${table(['1 GiB as a stream', 'MiB/s', 'node:crypto MiB/s', 'ratio', 'held at most, MiB'], rows)}\n\nThe goal is a ratio of 0.6 and 200 MiB.`;
}
