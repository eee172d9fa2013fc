/** Envelopes of both forms, with a desk that is a table of wrapped keys: what is altered, cut or exchanged does not open. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareBytes, concat, fromUtf8, utf8 } from '../domain/bytes.ts';
import {
  chunkNonce,
  EnvelopeError,
  formatEnvelope,
  formatStreamHeader,
  isStream,
  parseEnvelope,
  parseStreamHeader,
  TAG_BYTES,
} from '../domain/envelope/envelope-file.ts';
import { canonicalContext, type EncryptionContext } from '../domain/keys/encryption-context.ts';
import { nodeCipher } from '../cli/node-cipher.ts';
import { runs } from '../testing/runs.ts';
import {
  decryptEnvelope,
  decryptEnvelopeStream,
  encryptEnvelope,
  encryptEnvelopeStream,
  MOST_ENVELOPE_BYTES,
  webCryptoCipher,
  type CipherFor,
  type EnvelopeKms,
} from './envelope.ts';

const KEY = 'arn:aws:kms:us-east-1:000000000000:key/2f1d7c1e-0000-4000-8000-000000000000';

/** Wraps by remembering. Counts what it is asked, and keeps every plaintext key that it gave out, to see whether it was wiped. */
function makeDesk() {
  const wrapped: { readonly blob: Uint8Array; readonly key: Uint8Array; readonly context: Uint8Array }[] = [];
  const given: Uint8Array[] = [];
  const give = (key: Uint8Array): Uint8Array => {
    const copy = key.slice();
    given.push(copy);
    return copy;
  };
  const kms: EnvelopeKms = {
    generateDataKey: async ({ EncryptionContext }) => {
      const key = crypto.getRandomValues(new Uint8Array(32));
      const blob = crypto.getRandomValues(new Uint8Array(81));
      wrapped.push({ blob, key, context: canonicalContext(EncryptionContext) });
      return { Plaintext: give(key), CiphertextBlob: blob, KeyId: KEY };
    },
    decrypt: async ({ CiphertextBlob, EncryptionContext }) => {
      const found = wrapped.find(({ blob }) => compareBytes(blob, CiphertextBlob) === 0);
      if (found === undefined || compareBytes(found.context, canonicalContext(EncryptionContext)) !== 0)
        throw new Error('InvalidCiphertextException');
      return { Plaintext: give(found.key) };
    },
  };
  return { kms, given };
}

const context = new Map([['tenant', 'acme']]);
const text = fc.string({ unit: 'binary', maxLength: 12 }).filter((value) => value.isWellFormed());
const contexts = fc
  .array(
    fc.tuple(
      text.filter((name) => name !== ''),
      text,
    ),
    { maxLength: 4 },
  )
  .map((pairs): EncryptionContext => new Map(pairs));

async function* cut(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array, void> {
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes.length === 0 ? bytes.length : (sizes[i % sizes.length] ?? 1);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}
async function whole(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return concat(...parts);
}
const faultOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'opened';
  } catch (error) {
    if (!(error instanceof EnvelopeError)) throw error;
    return error.code;
  }
};

/** One seals, the other opens: they are the same algorithm, or nothing opens. */
const PAIRS: readonly (readonly [string, CipherFor, CipherFor])[] = [
  ['WebCrypto', webCryptoCipher, webCryptoCipher],
  ['node:crypto', nodeCipher, nodeCipher],
  ['WebCrypto, opened by node:crypto', webCryptoCipher, nodeCipher],
];

