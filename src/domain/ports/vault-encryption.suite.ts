/** The part of the Vault suite about symmetric keys: material, encryption, and what must not be opened. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../bytes.ts';
import { bytesOf, EMPTY, failure, flipped, NONCE } from './vault-samples.ts';
import type { Vault, VersionRef } from './vault.ts';
import { runs } from '../../testing/runs.ts';

const SYMMETRIC = 'SYMMETRIC_DEFAULT';
const AAD = utf8('header and context');
const upTo = (maxLength: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength });

export function encryptionCases(vault: () => Vault): void {
  let made = 0;
  const newVersion = async (): Promise<VersionRef> => ({
    id: `key-${++made}/1`,
    material: await vault().generateKey(SYMMETRIC),
  });
  const seal = async (version: VersionRef, plaintext: Uint8Array): Promise<Uint8Array> =>
    vault().encrypt(version, SYMMETRIC, { plaintext, nonce: NONCE, aad: AAD });
  const open = async (
    version: VersionRef,
    ciphertext: Uint8Array,
    nonce: Uint8Array = NONCE,
    aad: Uint8Array = AAD,
  ): Promise<Uint8Array> => vault().decrypt(version, SYMMETRIC, { ciphertext, nonce, aad });

  describe('SYMMETRIC_DEFAULT', () => {
    it('makes another key each time, wrapped', async () => {
      const [a, b] = [await newVersion(), await newVersion()];
      expect(a.material).toEqual({ residency: 'WRAPPED', spec: SYMMETRIC, bytes: expect.any(Uint8Array) });
      expect(a.material.bytes).not.toEqual(b.material.bytes);
      const ciphertext = await seal(a, bytesOf(32));
      expect(await seal(b, bytesOf(32))).not.toEqual(ciphertext);
      expect(await failure(() => open(b, ciphertext))).toMatchObject({ code: 'INVALID_CIPHERTEXT' });
    });

    it.each([0, 1, 15, 16, 17, 32, 4095, 4096, 8100, 8192, 100_000])(
      'encrypts and decrypts %d bytes',
      async (length) => {
        const version = await newVersion();
        const ciphertext = await seal(version, bytesOf(length));
        expect(ciphertext.length).toBe(length + 16);
        expect(await open(version, ciphertext)).toEqual(bytesOf(length));
        // Again, so that a buffer or a session left in a bad state would show.
        expect(await open(version, ciphertext)).toEqual(bytesOf(length));
      },
    );

    it('encrypts and decrypts any plaintext with any additional data and nonce', async () => {
      const version = await newVersion();
      const nonces = fc.uint8Array({ minLength: 12, maxLength: 12 });
      await fc.assert(
        fc.asyncProperty(upTo(600), upTo(600), nonces, async (plaintext, aad, nonce) => {
          const ciphertext = await vault().encrypt(version, SYMMETRIC, { plaintext, nonce, aad });
          expect(await open(version, ciphertext, nonce, aad)).toEqual(plaintext);
        }),
        { seed: 3, numRuns: runs(100) },
      );
    });

    it('is AES-GCM: the same nonce, data and key give the same ciphertext, and keystream ‖ tag differ with the nonce', async () => {
      const version = await newVersion();
      const ciphertext = await seal(version, bytesOf(32));
      expect(await seal(version, bytesOf(32))).toEqual(ciphertext);
      // Counter mode: the difference of two ciphertexts under one nonce is the difference of their plaintexts.
      const zeros = await seal(version, new Uint8Array(32));
      expect(ciphertext.subarray(0, 32).map((byte, i) => byte ^ zeros[i]!)).toEqual(bytesOf(32));
      const other = await vault().encrypt(version, SYMMETRIC, {
        plaintext: bytesOf(32),
        nonce: flipped(NONCE, 0),
        aad: AAD,
      });
      expect(other).not.toEqual(ciphertext);
    });

    it('opens nothing whose ciphertext, tag, nonce or additional data was changed in any byte', async () => {
      const version = await newVersion();
      const ciphertext = await seal(version, bytesOf(20));
      const attempts = [
        ...Array.from(ciphertext, (_, at) => () => open(version, flipped(ciphertext, at))),
        ...Array.from(ciphertext, (_, at) => () => open(version, ciphertext.subarray(0, at))),
        () => open(version, Uint8Array.of(...ciphertext, 0)),
        ...Array.from(NONCE, (_, at) => () => open(version, ciphertext, flipped(NONCE, at))),
        ...Array.from(AAD, (_, at) => () => open(version, ciphertext, NONCE, flipped(AAD, at))),
        () => open(version, ciphertext, NONCE, EMPTY),
        () => open(version, ciphertext, NONCE, AAD.subarray(1)),
        () => open(version, ciphertext, NONCE, Uint8Array.of(...AAD, 0)),
      ];
      for (const attempt of attempts) {
        const error = await failure(attempt);
        // The message must not tell which of them it was.
        expect([error.code, error.message]).toEqual(['INVALID_CIPHERTEXT', 'INVALID_CIPHERTEXT']);
      }
      expect(await open(version, ciphertext)).toEqual(bytesOf(20));
      const empty = await seal(version, EMPTY);
      for (let at = 0; at < empty.length; at++)
        expect(await failure(() => open(version, flipped(empty, at)))).toMatchObject({
          code: 'INVALID_CIPHERTEXT',
        });
    });

    it.each([0, 1, 11, 13, 16])('takes no nonce of %d bytes', async (length) => {
      const version = await newVersion();
      const ciphertext = await seal(version, bytesOf(32));
      const nonce = bytesOf(length);
      expect(
        await failure(() => vault().encrypt(version, SYMMETRIC, { plaintext: bytesOf(32), nonce, aad: AAD })),
      ).toMatchObject({ code: 'INTERNAL' });
      expect(await failure(() => open(version, ciphertext, nonce))).toMatchObject({
        code: 'INVALID_CIPHERTEXT',
      });
    });

    it('uses no wrapped key that was changed, cut or lengthened', async () => {
      const { material } = await newVersion();
      const blobs = [
        ...Array.from(material.bytes, (_, at) => flipped(material.bytes, at)),
        EMPTY,
        material.bytes.subarray(0, -1),
        material.bytes.subarray(0, 24),
        Uint8Array.of(...material.bytes, 0),
        Uint8Array.of(...material.bytes, ...material.bytes),
        bytesOf(material.bytes.length),
      ];
      for (const [i, bytes] of blobs.entries()) {
        const version = { id: `tampered-${i}/1`, material: { ...material, bytes } };
        expect(await failure(() => seal(version, bytesOf(32)))).toMatchObject({ code: 'INVALID_CIPHERTEXT' });
        expect(await failure(() => open(version, bytesOf(48)))).toMatchObject({ code: 'INVALID_CIPHERTEXT' });
      }
    });

    it('goes on after calls that failed', async () => {
      const version = await newVersion();
      const ciphertext = await seal(version, bytesOf(32));
      for (let i = 0; i < 50; i++) {
        await failure(() => open(version, flipped(ciphertext, i % ciphertext.length)));
        expect(await seal(version, bytesOf(32))).toEqual(ciphertext);
        await failure(() =>
          seal({ id: `broken-${i}/1`, material: { ...version.material, bytes: bytesOf(40) } }, EMPTY),
        );
        expect(await open(version, ciphertext)).toEqual(bytesOf(32));
      }
    });

    it('keeps 1,000 interleaved calls apart', async () => {
      const versions = [await newVersion(), await newVersion(), await newVersion()];
      const calls = Array.from({ length: 1000 }, async (_, i) => {
        const version = versions[i % 3]!;
        const [plaintext, nonce, aad] = [bytesOf(i % 97), flipped(NONCE, i % 12), utf8(`call ${i}`)];
        const ciphertext = await vault().encrypt(version, SYMMETRIC, { plaintext, nonce, aad });
        const wrong = await failure(() => open(version, ciphertext, nonce, AAD));
        return [wrong.code, await open(version, ciphertext, nonce, aad), plaintext] as const;
      });
      for (const [code, opened, plaintext] of await Promise.all(calls)) {
        expect(code).toBe('INVALID_CIPHERTEXT');
        expect(opened).toEqual(plaintext);
      }
    });

    it('neither changes nor keeps what it is given, and gives buffers of the caller’s own', async () => {
      const version = await newVersion();
      // Views into one larger buffer, as callers have them.
      const shared = bytesOf(100);
      const input = {
        plaintext: shared.subarray(0, 32),
        nonce: shared.subarray(40, 52),
        aad: shared.subarray(60, 80),
      };
      const first = await vault().encrypt(version, SYMMETRIC, input);
      expect(shared).toEqual(bytesOf(100));
      const second = await vault().encrypt(version, SYMMETRIC, input);
      expect(second.buffer).not.toBe(first.buffer);
      expect([first.byteOffset, first.buffer.byteLength]).toEqual([0, first.length]);
      const kept = first.slice();
      const opened = await open(version, first, input.nonce, input.aad);
      expect(first).toEqual(kept);
      expect([opened.byteOffset, opened.buffer.byteLength]).toEqual([0, opened.length]);
      const copy = opened.slice();
      shared.fill(0);
      second.fill(0);
      await seal(version, bytesOf(64));
      expect([first, opened]).toEqual([kept, copy]);
    });

    it('uses more versions than it keeps handles for, in any order', async () => {
      const versions: VersionRef[] = [];
      for (let i = 0; i < 40; i++) versions.push(await newVersion());
      const ciphertexts = await Promise.all(versions.map((version, i) => seal(version, bytesOf(i))));
      for (const step of [1, 7, 39, 11])
        for (let n = 0; n < versions.length; n++) {
          const i = (n * step) % versions.length;
          expect(await open(versions[i]!, ciphertexts[i]!)).toEqual(bytesOf(i));
        }
    });

    it('destroys what it holds of a version, any number of times', async () => {
      const version = await newVersion();
      const ciphertext = await seal(version, bytesOf(32));
      await vault().destroyKey(version);
      await vault().destroyKey(version);
      await vault().destroyKey({ ...version, id: 'never used/1' });
      // A WRAPPED version ends when its blob is deleted from the store: with the blob it still opens.
      expect(await open(version, ciphertext)).toEqual(bytesOf(32));
    });
  });
}
