/**
 * What every Vault must do: written once, run on each adapter. What an adapter cannot do it says in `supports`, and is then held to it:
 * nothing is skipped.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KEY_SPEC_NAMES, specRow } from '../keys/key-specs.ts';
import { toHex, utf8 } from '../bytes.ts';
import { encryptionCases } from './vault-encryption.suite.ts';
import { lossCases } from './vault-loss.suite.ts';
import { bytesOf, EMPTY, failure, flipped, NONCE, type VaultUnderTest } from './vault-samples.ts';
import type { KeyMaterial, Vault } from './vault.ts';

/** Runs the suite on a vault that `make` opens, new and with few handles kept, so that they are evicted. */
export function vaultSuite(name: string, make: () => Promise<VaultUnderTest>): void {
  describe(`vault: ${name}`, () => {
    let under: VaultUnderTest;
    const vault = (): Vault => under.vault;
    beforeAll(async () => {
      under = await make();
    });
    afterAll(() => under.dispose());

    it('says what it is, and shows no secret', async () => {
      const described = vault().describe();
      expect(described.residentKeys.map(({ role }) => role).sort()).toEqual([
        'credential',
        'derivation',
        'log',
        'root',
      ]);
      for (const { fingerprint } of described.residentKeys)
        expect(fingerprint).toMatch(/^([0-9a-f]{2}){0,8}$/);
      expect(described.module).not.toBe('');
      expect(described.library).not.toContain('/');
      for (const key of described.residentKeys) {
        expect(key.keyType).not.toBe('');
        expect(key.attributes.length).toBeGreaterThan(0);
      }
      expect(['refused', 'leaked', 'not-possible-here']).toContain(described.leakProbe);
      const health = await vault().probe();
      expect(health).toEqual({
        state: 'ready',
        latencyMs: expect.any(Number),
        slowSince: null,
        lastRecovery: null,
      });
    });

    it('names what each key spec asks of it, and asks for nothing that it lacks where it supports the spec', () => {
      const { specs, mechanisms, needed } = vault().describe();
      const has = new Set(mechanisms.map(({ name }) => name));
      expect(specs.map(({ spec }) => spec)).toEqual(KEY_SPEC_NAMES);
      for (const { spec, support, mechanisms: wanted } of specs) {
        expect(support).toEqual(vault().supports(spec));
        if (support.supported) expect(wanted.filter((name) => !has.has(name))).toEqual([]);
      }
      expect(needed.filter((name) => !has.has(name))).toEqual([]);
    });

    it('counts the versions that it holds open', async () => {
      const before = vault().describe().handles;
      expect(before.limit).toBeGreaterThan(0);
      const version = { id: 'counted/1', material: await vault().generateKey('SYMMETRIC_DEFAULT') };
      await vault().encrypt(version, 'SYMMETRIC_DEFAULT', {
        plaintext: bytesOf(5),
        nonce: NONCE,
        aad: EMPTY,
      });
      expect(vault().describe().handles.cached).toBe(before.cached + 1);
      await vault().destroyKey(version);
      expect(vault().describe().handles).toEqual(before);
    });

    encryptionCases(vault);

    describe('key specs', () => {
      it('manages SYMMETRIC_DEFAULT', () => {
        expect(vault().supports('SYMMETRIC_DEFAULT')).toEqual({ supported: true });
      });

      it.each(KEY_SPEC_NAMES)('%s: makes a key, or refuses it with the reason', async (spec) => {
        const support = vault().supports(spec);
        if (support.supported) {
          const material = await vault().generateKey(spec);
          expect(material.spec).toBe(spec);
          expect(material.bytes.length).toBeGreaterThan(0);
          expect(material.publicKey !== undefined).toBe(specRow(spec).family === 'asymmetric');
          return;
        }
        expect(support.reason).toMatch(/^[A-Z].{20,}\.$/);
        const material: KeyMaterial = { residency: 'WRAPPED', spec, bytes: bytesOf(40) };
        const version = { id: `unsupported-${spec}/1`, material };
        const algorithm = Object.values(specRow(spec).algorithms)[0]![0]!; // every spec has one
        for (const work of [
          () => vault().generateKey(spec),
          () => vault().encrypt(version, algorithm, { plaintext: bytesOf(5), nonce: EMPTY, aad: EMPTY }),
          () => vault().decrypt(version, algorithm, { ciphertext: bytesOf(40), nonce: EMPTY, aad: EMPTY }),
          () => vault().sign(version, algorithm, bytesOf(32), 'RAW'),
          () => vault().mac(version, algorithm, bytesOf(32)),
          () => vault().agree(version, bytesOf(65)),
        ])
          expect(await failure(work)).toMatchObject({ code: 'UNSUPPORTED', message: support.reason });
      });

      it('refuses with a symmetric key what only others do', async () => {
        const version = { id: 'symmetric-only/1', material: await vault().generateKey('SYMMETRIC_DEFAULT') };
        const input = { nonce: NONCE, aad: EMPTY };
        for (const work of [
          () => vault().sign(version, 'ECDSA_SHA_256', bytesOf(32), 'RAW'),
          () => vault().mac(version, 'HMAC_SHA_256', bytesOf(32)),
          () => vault().agree(version, bytesOf(65)),
          () => vault().encrypt(version, 'RSAES_OAEP_SHA_256', { ...input, plaintext: bytesOf(5) }),
          () => vault().decrypt(version, 'RSAES_OAEP_SHA_256', { ...input, ciphertext: bytesOf(256) }),
        ])
          expect(await failure(work)).toMatchObject({ code: 'UNSUPPORTED' });
      });
    });

    describe('what it keeps', () => {
      it('tells whether a version opens, and holds nothing of it', async () => {
        const version = { id: 'opens/1', material: await vault().generateKey('SYMMETRIC_DEFAULT') };
        const before = vault().describe().handles.cached;
        expect(await vault().opens(version)).toBe(true);
        for (const bytes of [
          flipped(version.material.bytes, 0),
          flipped(version.material.bytes, version.material.bytes.length - 1),
          version.material.bytes.subarray(1),
          EMPTY,
        ])
          expect(await vault().opens({ ...version, material: { ...version.material, bytes } })).toBe(false);
        expect(vault().describe().handles.cached).toBe(before);
        expect(await vault().opens(version)).toBe(true);
      });

      it('lists its resident keys, and nothing of the versions that it opened', async () => {
        const version = { id: 'listed/1', material: await vault().generateKey('SYMMETRIC_DEFAULT') };
        await vault().encrypt(version, 'SYMMETRIC_DEFAULT', {
          plaintext: bytesOf(5),
          nonce: NONCE,
          aad: EMPTY,
        });
        const objects = await vault().objects();
        expect(new Set(objects.map(({ role }) => role))).toEqual(
          new Set(['credential', 'derivation', 'log', 'root']),
        );
        const labels = new Set(
          vault()
            .describe()
            .residentKeys.map(({ label }) => label),
        );
        for (const { label } of objects) expect(labels).toContain(label);
      });
    });

    describe('random', () => {
      it('gives the length asked for, fresh every time', async () => {
        for (const length of [0, 1, 12, 32, 4096]) expect((await vault().random(length)).length).toBe(length);
        const [a, b] = [await vault().random(32), await vault().random(32)];
        expect(a).not.toEqual(b);
        expect(a.buffer).not.toBe(b.buffer);
        expect(a.some((byte) => byte !== 0)).toBe(true);
      });

      it.each([-1, 1.5, Number.NaN, Infinity])('refuses a length of %d', async (length) => {
        expect(await failure(() => vault().random(length))).toMatchObject({ code: 'INTERNAL' });
      });
    });

    describe('seal', () => {
      const aad = utf8('AKIAEXAMPLE‖arn:aws:iam::000000000000:role/app');

      it.each([0, 1, 40, 4096])('opens a secret of %d bytes', async (length) => {
        const sealed = await vault().seal(bytesOf(length), aad);
        expect(await vault().open(sealed, aad)).toEqual(bytesOf(length));
      });

      it('hides the secret, differently each time', async () => {
        const [a, b] = [await vault().seal(bytesOf(40), aad), await vault().seal(bytesOf(40), aad)];
        expect(a).not.toEqual(b);
        expect(toHex(a)).not.toContain(toHex(bytesOf(16)));
      });

      it('binds it to its owner', async () => {
        const sealed = await vault().seal(bytesOf(40), aad);
        for (const other of [EMPTY, aad.subarray(1), Uint8Array.of(...aad, 0), flipped(aad, 3)])
          expect(await failure(() => vault().open(sealed, other))).toMatchObject({
            code: 'INVALID_CIPHERTEXT',
          });
        expect(await vault().open(sealed, aad)).toEqual(bytesOf(40));
      });

      it('opens nothing that was changed or cut', async () => {
        const sealed = await vault().seal(bytesOf(20), aad);
        for (let at = 0; at < sealed.length; at++) {
          expect(await failure(() => vault().open(flipped(sealed, at), aad))).toMatchObject({
            code: 'INVALID_CIPHERTEXT',
          });
          expect(await failure(() => vault().open(sealed.subarray(0, at), aad))).toMatchObject({
            code: 'INVALID_CIPHERTEXT',
          });
        }
      });
    });

    describe('the log key', () => {
      it.each([0, 1, 300, 10_000])('signs %d bytes as Ed25519', async (length) => {
        const message = bytesOf(length);
        const signature = await vault().signLog(message);
        expect(signature.length).toBe(64);
        expect(await verifies(vault().logPublicKey(), signature, message)).toBe(true);
        expect(await verifies(vault().logPublicKey(), signature, Uint8Array.of(...message, 1))).toBe(false);
      });

      it('hands out copies of its public half', () => {
        vault().logPublicKey().fill(0);
        expect(
          vault()
            .logPublicKey()
            .some((byte) => byte !== 0),
        ).toBe(true);
      });
    });

    describe('derived keys', () => {
      it('are 32 bytes, the same for a purpose and different for others', async () => {
        const key = await vault().deriveKey('rows of desk 1');
        expect(key.length).toBe(32);
        const again = await vault().deriveKey('rows of desk 1');
        expect(again).toEqual(key);
        expect(again.buffer).not.toBe(key.buffer);
        for (const other of ['rows of desk 2', 'rows of desk', 'r', 'ÿkeydesk probe'])
          expect(await vault().deriveKey(other)).not.toEqual(key);
      });

      it.each(['', '\ud800'])('refuses the purpose %j', async (purpose) => {
        expect(await failure(() => vault().deriveKey(purpose))).toMatchObject({ code: 'INTERNAL' });
      });
    });

    lossCases(() => under);

    describe('opened again', () => {
      it('has the same resident keys', async () => {
        const aad = utf8('owner');
        const material = await vault().generateKey('SYMMETRIC_DEFAULT');
        const before = { id: 'reopened/1', material };
        const ciphertext = await vault().encrypt(before, 'SYMMETRIC_DEFAULT', {
          plaintext: bytesOf(32),
          nonce: NONCE,
          aad,
        });
        const kept = [
          await vault().deriveKey('stays'),
          vault().logPublicKey(),
          vault().describe().residentKeys,
        ] as const;
        const sealed = await vault().seal(bytesOf(40), aad);
        const signature = await vault().signLog(bytesOf(9));

        await under.reopen();
        expect([
          await vault().deriveKey('stays'),
          vault().logPublicKey(),
          vault().describe().residentKeys,
        ]).toEqual(kept);
        expect(await vault().open(sealed, aad)).toEqual(bytesOf(40));
        expect(await verifies(vault().logPublicKey(), signature, bytesOf(9))).toBe(true);
        const copy = { id: 'reopened/1', material: { ...material, bytes: material.bytes.slice() } };
        expect(await vault().decrypt(copy, 'SYMMETRIC_DEFAULT', { ciphertext, nonce: NONCE, aad })).toEqual(
          bytesOf(32),
        );
      });

      it('answers UNAVAILABLE once it is closed, and still says what it is', async () => {
        const closed = vault();
        const version = { id: 'closed/1', material: await closed.generateKey('SYMMETRIC_DEFAULT') };
        const publicKey = closed.logPublicKey();
        await closed.close();
        await closed.close();
        for (const work of [
          () => closed.generateKey('SYMMETRIC_DEFAULT'),
          () => closed.encrypt(version, 'SYMMETRIC_DEFAULT', { plaintext: EMPTY, nonce: NONCE, aad: EMPTY }),
          () => closed.random(1),
          () => closed.seal(EMPTY, EMPTY),
          () => closed.deriveKey('any'),
          () => closed.signLog(EMPTY),
        ])
          expect(await failure(work)).toMatchObject({ code: 'UNAVAILABLE' });
        await closed.destroyKey(version);
        expect(await closed.probe()).toMatchObject({ state: 'lost' });
        expect(closed.logPublicKey()).toEqual(publicKey);
        expect(closed.describe().residentKeys.length).toBe(4);
        await under.reopen();
        expect(await vault().probe()).toMatchObject({ state: 'ready' });
      });
    });
  });
}

/** Verified by another implementation: the host's WebCrypto. */
async function verifies(publicKey: Uint8Array, signature: Uint8Array, message: Uint8Array): Promise<boolean> {
  const key = await crypto.subtle.importKey('raw', publicKey.slice(), 'Ed25519', false, ['verify']);
  return crypto.subtle.verify('Ed25519', key, signature.slice(), message.slice());
}