describe.each(PAIRS)('an envelope in JSON, by %s', (_, seals, opens) => {
  const sealing = { keyId: 'alias/orders', context, cipher: seals };
  const opening = { cipher: opens };

  it('comes back, whatever the payload and context, as text in between', async () => {
    const { kms, given } = makeDesk();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), contexts, async (payload, pairs) => {
        const made = await encryptEnvelope(kms, { ...sealing, context: pairs }, payload);
        const read = parseEnvelope(formatEnvelope(made));
        expect([...read.context]).toEqual([...pairs]);
        expect(read.keyId).toBe(KEY);
        expect(await decryptEnvelope(kms, read, opening)).toEqual(payload);
      }),
      { numRuns: runs(100) },
    );
    expect(given.length).toBeGreaterThan(100);
    expect(given.every((key) => key.every((byte) => byte === 0))).toBe(true);
  });

  it('does not open with one bit of anything changed', async () => {
    const { kms } = makeDesk();
    const made = await encryptEnvelope(kms, sealing, utf8('record 8841'));
    const flips = (['ciphertext', 'nonce', 'wrappedKey'] as const).flatMap((part) =>
      [...made[part].keys()].flatMap((at) => [0, 7].map((bit) => ({ part, at, bit }))),
    );
    for (const { part, at, bit } of flips) {
      const bytes = made[part].slice();
      bytes[at]! ^= 1 << bit;
      const opened = decryptEnvelope(kms, { ...made, [part]: bytes }, opening);
      if (part === 'wrappedKey') await expect(opened).rejects.toThrow('InvalidCiphertext');
      else expect(await faultOf(opened)).toBe('ALTERED');
    }
    expect(await faultOf(decryptEnvelope(kms, { ...made, keyId: `${KEY}0` }, opening))).toBe('ALTERED');
  });

  it('does not open with the wrapped key of another, though the desk opens that', async () => {
    const { kms } = makeDesk();
    const [one, other] = [
      await encryptEnvelope(kms, sealing, utf8('one')),
      await encryptEnvelope(kms, sealing, utf8('other')),
    ];
    expect(await faultOf(decryptEnvelope(kms, { ...one, wrappedKey: other.wrappedKey }, opening))).toBe(
      'ALTERED',
    );
  });

  it('asks the desk for nothing when the context is not the one expected', async () => {
    const { kms, given } = makeDesk();
    const made = await encryptEnvelope(kms, sealing, utf8('one'));
    const asked = given.length;
    const expect1 = new Map([['tenant', 'other']]);
    expect(await faultOf(decryptEnvelope(kms, made, { ...opening, expect: expect1 }))).toBe('OTHER_CONTEXT');
    expect(given.length).toBe(asked);
    expect(await decryptEnvelope(kms, made, { ...opening, expect: context })).toEqual(utf8('one'));
  });

  it('refuses a data key that is not of 256 bits, and wipes it', async () => {
    const short = new Uint8Array(16).fill(7);
    const kms: EnvelopeKms = { ...makeDesk().kms, decrypt: async () => ({ Plaintext: short }) };
    const made = await encryptEnvelope(kms, sealing, utf8('one'));
    expect(await faultOf(decryptEnvelope(kms, made, opening))).toBe('MALFORMED');
    expect([...short].every((byte) => byte === 0)).toBe(true);
  });

  it('is for what fits in memory', async () => {
    const { kms, given } = makeDesk();
    expect(await faultOf(encryptEnvelope(kms, sealing, new Uint8Array(MOST_ENVELOPE_BYTES + 1)))).toBe(
      'TOO_LARGE',
    );
    expect(given).toEqual([]);
  });
});

