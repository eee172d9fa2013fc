import { createHash, generateKeyPairSync, sign as signBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { parseCheckpoint } from './checkpoint.ts';
import { isSignedManifest, signManifest } from './manifest-note.ts';
import { NoteError, parseNote, signNote } from './note.ts';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const { privateKey, publicKey: pair } = generateKeyPairSync('ed25519');
const publicKey = new Uint8Array(pair.export({ format: 'der', type: 'spki' }).subarray(-32));
const sign = (message: Uint8Array): Uint8Array => signBytes(null, message, privateKey);
const verify = (_: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean =>
  signature.length === 64 && Buffer.from(sign(message)).equals(signature);
const of = { deskId: '5f0c1a52-0000-4000-8000-000000000000', digest: sha256(Buffer.from('{}')), publicKey };

it('holds for its manifest, desk and key, and for nothing else', async () => {
  const note = await signManifest(sha256, of, sign);
  expect(await isSignedManifest(sha256, note, of, verify)).toBe(true);
  const others = [
    { ...of, digest: sha256(Buffer.from('{ }')) },
    { ...of, deskId: '5f0c1a52-0000-4000-8000-000000000001' },
    { ...of, publicKey: new Uint8Array(32).fill(7) },
  ];
  for (const other of others) expect(await isSignedManifest(sha256, note, other, verify)).toBe(false);
  for (let at = 0; at < note.length; at++) {
    const changed = `${note.slice(0, at)}${note[at] === 'a' ? 'b' : 'a'}${note.slice(at + 1)}`;
    expect([at, await isSignedManifest(sha256, changed, of, verify)]).toEqual([at, false]);
  }
  expect(await isSignedManifest(sha256, '', of, verify)).toBe(false);
});

it('is no checkpoint, and a checkpoint is none', async () => {
  const note = await signManifest(sha256, of, sign);
  expect(() => parseCheckpoint(parseNote(note).text)).toThrow(NoteError);
  const signer = { name: `keydesk/${of.deskId}/backup`, publicKey };
  const checkpoint = await signNote(
    sha256,
    `${signer.name}\n1\n${Buffer.from(of.digest).toString('base64')}\n`,
    signer,
    sign,
  );
  expect(await isSignedManifest(sha256, checkpoint, of, verify)).toBe(false);
});
