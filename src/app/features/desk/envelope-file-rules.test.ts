import { expect, it } from 'vitest';
import { formatEnvelope, formatStreamHeader, type Envelope } from '../../../domain/envelope/envelope-file.ts';
import { utf8 } from '../../../domain/bytes.ts';
import {
  envelopeName,
  envelopeOfFile,
  payloadName,
  payloadOfBytes,
  payloadOfFile,
  payloadOfText,
  type ReadableFile,
} from './envelope-file-rules.ts';

const file = (name: string, bytes: Uint8Array, size = bytes.length): ReadableFile => ({
  name,
  size,
  slice: (start, end) => ({ arrayBuffer: async () => bytes.slice(start, end).buffer }),
  arrayBuffer: async () => bytes.slice().buffer,
});
const envelope: Envelope = {
  keyId: 'arn:aws:kms:us-east-1:000000000000:key/x',
  wrappedKey: new Uint8Array(84).fill(1),
  context: new Map([['record', 'guest-4471']]),
  nonce: new Uint8Array(12),
  ciphertext: new Uint8Array(20),
};
const text = formatEnvelope(envelope);
const read = (content: string | Uint8Array, size?: number) => {
  const bytes = typeof content === 'string' ? utf8(content) : content;
  return envelopeOfFile(file('a.envelope', bytes, size));
};

it('reads an envelope, and tells a stream', async () => {
  await expect(read(text)).resolves.toEqual(envelope);
  const header = { ...envelope, noncePrefix: new Uint8Array(7), chunkBytes: 1024 };
  await expect(read(formatStreamHeader(header))).resolves.toBe('stream');
});

it.each([
  ['of 0 bytes', '', undefined, 'EMPTY'],
  ['cut off', text.slice(0, -30), undefined, 'NOT_AN_ENVELOPE'],
  ['of a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47), undefined, 'NOT_AN_ENVELOPE'],
  ['that begins like JSON and is no text', Uint8Array.of(0x7b, 0xff, 0xfe), undefined, 'NOT_AN_ENVELOPE'],
  ['edited', text.replace('"nonce"', '"nonsense"'), undefined, 'MALFORMED'],
  ['of a later format', text.replace('keydesk-envelope/2', 'keydesk-envelope/7'), undefined, 'OTHER_VERSION'],
  ['of 5 GiB', text, 5 * 1024 ** 3, 'TOO_LARGE'],
])('says what is wrong with a file %s', async (_, content, size, code) => {
  await expect(read(content, size)).rejects.toMatchObject({ code });
  await expect(read(content, size)).rejects.toThrow(/\.$/);
});

it('takes a file as payload, and says when it is empty or too large for a walk', async () => {
  await expect(payloadOfFile(file('a.txt', utf8('hello')))).resolves.toEqual({
    name: 'a.txt',
    bytes: utf8('hello'),
    text: 'hello',
  });
  await expect(payloadOfFile(file('a.txt', new Uint8Array()))).rejects.toMatchObject({ code: 'EMPTY' });
  await expect(payloadOfFile(file('a.iso', new Uint8Array(), 5 * 1024 ** 3))).rejects.toThrow('5.0 GiB');
});

it('shows text as text only', () => {
  expect(payloadOfText('héllo').bytes).toHaveLength(6);
  expect(payloadOfBytes(null, Uint8Array.of(0xff)).text).toBeNull();
  expect(payloadOfBytes(null, Uint8Array.of(0, 1, 2)).text).toBeNull();
});

it('names files so that they find back', () => {
  expect(envelopeName(payloadOfBytes('notes.txt', utf8('x')))).toBe('notes.txt.envelope');
  expect(payloadName('notes.txt.envelope')).toBe('notes.txt');
  expect(payloadName('.envelope')).toBe('payload');
  expect(payloadName('other')).toBe('other.payload');
});