describe('what is no envelope', () => {
  const good = () => ({
    format: 'keydesk-envelope/2',
    algorithm: 'AES-256-GCM',
    key_id: KEY,
    wrapped_key: 'AAAA',
    context: {},
    nonce: 'A'.repeat(16),
    ciphertext: `${'A'.repeat(22)}==`,
  });

  it('is told apart from one', () => {
    expect(parseEnvelope(JSON.stringify(good())).keyId).toBe(KEY);
    expect(isStream(utf8(JSON.stringify(good())))).toBe(false);
    expect(isStream(utf8('{"format":"keydesk-envelope-stream/9"'))).toBe(true);
  });

  it.each<[string, string, string, RegExp]>([
    ['nothing', '', 'EMPTY', /empty/],
    ['white space', ' \n', 'EMPTY', /empty/],
    ['a text', 'hello', 'NOT_AN_ENVELOPE', /not JSON/],
    ['another JSON', '{}', 'NOT_AN_ENVELOPE', /no format/],
    ['a list', '[]', 'NOT_AN_ENVELOPE', /no format/],
    ['half of one', JSON.stringify(good()).slice(0, -20), 'NOT_AN_ENVELOPE', /cut off/],
    [
      'a member twice',
      JSON.stringify(good()).replace('{', '{"nonce":"AA==",'),
      'NOT_AN_ENVELOPE',
      /not JSON/,
    ],
    [
      'of a later version',
      JSON.stringify({ ...good(), format: 'keydesk-envelope/3' }),
      'OTHER_VERSION',
      /version 3.*newer/,
    ],
    [
      'of the first example',
      JSON.stringify({ ...good(), format: 'keydesk-envelope/1' }),
      'OTHER_VERSION',
      /version 1.*earlier/,
    ],
    [
      'a stream',
      JSON.stringify({ ...good(), format: 'keydesk-envelope-stream/2' }),
      'NOT_AN_ENVELOPE',
      /other form/,
    ],
    ['of another algorithm', JSON.stringify({ ...good(), algorithm: 'none' }), 'MALFORMED', /algorithm/],
    ['with a short nonce', JSON.stringify({ ...good(), nonce: 'AAAA' }), 'MALFORMED', /nonce/],
    ['with no tag', JSON.stringify({ ...good(), ciphertext: 'AAAA' }), 'MALFORMED', /ciphertext/],
    ['with a context of numbers', JSON.stringify({ ...good(), context: { a: 1 } }), 'MALFORMED', /context/],
    ['with a list for a context', JSON.stringify({ ...good(), context: [] }), 'MALFORMED', /context/],
    ['without a key', JSON.stringify({ ...good(), key_id: '' }), 'MALFORMED', /key_id/],
    ['in base64url', JSON.stringify({ ...good(), wrapped_key: '_-8=' }), 'MALFORMED', /wrapped_key/],
  ])('%s', (_, file, code, sentence) => {
    let caught: unknown;
    try {
      parseEnvelope(file);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(EnvelopeError);
    expect(caught).toMatchObject({ code, message: expect.stringMatching(sentence) });
  });

  it('is refused in any text, and never by another error', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.json(),
          fc
            .record({
              format: fc.constant('keydesk-envelope/2'),
              context: fc.anything(),
              nonce: fc.anything(),
            })
            .map((value) => JSON.stringify(value) ?? ''),
        ),
        (file) => {
          expect(() => parseEnvelope(file)).toThrow(EnvelopeError);
        },
      ),
      { numRuns: runs(500) },
    );
  });
});

describe.each(PAIRS)('a stream, by %s', (_, seals, opens) => {
  const sealing = { keyId: 'alias/orders', context, cipher: seals };
  const opening = { cipher: opens };

  const stream = async (
    kms: EnvelopeKms,
    payload: Uint8Array,
    chunkBytes = 8,
    sizes: readonly number[] = [],
  ) => whole(encryptEnvelopeStream(kms, { ...sealing, chunkBytes }, cut(payload, sizes)));
  const read = (kms: EnvelopeKms, file: Uint8Array, sizes: readonly number[] = []) =>
    whole(decryptEnvelopeStream(kms, cut(file, sizes), opening));
  /** The first line, and the chunks behind it. */
  const taken = (file: Uint8Array, chunkBytes = 8) => {
    const at = file.indexOf(0x0a) + 1;
    const chunks: Uint8Array[] = [];
    for (let from = at; from < file.length; from += chunkBytes + TAG_BYTES)
      chunks.push(file.subarray(from, from + chunkBytes + TAG_BYTES));
    return { line: file.subarray(0, at), chunks };
  };

  it('comes back, whatever the pieces in which payload and file come', async () => {
    const { kms, given } = makeDesk();
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 100 }),
        fc.integer({ min: 1, max: 40 }),
        sizes,
        sizes,
        async (payload, chunk, inPieces, outPieces) => {
          const file = await stream(kms, payload, chunk, inPieces);
          const { line, chunks } = taken(file, chunk);
          expect(parseStreamHeader(line.subarray(0, -1)).context).toEqual(context);
          expect(chunks.length).toBe(Math.max(1, Math.ceil(payload.length / chunk)));
          expect(await read(kms, file, outPieces)).toEqual(payload);
        },
      ),
      { numRuns: runs(150) },
    );
    expect(given.every((key) => key.every((byte) => byte === 0))).toBe(true);
  });

  it('tells what was cut off, wherever', async () => {
    const { kms } = makeDesk();
    const file = await stream(kms, utf8('forty bytes, which are five whole chunks'));
    const { line } = taken(file);
    for (let end = 0; end < file.length; end++) {
      const fault = await faultOf(read(kms, file.subarray(0, end)));
      const atEdge = end >= line.length && (end - line.length) % (8 + TAG_BYTES) === 0;
      if (end === 0) expect(fault).toBe('EMPTY');
      else if (end < line.length - 1) expect(fault).toBe('NOT_AN_ENVELOPE');
      else expect([end, fault]).toEqual([end, end === line.length - 1 || atEdge ? 'TRUNCATED' : 'ALTERED']);
    }
  });

  it('does not open with chunks in another order, left out, twice, or of another stream', async () => {
    const { kms } = makeDesk();
    const { line, chunks } = taken(await stream(kms, utf8('0123456789'.repeat(5))));
    const other = taken(await stream(kms, utf8('0123456789'.repeat(5))));
    const indices = fc.array(fc.tuple(fc.boolean(), fc.nat({ max: chunks.length - 1 })), {
      maxLength: chunks.length + 2,
    });
    await fc.assert(
      fc.asyncProperty(indices, async (picks) => {
        const file = concat(line, ...picks.map(([ours, at]) => (ours ? chunks : other.chunks)[at]!));
        const same = compareBytes(file, concat(line, ...chunks)) === 0;
        expect((await faultOf(read(kms, file))) === 'opened').toBe(same);
      }),
      { numRuns: runs(200) },
    );
    // And what follows the last chunk.
    expect(await faultOf(read(kms, concat(line, ...chunks, chunks[0]!)))).toBe('ALTERED');
  });

  it('does not open with one bit changed, in line or chunks', async () => {
    const { kms } = makeDesk();
    const file = await stream(kms, utf8('twenty bytes of text'));
    for (let at = 0; at < file.length; at++) {
      const changed = file.slice();
      changed[at]! ^= 1;
      await expect(read(kms, changed)).rejects.toThrow();
    }
  });

  it('gives out no chunk before it was checked', async () => {
    const { kms } = makeDesk();
    const { line, chunks } = taken(await stream(kms, utf8('0123456789'.repeat(8))));
    const bad = chunks.map((chunk, at) => (at === 3 ? chunk.map((byte) => byte ^ 1) : chunk));
    const seen: Uint8Array[] = [];
    const reading = async (): Promise<void> => {
      for await (const part of decryptEnvelopeStream(kms, cut(concat(line, ...bad), []), opening))
        seen.push(part);
    };
    expect(await faultOf(reading())).toBe('ALTERED');
    expect(fromUtf8(concat(...seen))).toBe('012345678901234567890123');
  });

  it('lets its source go when nobody reads on', async () => {
    const { kms } = makeDesk();
    let ended = false;
    async function* endless(): AsyncGenerator<Uint8Array, void> {
      try {
        for (;;) yield new Uint8Array(8);
      } finally {
        ended = true;
      }
    }
    for await (const part of encryptEnvelopeStream(kms, { ...sealing, chunkBytes: 8 }, endless()))
      if (part.length > 0) break;
    for await (const part of encryptEnvelopeStream(kms, { ...sealing, chunkBytes: 8 }, endless()))
      if (part.length === 8 + TAG_BYTES) break;
    expect(ended).toBe(true);
  });

  it('refuses a chunk size that would fill the memory of its reader, and a line without an end', async () => {
    const { kms, given } = makeDesk();
    const header = formatStreamHeader({
      keyId: KEY,
      wrappedKey: new Uint8Array(8),
      context: new Map(),
      noncePrefix: new Uint8Array(7),
      chunkBytes: 2 ** 31,
    });
    expect(await faultOf(read(kms, header))).toBe('MALFORMED');
    expect(await faultOf(read(kms, new Uint8Array(200_000).fill(0x20)))).toBe('NOT_AN_ENVELOPE');
    expect(given).toEqual([]);
  });

  it('counts no further than its nonces', () => {
    expect(chunkNonce(new Uint8Array(7), 2 ** 32 - 1, true)).toEqual(
      Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 1),
    );
    expect(() => chunkNonce(new Uint8Array(7), 2 ** 32, true)).toThrow(EnvelopeError);
  });
});
